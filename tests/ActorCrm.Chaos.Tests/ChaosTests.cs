using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ActorCrm.Chaos.Tests;

/// <summary>
/// Calls stream into a cluster of three processes while silos are killed, frozen, cut off and upgraded and PostgreSQL
/// is restarted and crashes, in an order that a seed decides. What was not acknowledged is sent again, as an adapter
/// would; then everything must be there once.
/// <para>
/// In the environment: <c>ACTORCRM_CHAOS_FAULTS</c> is the number of faults (nine by default, each kind once; 1,000
/// take an hour and a half), <c>ACTORCRM_SEED</c> repeats the order of a run.
/// </para>
/// </summary>
public sealed class ChaosTests
{
    private const int Streams = 4;

    private static readonly TimeSpan DeliveryMax = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Whatever_happens_to_a_cluster_nothing_that_was_acknowledged_is_lost_or_doubled()
    {
        var seed = Number("ACTORCRM_SEED") ?? Random.Shared.Next();
        var faults = Schedule.Make(
            seed, Number("ACTORCRM_CHAOS_FAULTS") ?? Schedule.RoundLength, nodes: 3);
        Tell($"ACTORCRM_SEED={seed}");
        await using var cluster = await ChaosCluster.StartAsync();
        var streams = Enumerable.Range(0, Streams)
            .Select(number => new CallStream(cluster.Nodes, number, seed + number)).ToArray();
        try
        {
            await SufferAsync(cluster, streams, faults);
        }
        catch (Exception e)
        {
            var outputs = cluster.Nodes.Select(node => $"\n== node {node.Number}\n{node.Output}");
            throw new InvalidOperationException($"ACTORCRM_SEED={seed}: {e.Message}{string.Concat(outputs)}", e);
        }

        var calls = streams.SelectMany(stream => stream.Calls).ToList();
        Tell(Report(cluster, streams, faults, calls));
        calls.Count.ShouldBeGreaterThan(faults.Count * 10, $"ACTORCRM_SEED={seed}");
        cluster.Observer.Violations.ShouldBeEmpty($"ACTORCRM_SEED={seed}");
        (await cluster.Observer.CheckAsync(calls)).ShouldBeEmpty($"ACTORCRM_SEED={seed}");

        // A checker that overlooks a lost call, or one too many, would find nothing either.
        (await cluster.Observer.CheckAsync([.. calls, SentCall.Make(Streams, 0)])).ShouldNotBeEmpty();
        (await cluster.Observer.CheckAsync(calls[1..])).ShouldNotBeEmpty();
    }

    private static async Task SufferAsync(
        ChaosCluster cluster, IReadOnlyList<CallStream> streams, IReadOnlyList<Fault> faults)
    {
        using var sending = new CancellationTokenSource();
        using var looking = new CancellationTokenSource();
        var running = Task.WhenAll(streams.Select(stream => stream.RunAsync(sending.Token)));
        var watching = cluster.Observer.RunAsync(looking.Token);
        try
        {
            for (var i = 0; i < faults.Count; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await cluster.SufferAsync(faults[i]);
                var over = Stopwatch.GetElapsedTime(started);
                if (!faults[i].IsHasty)
                {
                    await cluster.UntilWholeAsync();
                }

                var whole = Stopwatch.GetElapsedTime(started);
                Tell(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{i + 1}/{faults.Count} {faults[i].Kind} of node {faults[i].Node + 1}: over after "
                        + $"{over.TotalSeconds:0.0} s, left alone until {whole.TotalSeconds:0.0} s"));
                if (running.IsFaulted)
                {
                    await running;
                }
            }
        }
        finally
        {
            await sending.CancelAsync();
            await running.WaitAsync(DeliveryMax);
        }

        await cluster.UntilWholeAsync();
        await cluster.Observer.UntilQuietAsync();
        await looking.CancelAsync();
        await watching;
    }

    private static string Report(
        ChaosCluster cluster, IReadOnlyList<CallStream> streams, IReadOnlyList<Fault> faults, List<SentCall> calls)
    {
        var refused = streams.SelectMany(stream => stream.Refused).GroupBy(refused => refused.Key)
            .Select(group => $"{group.Key} {group.Sum(refused => refused.Value)}");
        return new StringBuilder()
            .AppendLine($"faults: {string.Join(", ", faults.CountBy(fault => fault.Kind))}")
            .AppendLine($"calls: {calls.Count}, events: {calls.Sum(call => call.EventCount)}")
            .AppendLine($"requests sent again: {string.Join(", ", refused)}")
            .AppendLine($"until a batch was acknowledged: {Spread([.. streams.SelectMany(stream => stream.Waits)])}")
            .AppendLine($"from SIGKILL until all shards were served: {Spread(cluster.FailoverTimes)}")
            .AppendLine($"from SIGTERM until the process had ended: {Spread(cluster.StopTimes)}")
            .AppendLine($"notifications lost: {cluster.Nodes.Sum(node => node.Link.Lost)}")
            .Append($"looks at all shards: {cluster.Observer.Looks}")
            .ToString();
    }

    private static string Spread(List<TimeSpan> times)
    {
        var sorted = times.Select(time => time.TotalMilliseconds).Order().ToList();
        return sorted.Count == 0
            ? "none"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"p50 {At(sorted, 0.5):0} ms, p99 {At(sorted, 0.99):0} ms, most {sorted[^1]:0} ms of {sorted.Count}");
    }

    private static double At(List<double> sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * share) - 1)];

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;

    private static void Tell(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
    }
}
