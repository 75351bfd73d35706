using System.Globalization;
using System.Text.Json;

namespace ActorCrm.Server.Tests.Processes;

/// <summary>
/// Calls stream into the real program while it is killed again and again. What was not acknowledged is sent again, as
/// an adapter would; then every entity must be there once.
/// </summary>
public sealed class KillTests
{
    private const int Kills = 6;
    private const int CallsPerBatch = 20;
    private const int Senders = 3;

    [Fact]
    public async Task Killed_at_random_moments_the_server_loses_and_doubles_nothing()
    {
        var seed = Environment.GetEnvironmentVariable("ACTORCRM_SEED") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"ACTORCRM_SEED={seed}");
        await using var server = new ServerProcess();
        await server.StartAsync();
        await SetUpAsync(server);

        using var sending = new CancellationTokenSource();
        var senders = Enumerable.Range(0, Senders).Select(i => new Sender(server, i)).ToArray();
        var running = senders.Select(sender => sender.RunAsync(sending.Token)).ToArray();
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 900)), TimeProvider.System);
            await server.KillAsync();
            await server.StartAsync();
        }

        await sending.CancelAsync();
        await Task.WhenAll(running);

        var calls = senders.SelectMany(sender => sender.Calls).ToList();
        calls.Count.ShouldBeGreaterThan(CallsPerBatch * Senders);
        senders.Sum(sender => sender.Resent).ShouldBeGreaterThan(0, "no kill hit a batch on its way");
        await CheckAsync(server, calls, $"ACTORCRM_SEED={seed}");
        (await server.StopAsync()).ShouldBe(0);
    }

    private static async Task SetUpAsync(ServerProcess server)
    {
        var employees = await server.SendAsync(HttpMethod.Put, "employees", """
            {"employees": [
              {"id": "anna", "name": "Anna Nowak", "extensions": ["101"], "crmUserId": "anna"},
              {"id": "boss", "name": "Barbara Lis", "extensions": ["100"], "crmUserId": "boss"}],
             "topManagerId": "boss"}
            """);
        (await employees.Content.ReadAsStringAsync()).ShouldNotContain("code");
        employees.EnsureSuccessStatusCode();
        var scenario = await server.SendAsync(HttpMethod.Put, "scenario", """{"active": true}""");
        scenario.EnsureSuccessStatusCode();
    }

    /// <summary>Each call has a client of its own, so the right answer is known: one of everything.</summary>
    private static async Task CheckAsync(ServerProcess server, List<SentCall> calls, string seed)
    {
        var stored = await server.ReadAllAsync("calls");
        stored.Select(call => call.GetProperty("callId").GetString()!).Order()
            .ShouldBe(calls.Select(call => call.Id).Order(), seed);
        stored.ShouldAllBe(call => call.GetProperty("contactId").GetString() != null);
        stored.Select(call => call.GetProperty("contactId").GetString()).Distinct().Count().ShouldBe(calls.Count, seed);
        stored.Select(call => call.GetProperty("dealId").GetString()).Distinct().Count().ShouldBe(calls.Count, seed);

        (await server.ReadAllAsync("contacts")).Count.ShouldBe(calls.Count, seed);
        (await server.ReadAllAsync("organizations")).Count.ShouldBe(calls.Count, seed);
        var deals = await server.ReadAllAsync("deals");
        deals.Count.ShouldBe(calls.Count, seed);
        deals.Count(deal => deal.GetProperty("ownerId").GetString() == "anna")
            .ShouldBe(calls.Count(call => call.IsAnswered), seed);

        var tasks = await server.ReadAllAsync("tasks");
        tasks.Count.ShouldBe(calls.Count, seed);
        tasks.Where(task => !task.GetProperty("completed").GetBoolean())
            .Count(task => task.GetProperty("assigneeId").GetString() == "boss")
            .ShouldBe(calls.Count(call => !call.IsAnswered), seed);
        var made = await server.ReadAllAsync("dead-letters");
        made.ShouldBeEmpty(seed);
    }

    private sealed record SentCall(string Id, bool IsAnswered);

    /// <summary>One adapter: sends batches until told to stop, and sends each again until it is acknowledged.</summary>
    private sealed class Sender(ServerProcess server, int number)
    {
        private int _made;

        public List<SentCall> Calls { get; } = [];

        public int Resent { get; private set; }

        public async Task RunAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var batch = Enumerable.Range(0, CallsPerBatch).Select(_ => Make()).ToList();
                var json = $"[{string.Join(',', batch.SelectMany(call => call.Events))}]";
                while (!await TrySendAsync(json, batch.Sum(call => call.Events.Length)))
                {
                    Resent++;
                    await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, CancellationToken.None);
                }

                Calls.AddRange(batch.Select(call => call.Call));
            }
        }

        private async Task<bool> TrySendAsync(string json, int events)
        {
            try
            {
                using var answer = await server.SendAsync(HttpMethod.Post, "call-events", json);
                if (!answer.IsSuccessStatusCode)
                {
                    return false;
                }

                var counts = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
                counts.GetProperty("rejected").GetArrayLength().ShouldBe(0);
                (counts.GetProperty("accepted").GetInt32() + counts.GetProperty("duplicates").GetInt32())
                    .ShouldBe(events);
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                return false;
            }
        }

        private (SentCall Call, string[] Events) Make()
        {
            var n = (number * 100_000) + _made++;
            var call = new SentCall($"call-{n}", IsAnswered: n % 2 == 0);
            var head = $"\"source\":\"pbx\",\"callId\":\"{call.Id}\",\"direction\":\"incoming\","
                + $"\"from\":\"+4860{1_000_000 + n}\",\"to\":\"+48221234567\",\"at\":\"2026-05-04T09:30:00Z\"";
            string[] events = call.IsAnswered
                ?
                [
                    $$"""{"id":"{{n}}.1","type":"ringing",{{head}}}""",
                    $$"""{"id":"{{n}}.2","type":"answered","agent":{"extension":"101"},{{head}}}""",
                    $$"""{"id":"{{n}}.3","type":"ended",{{head}},"outcome":"answered"}""",
                ]
                :
                [
                    $$"""{"id":"{{n}}.1","type":"ringing",{{head}}}""",
                    $$"""{"id":"{{n}}.2","type":"ended",{{head}},"outcome":"noAnswer"}""",
                ];
            return (call, events);
        }
    }
}
