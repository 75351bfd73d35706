using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Runtime.Cluster;

/// <summary>
/// Carries asks to shards elsewhere: appends them to the inbox in batches, and hands the answers that come back as rows
/// to who waits. Silos never talk to each other; a message that was appended is handled whoever owns its shard by then.
/// </summary>
internal sealed partial class Courier(
    string siloId, IStorage storage, MessageCatalog messages, Waker waker, ClusterOptions options, TimeProvider clock,
    ILogger logger) : IDisposable
{
    private const int TakeMax = 1024;

    private readonly Channel<Envelope> _outgoing = Channel.CreateUnbounded<Envelope>(
        new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, (Envelope Envelope, long PostedAt)> _waiting = new();
    private readonly SemaphoreSlim _bell = new(0, 1);
    private int _reserved;

    /// <summary>Asks on their way or waiting for an answer.</summary>
    public int Length => Volatile.Read(ref _reserved);

    /// <summary>Makes room for asks; false when there is none.</summary>
    public bool TryReserve(int count)
    {
        if (Interlocked.Add(ref _reserved, count) <= options.AsksMax)
        {
            return true;
        }

        Interlocked.Add(ref _reserved, -count);
        return false;
    }

    /// <summary>Makes room without asking whether there is any, for asks that were taken already.</summary>
    public void Reserve(int count) => Interlocked.Add(ref _reserved, count);

    /// <summary>Gives room back that was not used.</summary>
    public void Release(int count) => Interlocked.Add(ref _reserved, -count);

    /// <summary>Takes an ask for which room was made.</summary>
    public void Post(Envelope envelope)
    {
        if (!_outgoing.Writer.TryWrite(envelope))
        {
            End(envelope, new AskResult.Stopping());
        }
    }

    /// <summary>Says that answers came.</summary>
    public void Ring()
    {
        try
        {
            if (_bell.CurrentCount == 0)
            {
                _bell.Release();
            }
        }
        catch (SemaphoreFullException)
        {
            // Two rang at once: once is enough.
        }
    }

    /// <summary>Appends asks until <paramref name="stop"/>.</summary>
    public async Task SendAsync(CancellationToken stop)
    {
        var batch = new List<Envelope>();
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(stop))
            {
                while (batch.Count < options.AppendMax && _outgoing.Reader.TryRead(out var envelope))
                {
                    batch.Add(envelope);
                }

                await AppendAsync(batch, stop);
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was not appended yet is told so by Stop.
        }
    }

    /// <summary>Hands answers out until <paramref name="stop"/>.</summary>
    public async Task ReceiveAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await _bell.WaitAsync(options.Poll, stop);
                if (!_waiting.IsEmpty)
                {
                    await TakeAsync(stop);
                    ExpireWaiting();
                }
            }
            catch (StorageException e)
            {
                LogTakeFailed(logger, e);
                await Task.Delay(options.Poll, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Ends everything that still waits; after both loops have ended.</summary>
    public void Stop()
    {
        _outgoing.Writer.TryComplete();
        while (_outgoing.Reader.TryRead(out var envelope))
        {
            End(envelope, new AskResult.Stopping());
        }

        foreach (var id in _waiting.Keys)
        {
            EndWaiting(id, new AskResult.Unknown());
        }
    }

    public void Dispose() => _bell.Dispose();

    private async Task AppendAsync(List<Envelope> batch, CancellationToken stop)
    {
        var rows = new List<InboxRow>(batch.Count);
        var now = clock.GetTimestamp();
        foreach (var envelope in batch)
        {
            var type = messages.Of(envelope.Message);
            var id = StableId.From(envelope.SentAt, envelope.Cause).ToString("n");
            rows.Add(new InboxRow(
                id, envelope.To, envelope.Shard, type.Name, type.Write(envelope.Message), envelope.SentAt,
                envelope.SentAt, envelope.Attempts, siloId));
            _waiting[id] = (envelope, now);
        }

        try
        {
            await storage.AppendInboxAsync(rows, stop);
            waker.Add(WakeKinds.None, rows.Select(row => row.Shard), []);
        }
        catch (Exception e) when (e is StorageException or OperationCanceledException)
        {
            // The rows may be there or not. Who asked may ask again; appending again could do a message twice whose
            // row is consumed by now.
            LogAppendFailed(logger, rows.Count, e);
            rows.ForEach(row => EndWaiting(row.Id, new AskResult.Unknown()));
        }
    }

    private async Task TakeAsync(CancellationToken stop)
    {
        IReadOnlyList<ReplyRow> replies;
        do
        {
            replies = await storage.TakeRepliesAsync(siloId, TakeMax, stop);
            foreach (var reply in replies)
            {
                EndWaiting(reply.Id, Read(reply));
            }
        }
        while (replies.Count == TakeMax);
    }

    private AskResult Read(ReplyRow reply)
    {
        if (reply.Type is null)
        {
            return new AskResult.DeadLettered(reply.Id, Encoding.UTF8.GetString(reply.Payload));
        }

        if (reply.Type.Length == 0)
        {
            return new AskResult.Answered(null);
        }

        // A newer silo may answer with something this program does not know; that it was done is still true.
        return messages.TryFind(reply.Type, out var type)
            ? new AskResult.Answered(type.Read(reply.Payload))
            : new AskResult.Unknown();
    }

    private void ExpireWaiting()
    {
        foreach (var (id, waiting) in _waiting)
        {
            if (clock.GetElapsedTime(waiting.PostedAt) > options.AskTimeout)
            {
                EndWaiting(id, new AskResult.Unknown());
            }
        }
    }

    private void EndWaiting(string id, AskResult result)
    {
        if (_waiting.TryRemove(id, out var waiting))
        {
            End(waiting.Envelope, result);
        }
    }

    private void End(Envelope envelope, AskResult result)
    {
        Release(1);
        envelope.Caller?.End(envelope.CallerIndex, result);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} messages for other silos may not have been stored")]
    private static partial void LogAppendFailed(ILogger logger, int count, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answers of other silos could not be read")]
    private static partial void LogTakeFailed(ILogger logger, Exception failure);
}
