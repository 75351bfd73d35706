using System.Collections.Concurrent;
using System.Text.Json;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Silo;

/// <summary>
/// One loop over several shards, single-threaded. A step takes messages, runs their turns and starts a commit; while
/// that commit is under way the next step already runs turns on top of it, and only its own commit waits. Callers are
/// answered after their commit. When a commit fails, everything that stood on it is dropped and done again from what is
/// durable.
/// </summary>
internal sealed partial class ShardLoop : IDisposable
{
    /// <summary>Fewer messages than these are one batch: their turns are over before another thread is awake.</summary>
    private const int SplitMin = 32;

    private readonly LoopContext _context;
    private readonly TurnRunner _runner;
    private readonly ActivationCache _cache;
    private readonly Dictionary<int, long> _epochs;
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _orders = new();
    private readonly LinkedList<Envelope> _backlog = [];
    private readonly Dictionary<string, Exception> _failedAlone = [];

    private int[] _shards;
    private string _siloId;
    private InFlight? _inFlight;
    private DateTimeOffset _nextInboxAt;
    private DateTimeOffset _nextReminderAt;
    private long _commitNumber;
    private int _alone;
    private int _inboxRang = 1;
    private TimeSpan _backOff;

    public ShardLoop(LoopContext context, int index, IReadOnlyList<ShardEpoch> shards)
    {
        _context = context;
        Index = index;
        Mailbox = new Mailbox(context.Options.QueueLengthMax);
        _siloId = context.SiloId;
        _epochs = shards.ToDictionary(shard => shard.Shard, shard => shard.Epoch);
        _shards = [.. _epochs.Keys.Order()];
        _cache = new ActivationCache(context.Options.ActivationsMax, context.Options.ActivationBytesMax);
        _runner = new TurnRunner(
            context.Catalog, context.Storage, _cache, context.Options, context.ShardCount, _epochs.ContainsKey,
            context.Logger)
        {
            Times = Times = new TurnTimes(context.Catalog.Messages),
        };
    }

    /// <summary>Which of the silo's loops it is.</summary>
    public int Index { get; }

    /// <summary>Where callers post.</summary>
    public Mailbox Mailbox { get; }

    /// <summary>Activations in memory.</summary>
    public int Activations => _cache.Count;

    /// <summary>Estimated bytes of the activations in memory.</summary>
    public long ActivationBytes => _cache.Bytes;

    /// <summary>Activations in memory by type. Read from other threads, it may be a step behind.</summary>
    public IReadOnlyList<TypeCount> ActivationsByType => _cache.ByType;

    /// <summary>How often and for how long it handled what.</summary>
    public TurnTimes Times { get; }

    /// <summary>When it wants to be woken at the latest.</summary>
    public DateTimeOffset NextDueAt => _nextInboxAt < _nextReminderAt ? _nextInboxAt : _nextReminderAt;

    /// <summary>Shards that it serves. Read from other threads, it may be a step behind.</summary>
    public IReadOnlyList<int> Shards => Volatile.Read(ref _shards);

    /// <summary>Says that the inbox got rows for this loop.</summary>
    public void NotifyInbox()
    {
        Volatile.Write(ref _inboxRang, 1);
        Mailbox.Ring();
    }

    /// <summary>Runs until the mailbox is closed and everything taken is done. Throws when ownership is lost.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await StepAsync(stop))
            {
                await BackOffAsync(stop);
                continue;
            }

            if (Mailbox.IsClosed)
            {
                return;
            }

