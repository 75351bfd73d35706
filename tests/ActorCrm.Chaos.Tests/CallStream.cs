using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ActorCrm.Chaos.Tests;

/// <summary>
/// One adapter: sends calls to whichever silo it likes, each call's end to another than its beginning, and sends again
/// what was not acknowledged.
/// </summary>
internal sealed class CallStream(IReadOnlyList<ServerNode> nodes, int number, int seed)
{
    private const int CallsPerBatch = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(seed);
    private int _made;

    /// <summary>Calls of which every event was acknowledged.</summary>
    public List<SentCall> Calls { get; } = [];

    /// <summary>Requests that were not acknowledged, by why.</summary>
    public Dictionary<string, int> Refused { get; } = [];

    /// <summary>How long each batch took until it was acknowledged, retries included.</summary>
    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Sends until <paramref name="stop"/>, and then what is under way until it is acknowledged.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var batch = Enumerable.Range(0, CallsPerBatch).Select(_ => SentCall.Make(number, _made++)).ToList();
            await DeliverAsync([.. batch.SelectMany(call => call.Beginning)]);
            await DeliverAsync([.. batch.SelectMany(call => call.End)]);
            Calls.AddRange(batch);
            await Task.Delay(Pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DeliverAsync(IReadOnlyList<string> events)
    {
        var started = Stopwatch.GetTimestamp();
        var json = $"[{string.Join(',', events)}]";
        while (await TrySendAsync(nodes[_random.Next(nodes.Count)], json, events.Count) is { } refusal)
        {
            Refused[refusal] = Refused.GetValueOrDefault(refusal) + 1;
            await Task.Delay(RetryPause, TimeProvider.System);
        }

        Waits.Add(Stopwatch.GetElapsedTime(started));
    }

    private static async Task<string?> TrySendAsync(ServerNode node, string json, int events)
    {
        try
        {
            using var answer = await node.SendAsync(HttpMethod.Post, "call-events", json);
            var text = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode)
            {
                return ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            }

            var counts = JsonDocument.Parse(text).RootElement;
            var taken = counts.GetProperty("accepted").GetInt32() + counts.GetProperty("duplicates").GetInt32();
            return taken == events ? null : throw new InvalidOperationException($"Not all was taken: {text}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return e is TaskCanceledException ? "timeout" : "connection";
        }
    }
}
