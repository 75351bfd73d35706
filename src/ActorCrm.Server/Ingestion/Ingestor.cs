using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Ingestion;

/// <summary>How handing over a batch ended.</summary>
internal enum IngestionEnd
{
    /// <summary>Every message was answered; the batch's answer is complete.</summary>
    Done,

    /// <summary>The queue stayed full. What was taken is stored, and is a duplicate when it is sent again.</summary>
    Overloaded,

    /// <summary>The silo stops. As with <see cref="Overloaded"/>, some may be stored.</summary>
    Stopping,
}

/// <summary>Hands batches to the silo, no faster than it commits them.</summary>
internal sealed class Ingestor(
    SiloHost silo, SiloOptions siloOptions, IngestionLimits limits, IngestionMetrics metrics, TimeProvider clock)
{
    // Half the queue at most: a batch never fills it alone, and one that is larger than the queue still goes through.
    private readonly int _askMax = Math.Max(1, Math.Min(limits.AskMax, siloOptions.QueueLengthMax / 2));

    /// <summary>
    /// Hands over a request's batch. When there is no room to begin with, the sender is told at once; when the queue
    /// fills up on the way, the rest waits for a while.
    /// </summary>
    public Task<IngestionEnd> CommitAsync(IngestionBatch batch, CancellationToken stop) =>
        CommitAsync(batch, limits.OverloadPatience, stop);

    /// <summary>Hands over a part of a stream: however long it takes, it waits and nothing is dropped.</summary>
    public Task<IngestionEnd> CommitWindowAsync(IngestionBatch batch, CancellationToken stop) =>
        CommitAsync(batch, Timeout.InfiniteTimeSpan, stop);

    private async Task<IngestionEnd> CommitAsync(IngestionBatch batch, TimeSpan patience, CancellationToken stop)
    {
        var messages = batch.Messages;
        var startedAt = clock.GetTimestamp();
        for (var from = 0; from < messages.Count;)
        {
            var part = Part(messages, from);

            // Not cancelled: what was handed over will be answered, and the sender may still be there to hear it.
            var results = await silo.AskManyAsync(part, CancellationToken.None);
            if (results[0] is AskResult.Overloaded overloaded)
            {
                var isBegun = from > 0 || patience == Timeout.InfiniteTimeSpan;
                if (!isBegun || (patience >= TimeSpan.Zero && clock.GetElapsedTime(startedAt) > patience))
                {
                    return IngestionEnd.Overloaded;
                }

                await Task.Delay(overloaded.RetryAfter, clock, stop);
                continue;
            }

            for (var i = 0; i < results.Count; i++)
            {
                if (results[i] is AskResult.Stopping or AskResult.Unknown)
                {
                    // The sender sends all of it again; what was taken is found to be a duplicate.
                    return IngestionEnd.Stopping;
                }

                batch.Tally(from + i, results[i]);
            }

            from += part.Count;
        }

        // Faults of reading were noted first, refusals of grains later.
        batch.Answer.Rejected.Sort((left, right) => left.Index.CompareTo(right.Index));
        metrics.Count(batch.Answer);
        return IngestionEnd.Done;
    }

    private IReadOnlyList<Outgoing> Part(IReadOnlyList<Outgoing> messages, int from)
    {
        if (from == 0 && messages.Count <= _askMax)
        {
            return messages;
        }

        var part = new Outgoing[Math.Min(_askMax, messages.Count - from)];
        for (var i = 0; i < part.Length; i++)
        {
            part[i] = messages[from + i];
        }

        return part;
    }
}
