using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Records;

/// <summary>
/// Asks records to change, and stays with the changes that wait for unique values until they have ended. Where record
/// and values live in one loop they have ended with the first answer's commit; else each step takes a commit.
/// </summary>
internal sealed class RecordAsker(SiloHost silo, TimeProvider clock)
{
    /// <summary>How long a change is waited for before its sender is told that nobody knows yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks one record.</summary>
    public async Task<AskResult> AskAsync(GrainId to, object message) =>
        (await AskAsync([new Outgoing(to, message)]))[0];

    /// <summary>
    /// Asks all at once; the results are in the order of the messages: <see cref="RecordSaved"/>,
    /// <see cref="RecordRefused"/>, <see cref="RecordBusy"/>, or that it is unknown. What was handed over goes on
    /// whether or not somebody still listens, so nothing here is cancelled.
    /// </summary>
    public async Task<AskResult[]> AskAsync(IReadOnlyList<Outgoing> messages)
    {
        AskResult[] results = [.. await silo.AskManyAsync(messages, CancellationToken.None)];
        var startedAt = clock.GetTimestamp();
        for (var pause = TimeSpan.Zero; ; pause = Next(pause))
        {
            var open = Enumerable.Range(0, results.Length).Where(i => IsOpen(results[i])).ToArray();
            if (open.Length == 0)
            {
                return results;
            }

            if (clock.GetElapsedTime(startedAt) > Patience)
            {
                return Array.ConvertAll(results, End);
            }

            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, clock, CancellationToken.None);
            }

            var again = Array.ConvertAll(open, i => Again(messages[i], results[i]));
            var answers = await silo.AskManyAsync(again, CancellationToken.None);
            for (var i = 0; i < open.Length; i++)
            {
                results[open[i]] = Merge(results[open[i]], answers[i]);
            }
        }
    }

    /// <summary>
    /// The same, but a record is asked for one message only after the one before it has ended: a message behind a
    /// change that waits for a unique value would otherwise overtake it.
    /// </summary>
    public async Task<AskResult[]> AskInOrderAsync(IReadOnlyList<Outgoing> messages)
    {
        var results = new AskResult[messages.Count];
        var left = Enumerable.Range(0, messages.Count).ToList();
        while (left.Count > 0)
        {
            var first = left.DistinctBy(i => messages[i].To).ToArray();
            var answers = await AskAsync(Array.ConvertAll(first, i => messages[i]));
            for (var i = 0; i < first.Length; i++)
            {
                results[first[i]] = answers[i];
            }

            left = [.. left.Except(first)];
        }

        return results;
    }

    private static TimeSpan Next(TimeSpan pause) =>
        pause == TimeSpan.Zero ? PauseMin : pause * 2 < PauseMax ? pause * 2 : PauseMax;

    private static bool IsOpen(AskResult result) =>
        result is AskResult.Answered { Answer: RecordPending or RecordBusy };

    // A pending change is asked for; what found the record busy was not taken, and is sent again.
    private static Outgoing Again(Outgoing message, AskResult result) =>
        result is AskResult.Answered { Answer: RecordPending pending }
            ? message with { Message = new ReadRecordOutcome(pending.Token) }
            : message;

    private static AskResult Merge(AskResult before, AskResult answer) => (before, answer) switch
    {
        (_, AskResult.Overloaded) => before,
        (_, AskResult.Answered { Answer: RecordOutcomeForgotten }) => new AskResult.Unknown(),
        (AskResult.Answered { Answer: RecordPending }, not AskResult.Answered) => new AskResult.Unknown(),
        _ => answer,
    };

    private static AskResult End(AskResult result) =>
        result is AskResult.Answered { Answer: RecordPending } ? new AskResult.Unknown() : result;
}
