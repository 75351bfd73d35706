using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Silo;

/// <summary>Shards come and go between two steps of a loop, on its own thread.</summary>
internal sealed partial class ShardLoop
{
    /// <summary>Begins to serve shards; <paramref name="siloId"/> is the silo's id since it joined last.</summary>
    public Task TakeShardsAsync(string siloId, IReadOnlyList<ShardEpoch> shards) => OrderAsync(async stop =>
    {
        await FinishAsync(stop);
        if (siloId != _siloId)
        {
            _siloId = siloId;
            _commitNumber = 0;
        }

        foreach (var shard in shards)
        {
            _epochs[shard.Shard] = shard.Epoch;
        }

        Volatile.Write(ref _shards, [.. _epochs.Keys.Order()]);

        // What the owner before left lies there.
        Volatile.Write(ref _inboxRang, 1);
        _nextReminderAt = DateTimeOffset.MinValue;
    });

    /// <summary>
    /// Finishes what is under way and serves <paramref name="shards"/> no more. Messages that wait for them are sent
    /// on; nobody who waits for an answer sees more than a delay.
    /// </summary>
    public Task GiveShardsAsync(IReadOnlyCollection<int> shards) => OrderAsync(async stop =>
    {
        await FinishAsync(stop);
        DropShards(shards);
    });

    /// <summary>Serves nothing any more, at once: others may have its shards.</summary>
    public Task LoseShardsAsync() => OrderAsync(async stop =>
    {
        await FinishAsync(stop);
        DropShards([.. _epochs.Keys]);
    });

    /// <summary>Whether a grain is in memory; looking does not count as use.</summary>
    public async Task<bool> IsActiveAsync(GrainId id)
    {
        var isActive = false;
        await OrderAsync(_ =>
        {
            isActive = _cache.Contains(id);
            return Task.CompletedTask;
        });
        return isActive;
    }

    private Task OrderAsync(Func<CancellationToken, Task> order)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Enqueue(async stop =>
        {
            try
            {
                await order(stop);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
                throw;
            }
        });
        Mailbox.Ring();
        return done.Task;
    }

    private void DropShards(IReadOnlyCollection<int> shards)
    {
        foreach (var shard in shards)
        {
            _epochs.Remove(shard);
        }

        Volatile.Write(ref _shards, [.. _epochs.Keys.Order()]);
        foreach (var activation in _cache.All.Where(activation => !_epochs.ContainsKey(activation.Shard)).ToList())
        {
            _cache.Remove(activation);
        }

        for (var node = _backlog.First; node is not null;)
        {
            var next = node.Next;
            if (!_epochs.ContainsKey(node.Value.Shard))
            {
                _backlog.Remove(node);
                SendOn(node.Value);
            }

            node = next;
        }
    }

    /// <summary>Another silo's message: a caller's is sent there; a durable one is found there anyway.</summary>
    private void SendOn(Envelope envelope)
    {
        if (envelope.Caller is not null)
        {
            Mailbox.Release(1);
            _context.SendOn(envelope);
        }
    }

    /// <summary>
    /// A commit was refused because another silo owns a shard now. All shards are dropped: the silo was silent for
    /// longer than its lease, and whoever was not refused yet would be.
    /// </summary>
    private void LoseOwnership(StaleEpochException e)
    {
        LogOwnershipLost(_context.Logger, Index, e);

        // First, so that messages that are sent on do not come back.
        _context.OwnershipLost(e);
        UndoAll(_inFlight?.Batch);
        DropShards([.. _epochs.Keys]);
    }
}
