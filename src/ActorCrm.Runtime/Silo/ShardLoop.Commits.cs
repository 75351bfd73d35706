using System.Text.Json;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Silo;

/// <summary>
/// How a batch becomes durable, or is undone: the open batch is sealed and begun; commits end in their order; one that
/// did not happen takes down everything that stood on it.
/// </summary>
internal sealed partial class ShardLoop
{
    /// <summary>Hands the open batch to its commit; one that changed nothing is complete.</summary>
    private async Task SubmitAsync(CancellationToken stop)
    {
        var open = _open!;
        if (!open.HasWork)
        {
            // What its answers say is durable: no commit is under way.
            _open = null;
            Complete(open);
        }
        else if (await TrySealAsync(open, stop))
        {
            _open = null;
            Begin(open);
        }
        else
        {
            return;
        }

        if (_alone > 0)
        {
            _alone--;
            await FinishAsync(stop);
        }
    }

    private async Task<bool> TrySealAsync(Batch batch, CancellationToken stop)
    {
        try
        {
            batch.Seal(_cache, _epochs);
            return true;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            await GiveUpAsync(new StorageException("A state could not be written as JSON.", e), stop);
            return false;
        }
    }

    private void Begin(Batch batch)
    {
        // Counted only now: a batch that was undone, or had nothing to write, leaves no gap.
        batch.Commit.Number = _commitNumber + (_inFlight is null ? 1 : 2);
        _context.Metrics.CommitStarted(batch.Commit);
        var task = _context.Storage.CommitAsync(batch.Commit, CancellationToken.None);
        var inFlight = new InFlight(batch, task, _context.Clock.GetTimestamp());
        if (_inFlight is null)
        {
            _inFlight = inFlight;
        }
        else
        {
            _queued = inFlight;
        }

        _ = task.ContinueWith(
            _ => Mailbox.Ring(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Waits for all commits, the open batch's included. False when one did not happen and was
    /// undone.</summary>
    private async Task<bool> FinishAsync(CancellationToken stop)
    {
        while (_inFlight is not null || _open is not null)
        {
            if (_inFlight is null)
            {
                await SubmitAsync(stop);
            }
            else if (!await CompleteOldestAsync(stop))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Waits for the commit under way and completes it. False when it did not happen; then everything that stood on it
    /// is undone as well.
    /// </summary>
    private async Task<bool> CompleteOldestAsync(CancellationToken stop, bool submitsOpen = true)
    {
        if (await EndOldestAsync(stop) is not { } ended)
        {
            return false;
        }

        if (submitsOpen && _inFlight is null && _open is { HasWork: true } && _alone == 0)
        {
            // The disk has work again before callers are answered and their next messages crowd in.
            await SubmitAsync(stop);
        }

        Complete(ended);
        return true;
    }

    /// <summary>
    /// Waits for the commit under way and leaves its completion to the caller. Null when it did not happen and was
    /// undone.
    /// </summary>
    private async Task<Batch?> EndOldestAsync(CancellationToken stop)
    {
        var oldest = _inFlight!;
        try
        {
            await oldest.Task;
        }
        catch (StaleEpochException e)
        {
            await FailQueuedAsync();
            LoseOwnership(e);
            return null;
        }
        catch (StorageException e)
        {
            LogCommitFailed(_context.Logger, Index, oldest.Batch.Commit.Number, e);
            _context.Metrics.CommitFailed();
            if (!await HappenedAsync(oldest.Batch.Commit, stop))
            {
                await FailQueuedAsync();
                Recover(oldest.Batch, e);
                return null;
            }
        }

        _commitNumber = oldest.Batch.Commit.Number;
        _inFlight = _queued;
        _queued = null;
        _context.Metrics.CommitEnded(_context.Clock.GetElapsedTime(oldest.StartedAt));
        return oldest.Batch;
    }

    /// <summary>The commit lined up behind one that did not happen fails too; waits until it has.</summary>
    private async Task FailQueuedAsync()
    {
        if (_queued is not { } queued)
        {
            return;
        }

        try
        {
            await queued.Task;
        }
        catch (StorageException)
        {
            return;
        }

        throw new InvalidOperationException(
            $"Commit {queued.Batch.Commit.Number} of loop {Index} happened without the one before it.");
    }

    /// <summary>Asks the database whether a commit whose answer was lost is there; until it answers.</summary>
    private async Task<bool> HappenedAsync(Commit commit, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await _context.Storage.ReadCommitNumberAsync(commit.SiloId, commit.Loop, stop) >= commit.Number;
            }
            catch (StorageException e)
            {
                LogReadFailed(_context.Logger, Index, e);
                _backOff = NextBackOff();
                await BackOffAsync(stop);
                stop.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Undoes a batch and everything that stands on it, and decides how to go on.</summary>
    private void Recover(Batch failed, StorageException e)
    {
        if (e.IsTransient)
        {
            _backOff = NextBackOff();
        }
        else if (failed.Roots.Count == 1)
        {
            // It failed alone: the next attempt only counts the failure, and its neighbours are not held up.
            var root = failed.Roots[0];
            root.Failure = e;
            if (root.Inbox is { } row)
            {
                _failedAlone[row.Id] = e;
            }
        }
        else
        {
            _alone = failed.Roots.Count + (_queued?.Batch.Roots.Count ?? 0) + (_open?.Roots.Count ?? 0);
        }

        UndoAll(failed);
    }

    /// <summary>Undoes a batch and everything that stands on it, the newest first.</summary>
    private void UndoAll(Batch? oldest)
    {
        UndoOpen();
        Undo(_queued?.Batch);
        Undo(oldest);
        _queued = null;
        _inFlight = null;
    }

    private void UndoOpen()
    {
        Undo(_open);
        _open = null;
    }

    /// <summary>Forgets what a batch changed in memory, and lines its messages up again.</summary>
    private void Undo(Batch? batch)
    {
        if (batch is null)
        {
            return;
        }

        foreach (var activation in batch.Touched)
        {
            _cache.Remove(activation);
        }

        if (batch.Commit.Reminders.Count > 0)
        {
            // Those that were passed over because of it are due as they were.
            _nextReminderAt = DateTimeOffset.MinValue;
        }

        for (var i = batch.Roots.Count - 1; i >= 0; i--)
        {
            var root = batch.Roots[i];
            if (root.Reminder is not null && root.Failure is not null)
            {
                _backlog.AddFirst(root);
            }
            else if (root.IsDurable)
            {
                _nextInboxAt = DateTimeOffset.MinValue;
                _nextReminderAt = DateTimeOffset.MinValue;
            }
            else
            {
                _backlog.AddFirst(root);
            }
        }

        // The same messages come again; this batch must not line them up twice.
        batch.Roots.Clear();
    }

    /// <summary>A commit under way.</summary>
    private sealed record InFlight(Batch Batch, Task Task, long StartedAt);
}
