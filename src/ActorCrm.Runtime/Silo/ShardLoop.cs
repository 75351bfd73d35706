using System.Collections.Concurrent;
using System.Text.Json;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Silo;

/// <summary>
/// One loop over several shards, single-threaded. Messages become turns of the open batch; the batch goes to its
/// commit, and while that is under way the next batch is opened on top of it, and may be lined up behind it, so that
/// the disk never waits. Callers are answered after their commit. When a commit fails, everything that stood on it is
/// dropped and done again from what is durable.
/// </summary>
internal sealed partial class ShardLoop : IDisposable
{
    /// <summary>Fewer messages than these are one batch: their turns are over before another thread is awake.</summary>
    private const int SplitMin = 32;

    private static readonly TimeSpan BackOffPart = TimeSpan.FromMilliseconds(50);

    private readonly LoopContext _context;
    private readonly TurnRunner _runner;
    private readonly ActivationCache _cache;
    private readonly Dictionary<int, long> _epochs;
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _orders = new();
    private readonly LinkedList<Envelope> _backlog = [];
    private readonly Dictionary<string, Exception> _failedAlone = [];

    private int[] _shards;
    private string _siloId;
    /// <summary>The commit under way.</summary>
    private InFlight? _inFlight;

    /// <summary>The commit lined up behind it; it happens only if that one does.</summary>
    private InFlight? _queued;

    /// <summary>Turns that were run and not handed to a commit yet.</summary>
    private Batch? _open;

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

            if (Mailbox.IsClosed && _inFlight is null && _open is null)
            {
                return;
            }