            var wait = (NextDueAt - _context.Clock.GetUtcNow()).TotalMilliseconds;
            var waitMax = _context.Options.IdleMax.TotalMilliseconds;
            await Mailbox.WaitAsync(TimeSpan.FromMilliseconds(Math.Clamp(wait, 0, waitMax)));
        }
    }

    /// <summary>One step; false when there was nothing to do.</summary>
    public async Task<bool> StepAsync(CancellationToken stop)
    {
        Batch? batch = null;
        try
        {
            while (_orders.TryDequeue(out var order))
            {
                await order(stop);
            }

            await ReadDurableAsync(stop);
            batch = await RunTurnsAsync(stop);
            if (batch is null)
            {
                var isWaiting = _inFlight is not null || _backlog.Count > 0;
                await FinishAsync(dependent: null, stop);
                return isWaiting;
            }

            // Sealed before the wait: writing the states as JSON overlaps with the commit under way.
            if (await TrySealAsync(batch, stop) && await EndAsync(batch, stop) is { } ended)
            {
                // The disk has work again before callers are answered and their next messages crowd in.
                var begun = TryBegin(batch);
                if (ended.Batch is not null)
                {
                    Complete(ended.Batch);
                }

                if (!begun)
                {
                    // Nothing changed, and what the answers say is durable already: the commit before has ended.
                    Complete(batch);
                }

                if (_alone > 0)
                {
                    _alone--;
                    await FinishAsync(dependent: null, stop);
                }
            }
        }
        catch (StorageException e) when (e is not StaleEpochException)
        {
            // A read failed: nothing was written, so everything can be done again.
            LogReadFailed(_context.Logger, Index, e);
            Undo(batch);
            _backOff = NextBackOff();
            Volatile.Write(ref _inboxRang, 1);

            // What was dropped may be in the commit under way; it must not be read again before that has ended.
            await FinishAsync(dependent: null, stop);
        }

        return true;
    }

    /// <summary>Tells callers whose messages were never handled that the silo stops.</summary>
    public void AbandonCallers()
    {
        while (Mailbox.TryTake(out var envelope))
        {
            _backlog.AddLast(envelope!);
        }

        foreach (var envelope in _backlog.Concat(_inFlight?.Batch.Roots ?? []))
        {
            envelope.Caller?.End(envelope.CallerIndex, new AskResult.Stopping());
        }
    }

    public void Dispose() => Mailbox.Dispose();

    /// <summary>
    /// Reads inbox and reminders when something may be due. Never with a commit under way: its rows would be read
    /// although they are consumed.
    /// </summary>
    private async Task ReadDurableAsync(CancellationToken stop)
    {
        var now = _context.Clock.GetUtcNow();
        var isInboxDue = Volatile.Read(ref _inboxRang) == 1 || _nextInboxAt <= now;
        if (_backlog.Count > 0 || (!isInboxDue && _nextReminderAt > now))
        {
            return;
        }

        if (!await FinishAsync(dependent: null, stop))
        {
            return;
        }

        var limit = _alone > 0 ? 1 : Math.Min(_context.Options.ReadMax, _context.Options.TakeMax);
        if (_nextReminderAt <= now)
        {
            var due = await _context.Storage.ReadRemindersAsync(_shards, now, limit, stop);
            _nextReminderAt = due.NextDueAt ?? DateTimeOffset.MaxValue;
            foreach (var row in due.Rows)
            {
                TryAdd(row.Type, row.Payload, message => new Envelope(
                    row.To, row.Shard, message, $"{row.To}/{row.Name}/{row.DueAt.ToUnixTimeMilliseconds()}", row.DueAt)
                {
                    Reminder = row,
                });
            }
        }

        // One kind at a time, no more than one take: what is read is run before anything else changes it.
        if (isInboxDue && _backlog.Count == 0)
        {
            Volatile.Write(ref _inboxRang, 0);
            var due = await _context.Storage.ReadInboxAsync(_shards, now, limit, stop);
            _nextInboxAt = due.NextDueAt ?? DateTimeOffset.MaxValue;
            foreach (var row in due.Rows)
            {
                TryAdd(row.Type, row.Payload, message => new Envelope(row.To, row.Shard, message, row.Id, row.SentAt)
                {
                    Inbox = row,
                    Attempts = row.Attempts,
                    Failure = _failedAlone.Remove(row.Id, out var failure) ? failure : null,
                });
            }
        }
    }

    private void TryAdd(string typeName, byte[] payload, Func<object, Envelope> make)
    {
        Exception? failure = null;
        object? message = null;
        if (_context.Catalog.Messages.TryFind(typeName, out var type))
        {
            try
            {
                message = type.Read(payload);
            }
            catch (JsonException e)
            {
                failure = e;
            }
        }
        else
        {
            failure = new NewerThanProgramException($"No message type '{typeName}' is registered.");
        }

        var envelope = make(message ?? new UnreadableMessage(typeName));
        envelope.Failure ??= failure;
        _backlog.AddLast(envelope);
    }

    /// <summary>
    /// Runs turns until there is nothing to take or the commit under way has ended: while the disk is busy, a larger
    /// batch costs nobody anything.
    /// </summary>
    private async Task<Batch?> RunTurnsAsync(CancellationToken stop)
    {
        Batch? batch = null;
        do
        {
            var round = Take();
            if (round.Count == 0)
            {
                break;
            }

            batch ??= NewBatch();
            batch.Roots.AddRange(round);
            try
            {
                await _runner.RunAsync(batch, round, stop);
            }
            catch (StorageException e) when (e is not StaleEpochException)
            {
                await GiveUpAsync(batch, e, stop);
                return null;
            }
        }
        while (_alone == 0 && _inFlight is { Task.IsCompleted: false } && batch.Turns < _context.Options.BatchTurnsMax);

        return batch;
    }

    /// <summary>
    /// States could not be loaded. Nothing was written, so all can be done again; if trying again cannot help, the
    /// messages are tried one by one, and only the one at fault is counted.
    /// </summary>
    private async Task GiveUpAsync(Batch batch, StorageException e, CancellationToken stop)
    {
        LogReadFailed(_context.Logger, Index, e);

        // What is dropped may be in the commit under way; it must not be read again before that has ended.
        if (await FinishAsync(batch, stop))
        {
            Recover(batch, dependent: null, e);
        }

        Volatile.Write(ref _inboxRang, 1);
    }

    private List<Envelope> Take()
    {
        var limit = _alone > 0 ? 1 : TakeLimit();
        var round = new List<Envelope>();
        while (round.Count < limit && _backlog.First is { } first)
        {
            _backlog.RemoveFirst();
            round.Add(first.Value);
        }

        while (round.Count < limit && Mailbox.TryTake(out var envelope))
        {
            if (_epochs.ContainsKey(envelope!.Shard))
            {
                round.Add(envelope);
            }
            else
            {
                SendOn(envelope);
            }
        }

        return round;
    }

    /// <summary>
    /// With nothing under way, half of what waits: the other half runs while the first is being committed. Callers that
    /// all wait for one commit would otherwise leave the loop idle during it, and the disk idle during their turns.
    /// </summary>
    private int TakeLimit()
    {
        var limit = _context.Options.TakeMax;
        return _inFlight is null
            ? Math.Clamp((_backlog.Count + Mailbox.Waiting + 1) / 2, Math.Min(SplitMin, limit), limit)
            : limit;
    }

    private Batch NewBatch()
    {
        // Milliseconds, as the database keeps them: a time that was stored and read is the same time.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(_context.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        var commit = new Commit { SiloId = _siloId, Loop = Index, At = now };
        return new Batch(commit, _context.Settings.Current);
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
            await FinishAsync(dependent: null, stop);
            Recover(batch, dependent: null, new StorageException("A state could not be written as JSON.", e));
            return false;
        }
    }

    /// <summary>Starts the commit of a batch; false when it has nothing to write.</summary>
    private bool TryBegin(Batch batch)
    {
        if (batch.Commit.IsEmpty())
        {
            return false;
        }

        // Counted only now: a batch that was undone, or had nothing to write, leaves no gap.
        batch.Commit.Number = _commitNumber + 1;
        _context.Metrics.CommitStarted(batch.Commit);
        _inFlight = new InFlight(
            batch, _context.Storage.CommitAsync(batch.Commit, CancellationToken.None), _context.Clock.GetTimestamp());
        return true;
    }

    /// <summary>
    /// Waits for the commit under way and completes it. False when it did not happen; then
    /// <paramref name="dependent"/>, whose turns ran on top of it, is undone as well.
    /// </summary>
    private async Task<bool> FinishAsync(Batch? dependent, CancellationToken stop)
    {
        if (await EndAsync(dependent, stop) is not { } ended)
        {
            return false;
        }

        if (ended.Batch is not null)
        {
            Complete(ended.Batch);
        }

        return true;
    }

    /// <summary>
    /// Waits for the commit under way, and leaves its completion to the caller. Null when it did not happen and was
    /// undone, <paramref name="dependent"/> with it.
    /// </summary>
    private async Task<Ended?> EndAsync(Batch? dependent, CancellationToken stop)
    {
        if (_inFlight is not { } inFlight)
        {
            return new Ended(null);
        }

        try
        {
            await inFlight.Task;
        }
        catch (StaleEpochException e)
        {
            LoseOwnership(e, dependent);
            return null;
        }
        catch (StorageException e)
        {
            LogCommitFailed(_context.Logger, Index, inFlight.Batch.Commit.Number, e);
            _context.Metrics.CommitFailed();
            if (!await HappenedAsync(inFlight.Batch.Commit, stop))
            {
                _inFlight = null;
                Recover(inFlight.Batch, dependent, e);
                return null;
            }
        }

        _inFlight = null;
        _commitNumber = inFlight.Batch.Commit.Number;
        _context.Metrics.CommitEnded(_context.Clock.GetElapsedTime(inFlight.StartedAt));
        return new Ended(inFlight.Batch);
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

    private void Recover(Batch failed, Batch? dependent, StorageException e)
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
            _alone = failed.Roots.Count + (dependent?.Roots.Count ?? 0);
        }

        Undo(dependent);
        Undo(failed);
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

    /// <summary>The commit is durable: take over settings, answer callers, wake others, make room.</summary>
    private void Complete(Batch batch)
    {
        _backOff = TimeSpan.Zero;
        foreach (var activation in batch.Touched)
        {
            activation.Pins--;
        }

        if (batch.SettingChanges.Count > 0)
        {
            _context.Settings.Apply(batch.SettingChanges);
        }

        foreach (var reminder in batch.Commit.Reminders.Values)
        {
            if (reminder?.DueAt < _nextReminderAt)
            {
                _nextReminderAt = reminder.DueAt;
            }
        }

        foreach (var row in batch.Commit.InboxPut)
        {
            if (_epochs.ContainsKey(row.Shard) && row.DueAt < _nextInboxAt)
            {
                _nextInboxAt = row.DueAt;
            }
        }

        _context.Committed(this, batch.Commit);
        foreach (var (envelope, result) in batch.Answers)
        {
            envelope.Caller!.End(envelope.CallerIndex, result);
        }

        Mailbox.Release(batch.Answers.Count);
        foreach (var retry in batch.Retries)
        {
            _backlog.AddLast(retry);
        }

        _context.Metrics.BatchCompleted(batch, _cache.Trim());
    }

    private TimeSpan NextBackOff() => _backOff == TimeSpan.Zero
        ? TimeSpan.FromMilliseconds(10)
        : TimeSpan.FromMilliseconds(Math.Min(2000, _backOff.TotalMilliseconds * 2));

    private async Task BackOffAsync(CancellationToken stop)
    {
        if (_backOff > TimeSpan.Zero)
        {
            await Task.Delay(_backOff, _context.Clock, stop).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>A durable commit whose callers are not answered yet; none when none was under way.</summary>
    private readonly record struct Ended(Batch? Batch);

    /// <summary>A commit under way.</summary>
    private sealed record InFlight(Batch Batch, Task Task, long StartedAt);
}

/// <summary>Stands for a stored message that this program cannot read; never handled, only counted as failed.</summary>
internal sealed record UnreadableMessage(string TypeName);
