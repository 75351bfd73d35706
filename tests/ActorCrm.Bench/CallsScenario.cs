using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorCrm.Server;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Bench;

/// <summary>
/// Call events through the default scenario. Every caller plays whole calls, in order, and waits for each
/// acknowledgement; what is counted is acknowledged, and so durable.
/// </summary>
internal static class CallsScenario
{
    public static async Task<int> RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var servers = new List<ServerApp>();
        try
        {
            for (var i = 0; i < options.Silos; i++)
            {
                servers.Add(await StartAsync(store));
            }

            using var http = Senders.Client(servers[0], await servers[0].MakeKeyAsync("bench", ["admin"]));
            await SetUpAsync(http, options);
            await MeasureAsync(servers, store, http, options);
        }
        finally
        {
            foreach (var server in servers)
            {
                await server.StopAsync();
                await server.DisposeAsync();
            }
        }

        return 0;
    }

    private static async Task<ServerApp> StartAsync(BenchStore store)
    {
        var server = ServerApp.Build(
            [.. store.Args, "--urls", "http://127.0.0.1:0"], TextWriter.Null,
            builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        await server.StartAsync();
        return server;
    }

    private static async Task SetUpAsync(HttpClient http, BenchOptions options)
    {
        var employees = string.Join(',', Enumerable.Range(100, options.Agents).Select(i =>
            $$"""{"id":"e{{i}}","name":"Employee {{i}}","extensions":["{{i}}"],"crmUserId":"u{{i}}"}"""));
        await PutAsync(http, "employees", $$"""{"employees":[{{employees}}],"topManagerId":"e100"}""");
        await PutAsync(http, "scenario", """{"active":true}""");
    }

    private static async Task PutAsync(HttpClient http, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PutAsync(new Uri($"api/v1/{path}", UriKind.Relative), content);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{path}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static async Task MeasureAsync(
        List<ServerApp> servers, BenchStore store, HttpClient http, BenchOptions options)
    {
        using var stop = new CancellationTokenSource();
        var latencies = new Latencies();
        var pace = new Pace(options.Rate);
        var counter = new Counter();
        var callers = Enumerable.Range(0, options.Callers).Select(i => Task.Run(() => PlayAsync(
            options.Transport == "http" ? Senders.Http(http) : Senders.InProcess(servers[i % servers.Count]),
            new CallTraffic((options.Seed * 100_000) + i, options.Numbers, options.Agents, "bench",
                options.HasRandomIds),
            options.Batch, pace, latencies, counter, stop.Token))).ToArray();

        var failed = Task.WhenAny(callers).Unwrap();
        await WaitAsync(options.Warmup, failed);
        await using var held = options.HoldsSnapshot ? await HeldSnapshot.TakeAsync(store) : null;
        latencies.Clear();
        var before = await Snapshot.TakeAsync(servers, store, counter);
        await WaitAsync(options.Seconds, failed);
        var report = Report.Of(options, before, await Snapshot.TakeAsync(servers, store, counter), latencies);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        report.Print();
        if (held is not null)
        {
            await held.PrintQueuesAsync(store);
        }
    }

    private static async Task WaitAsync(int seconds, Task failed)
    {
        var wait = Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        await await Task.WhenAny(wait, failed);
    }

    private static async Task PlayAsync(
        Send send, CallTraffic traffic, int batch, Pace pace, Latencies latencies, Counter counter,
        CancellationToken stop)
    {
        var lines = new List<string>();
        while (!stop.IsCancellationRequested)
        {
            if (batch == 1)
            {
                foreach (var line in traffic.NextCall(TimeProvider.System.GetUtcNow().AddMinutes(-5)))
                {
                    await SendAsync([line]);
                }

                continue;
            }

            while (lines.Count < batch)
            {
                lines.AddRange(traffic.NextCall(TimeProvider.System.GetUtcNow().AddMinutes(-5)));
            }

            await SendAsync(lines);
            lines.Clear();
        }

        async Task SendAsync(IReadOnlyList<string> events)
        {
            var due = await pace.NextAsync(events.Count);
            await send(events);
            latencies.Record(Stopwatch.GetElapsedTime(due));
            counter.Add(events.Count);
        }
    }
}

/// <summary>Events acknowledged so far.</summary>
internal sealed class Counter
{
    private long _events;

    public long Events => Interlocked.Read(ref _events);

    public void Add(int events) => Interlocked.Add(ref _events, events);
}

/// <summary>What is known at one moment.</summary>
internal sealed record Snapshot(
    long At, long Events, long Rows, long Commits, long Allocated, TimeSpan Processor, TimeSpan ServerProcessor,
    long LogBytes, long WorkingSet)
{
    public static async Task<Snapshot> TakeAsync(List<ServerApp> servers, BenchStore store, Counter counter)
    {
        using var process = Process.GetCurrentProcess();
        var logBytes = await store.LogBytesAsync();
        return new Snapshot(
            Stopwatch.GetTimestamp(), counter.Events, servers.Sum(server => server.Silo.Metrics.RowTotal),
            servers.Sum(server => server.Silo.Metrics.CommitTotal), GC.GetTotalAllocatedBytes(),
            process.TotalProcessorTime, store.ServerProcessor(), logBytes, process.WorkingSet64);
    }
}

/// <summary>What a run measured. The last line printed is the same as one JSON object.</summary>
internal sealed record Report(
    string Scenario, string Store, string Transport, int Callers, int Batch, double Rate, double Seconds,
    double EventsPerSecond, double P50Ms, double P99Ms, double P999Ms, double RowsPerEvent, double RowsPerSecond,
    double CommitsPerSecond, double LogBytesPerEvent, double BytesAllocatedPerEvent, double Cores,
    double ServerCores, double WorkingSetMiB, int Silos)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Report Of(BenchOptions options, Snapshot before, Snapshot after, Latencies latencies)
    {
        var seconds = Stopwatch.GetElapsedTime(before.At, after.At).TotalSeconds;
        double events = Math.Max(1, after.Events - before.Events);
        return new Report(
            "calls", options.Store, options.Transport, options.Callers, options.Batch, options.Rate, Round(seconds),
            Round(events / seconds), Round(latencies.Percentile(0.5)), Round(latencies.Percentile(0.99)),
            Round(latencies.Percentile(0.999)), Round((after.Rows - before.Rows) / events),
            Round((after.Rows - before.Rows) / seconds), Round((after.Commits - before.Commits) / seconds),
            Round((after.LogBytes - before.LogBytes) / events), Round((after.Allocated - before.Allocated) / events),
            Round((after.Processor - before.Processor).TotalSeconds / seconds),
            Round((after.ServerProcessor - before.ServerProcessor).TotalSeconds / seconds),
            Round(after.WorkingSet / 1048576.0), options.Silos);
    }

    public void Print()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            calls on {Store}, {Transport}, {Callers} callers, {Batch} a request, {Silos} silos, {Seconds:n0} s measured
              events/s            {EventsPerSecond,12:n0}
              latency p50         {P50Ms,12:n1} ms
              latency p99         {P99Ms,12:n1} ms
              latency p99.9       {P999Ms,12:n1} ms
              rows an event       {RowsPerEvent,12:n2}
              rows/s              {RowsPerSecond,12:n0}
              commits/s           {CommitsPerSecond,12:n0}
              log bytes an event  {LogBytesPerEvent,12:n0} (PostgreSQL)
              allocated an event  {BytesAllocatedPerEvent,12:n0} bytes
              processor           {Cores,12:n2} cores, PostgreSQL's {ServerCores:n2}
              working set         {WorkingSetMiB,12:n0} MiB

            """));
        Console.WriteLine(JsonSerializer.Serialize(this, Json));
    }

    private static double Round(double value) => Math.Round(value, 2);
}