            var wait = (NextDueAt - _context.Clock.GetUtcNow()).TotalMilliseconds;
            var waitMax = _context.Options.IdleMax.TotalMilliseconds;
            await Mailbox.WaitAsync(TimeSpan.FromMilliseconds(Math.Clamp(wait, 0, waitMax)));
        }
    }

    /// <summary>One step; false when there is nothing to do until a message comes or a commit ends.</summary>
    public async Task<bool> StepAsync(CancellationToken stop)
    {
        var didSomething = false;
        try
        {
            while (_orders.TryDequeue(out var order))
            {
                await order(stop);
                didSomething = true;
            }

            if (_inFlight is { Task.IsCompleted: true })
            {
                await CompleteOldestAsync(stop);
                didSomething = true;
            }

            await ReadDurableAsync(stop);
            didSomething |= await RunTurnsAsync(stop);
            if (IsTimeToSubmit())
            {
                await SubmitAsync(stop);
                didSomething = true;
            }
            else if (_open is not null && _open.Turns >= _context.Options.BatchTurnsMax)
            {
                await CompleteOldestAsync(stop);
            }
        }
        catch (StorageException e) when (e is not StaleEpochException)
        {
            // A read failed: nothing was written, so everything can be done again.
            LogReadFailed(_context.Logger, Index, e);
            UndoOpen();
            _backOff = NextBackOff();
            Volatile.Write(ref _inboxRang, 1);

            // What was dropped may be in the commit under way; it must not be read again before that has ended.
            await FinishAsync(stop);
            didSomething = true;
        }

        return didSomething || _backlog.Count > 0;
    }

    /// <summary>Tells callers whose messages were never handled that the silo stops.</summary>
    public void AbandonCallers()
    {
        while (Mailbox.TryTake(out var envelope))
        {
            _backlog.AddLast(envelope!);
        }

        var taken = new[] { _inFlight?.Batch, _queued?.Batch, _open }.SelectMany(batch => batch?.Roots ?? []);
        foreach (var envelope in _backlog.Concat(taken))
        {
            envelope.Caller?.End(envelope.CallerIndex, new AskResult.Stopping());
        }
    }

    public void Dispose() => Mailbox.Dispose();

    /// <summary>
    /// Reads inbox and reminders when something may be due. What commits under way have consumed or changed is still
    /// there as it was, and is passed over.
    /// </summary>
    private async Task ReadDurableAsync(CancellationToken stop)
    {
        var now = _context.Clock.GetUtcNow();
        var isInboxDue = Volatile.Read(ref _inboxRang) == 1 || _nextInboxAt <= now;
        if (_backlog.Count > 0 || (!isInboxDue && _nextReminderAt > now))
        {
            return;
        }

        // Messages that are tried one by one stand on nothing that may fail.
        if (_alone > 0 && !await FinishAsync(stop))
        {
            return;
        }

        var limit = _alone > 0 ? 1 : Math.Min(_context.Options.ReadMax, _context.Options.TakeMax);
        if (_nextReminderAt <= now)
        {
            var changed = UnderWay().SelectMany(batch => batch.Commit.Reminders.Keys).ToHashSet();
            var due = await _context.Storage.ReadRemindersAsync(_shards, now, limit + changed.Count, stop);
            var rows = due.Rows.Where(row => !changed.Contains((row.To, row.Name))).ToList();
            _nextReminderAt = (rows.Count > limit ? rows[limit].DueAt : due.NextDueAt) ?? DateTimeOffset.MaxValue;
            foreach (var row in rows.Take(limit))
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
            var taken = UnderWay().SelectMany(batch => batch.Roots).Select(root => root.Inbox?.Id).ToHashSet();
            var due = await _context.Storage.ReadInboxAsync(_shards, now, limit + taken.Count, stop);
            var rows = due.Rows.Where(row => !taken.Contains(row.Id)).ToList();
            _nextInboxAt = (rows.Count > limit ? rows[limit].DueAt : due.NextDueAt) ?? DateTimeOffset.MaxValue;
            foreach (var row in rows.Take(limit))
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

    /// <summary>Batches whose turns were run and that are not known to be durable.</summary>
    private IEnumerable<Batch> UnderWay()
    {
        if (_inFlight is { } inFlight)
        {
            yield return inFlight.Batch;
        }

        if (_queued is { } queued)
        {
            yield return queued.Batch;
        }

        if (_open is { } open)
        {
            yield return open;
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
    /// Runs turns until there is nothing to take or the open batch is due: while the disk is busy, a larger batch costs
    /// nobody anything. False when there was nothing to take.
    /// </summary>
    private async Task<bool> RunTurnsAsync(CancellationToken stop)
    {
        var didSomething = false;
        do
        {
            var round = _open?.Turns >= _context.Options.BatchTurnsMax ? [] : Take();
            if (round.Count == 0)
            {
                break;
            }

            didSomething = true;
            _open ??= NewBatch();
            _open.Roots.AddRange(round);
            try
            {
                await _runner.RunAsync(_open, round, stop);
            }
            catch (StorageException e) when (e is not StaleEpochException)
            {
                LogReadFailed(_context.Logger, Index, e);
                await GiveUpAsync(e, stop);
                break;
            }
        }
        while (_alone == 0 && _inFlight is { Task.IsCompleted: false } && !IsTimeToSubmit());

        return didSomething;
    }

    /// <summary>
    /// The turns of the open batch cannot be kept: states could not be loaded, or written as JSON. Nothing of it was
    /// written, so all can be done again; if trying again cannot help, the messages are tried one by one, and only the
    /// one at fault is counted.
    /// </summary>
    private async Task GiveUpAsync(StorageException e, CancellationToken stop)
    {
        Volatile.Write(ref _inboxRang, 1);

        // What is dropped may be in the commit under way; it must not be read again before that has ended.
        while (_inFlight is not null)
        {
            if (!await CompleteOldestAsync(stop, submitsOpen: false))
            {
                // The open batch stood on it, and was undone with it.
                return;
            }
        }

        var open = _open!;
        _open = null;
        Recover(open, e);
    }

    /// <summary>
    /// Whether the open batch should go to its commit now: when none is under way, or when it is half as large as the
    /// one under way and can be lined up behind it. A smaller one waits for more, which costs it nothing.
    /// </summary>
    private bool IsTimeToSubmit() => _open is not null
        && (_inFlight is null
            || (_queued is null && _alone == 0 && _open.HasWork
                && _open.Roots.Count * 2 >= _inFlight.Batch.Roots.Count));

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

        // First, so that whoever was answered finds the room of what was answered.
        Mailbox.Release(batch.Answers.Count);
        foreach (var (envelope, result) in batch.Answers)
        {
            envelope.Caller!.End(envelope.CallerIndex, result);
        }

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
        // Shards that come or go do not wait for a database that was away a moment ago.
        for (var left = _backOff; left > TimeSpan.Zero && _orders.IsEmpty; left -= BackOffPart)
        {
            await Task.Delay(left < BackOffPart ? left : BackOffPart, _context.Clock, stop).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}

/// <summary>Stands for a stored message that this program cannot read; never handled, only counted as failed.</summary>
internal sealed record UnreadableMessage(string TypeName);
