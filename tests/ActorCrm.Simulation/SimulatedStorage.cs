using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Simulation;

/// <summary>What happens to one operation of the storage.</summary>
public enum Fault
{
    /// <summary>It works.</summary>
    None,

    /// <summary>It fails and did nothing.</summary>
    Before,

    /// <summary>A write happens, and its answer is lost. Reads merely fail.</summary>
    After,

    /// <summary>The process dies before it.</summary>
    CrashBefore,

    /// <summary>The process dies after it, before the answer.</summary>
    CrashAfter,
}

/// <summary>The process is gone; whoever awaits this never hears anything.</summary>
public sealed class SimulatedCrashException : Exception;

/// <summary>
/// A database in memory with the rules of the real one (versions, epochs, atomic commits), whose every operation asks
/// the schedule what is to happen to it, and whose commits end when the schedule says so.
/// </summary>
public sealed class SimulatedStorage(GrainCatalog catalog, Func<string, Fault> schedule, int shardCount) : IStorage
{
    private readonly Dictionary<GrainId, (long Version, byte[] Doc)> _states = [];
    private readonly Dictionary<(GrainId, string), ReminderRow> _reminders = [];
    private readonly SortedDictionary<string, InboxRow> _inbox = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, DeadLetterRow> _deadLetters = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, int), long> _commitNumbers = [];
    private readonly Dictionary<int, long> _epochs = Enumerable.Range(0, shardCount).ToDictionary(i => i, _ => 0L);
    private readonly List<(Commit Commit, TaskCompletionSource Done)> _pending = [];

    /// <summary>How many operations were asked for so far.</summary>
    public int Operations { get; private set; }

    /// <summary>Commits that have begun and not ended.</summary>
    public int PendingCommits => _pending.Count;

    /// <summary>Commits that took effect.</summary>
    public int Commits { get; private set; }

    public IReadOnlyCollection<DeadLetterRow> DeadLetters => _deadLetters.Values;

    public bool IsIdle => _pending.Count == 0 && _inbox.Count == 0 && _reminders.Count == 0;

    public List<TimelineEntry> Timeline { get; } = [];

    public object? State(GrainId id) =>
        _states.TryGetValue(id, out var state) ? catalog.Of(id.Type).ReadState(state.Doc) : null;

    /// <summary>All states of a type.</summary>
    public List<T> States<T>(string type) =>
        [.. _states.Where(state => state.Key.Type == type).OrderBy(state => state.Key)
            .Select(state => (T)catalog.Of(type).ReadState(state.Value.Doc))];

    /// <summary>Ends the oldest pending commit as the schedule says. False when there is none.</summary>
    public bool EndCommit()
    {
        if (_pending.Count == 0)
        {
            return false;
        }

        var (commit, done) = _pending[0];
        _pending.RemoveAt(0);
        try
        {
            Do("commit", () =>
            {
                Apply(commit);
                return true;
            });
        }
        catch (Exception e)
        {
            done.SetException(e);
            return true;
        }

        done.SetResult();
        return true;
    }

    /// <summary>The process died: what it had not ended never will.</summary>
    public void ForgetPending() => _pending.Clear();

    public Task<StorageInfo> OpenAsync(CancellationToken stop) =>
        Task.FromResult(new StorageInfo("simulated", shardCount, IsNew: false));

    public Task<IReadOnlyList<ShardEpoch>> ClaimShardsAsync(string siloId, CancellationToken stop) =>
        Task.FromResult(ClaimShards());

    /// <summary>Raises all epochs.</summary>
    public IReadOnlyList<ShardEpoch> ClaimShards()
    {
        foreach (var shard in _epochs.Keys.ToList())
        {
            _epochs[shard]++;
        }

        return [.. _epochs.Select(shard => new ShardEpoch(shard.Key, shard.Value))];
    }

    public Task<IReadOnlyList<StoredState>> LoadAsync(
        string grainType, IReadOnlyList<string> keys, CancellationToken stop) => Answer("load", () =>
        (IReadOnlyList<StoredState>)[.. keys
            .Where(key => _states.ContainsKey(new GrainId(grainType, key)))
            .Select(key => (Key: key, State: _states[new GrainId(grainType, key)]))
            .Select(found => new StoredState(found.Key, found.State.Version, found.State.Doc))]);

    public Task<IReadOnlyList<StoredState>> LoadAllAsync(string grainType, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<StoredState>>([]);

    public Task CommitAsync(Commit commit, CancellationToken stop)
    {
        var done = new TaskCompletionSource();
        _pending.Add((commit, done));
        return done.Task;
    }

    public Task<long> ReadCommitNumberAsync(string siloId, int loop, CancellationToken stop) => Answer(
        "read-commit-number", () => _commitNumbers.GetValueOrDefault((siloId, loop)));

    public Task<DueRows<InboxRow>> ReadInboxAsync(
        IReadOnlyList<int> shards, DateTimeOffset now, int limit, CancellationToken stop)
    {
        var rows = _inbox.Values.Where(row => shards.Contains(row.Shard)).OrderBy(row => row.DueAt).ToList();
        return Answer("read-inbox", () => Due(rows, row => row.DueAt, now, limit));
    }

    public Task AppendInboxAsync(IReadOnlyList<InboxRow> rows, CancellationToken stop) =>
        throw new NotSupportedException("There is one silo.");

    public Task<IReadOnlyList<ReplyRow>> TakeRepliesAsync(string siloId, int limit, CancellationToken stop) =>
        throw new NotSupportedException("There is one silo.");

    public Task<DueRows<ReminderRow>> ReadRemindersAsync(
        IReadOnlyList<int> shards, DateTimeOffset now, int limit, CancellationToken stop)
    {
        var rows = _reminders.Values.Where(row => shards.Contains(row.Shard)).OrderBy(row => row.DueAt).ToList();
        return Answer("read-reminders", () => Due(rows, row => row.DueAt, now, limit));
    }

    public Task<DueRows<EffectRow>> ClaimEffectsAsync(
        string siloId, DateTimeOffset now, DateTimeOffset leaseEnd, int limit, CancellationToken stop) =>
        Task.FromResult(new DueRows<EffectRow>([], null));

    public Task<bool> EndEffectAsync(EffectRow effect, InboxRow outcome, CancellationToken stop) =>
        Task.FromResult(false);

    public Task<bool> RetryEffectAsync(EffectRow effect, DateTimeOffset dueAt, string error, CancellationToken stop) =>
        Task.FromResult(false);

    public Task<IReadOnlyList<DeadLetterRow>> ReadDeadLettersAsync(string? before, int limit, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<DeadLetterRow>>([.. _deadLetters.Values]);

    public Task<InboxRow?> RedriveAsync(string deadLetterId, DateTimeOffset now, CancellationToken stop) =>
        Task.FromResult<InboxRow?>(null);

    public Task WriteSiloMinuteAsync(SiloMinute minute, DateTimeOffset keepFrom, CancellationToken stop) =>
        Task.CompletedTask;

    public Task<QueueCounts> CountQueuesAsync(CancellationToken stop) =>
        Task.FromResult(new QueueCounts(_inbox.Count, _reminders.Count, 0, _deadLetters.Count));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static DueRows<T> Due<T>(List<T> rows, Func<T, DateTimeOffset> dueAt, DateTimeOffset now, int limit)
    {
        var due = rows.Where(row => dueAt(row) <= now).Take(limit).ToList();
        var next = rows.Skip(due.Count).Select(row => (DateTimeOffset?)dueAt(row)).FirstOrDefault();
        return new DueRows<T>(due, next);
    }

    private Task<T> Answer<T>(string operation, Func<T> act)
    {
        try
        {
            return Task.FromResult(Do(operation, act));
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    private T Do<T>(string operation, Func<T> act)
    {
        Operations++;
        switch (schedule(operation))
        {
            case Fault.None:
                return act();
            case Fault.Before:
                throw new StorageException("simulated: failed") { IsTransient = true };
            case Fault.After:
                act();
                throw new StorageException("simulated: answer lost") { IsTransient = true };
            case Fault.CrashBefore:
                throw new SimulatedCrashException();
            case Fault.CrashAfter:
                act();
                throw new SimulatedCrashException();
            default:
                throw new InvalidOperationException();
        }
    }

    private void Apply(Commit commit)
    {
        foreach (var shard in commit.Epochs)
        {
            if (_epochs[shard.Shard] != shard.Epoch)
            {
                throw new StaleEpochException($"simulated: shard {shard.Shard} is at epoch {_epochs[shard.Shard]}");
            }
        }

        if (_commitNumbers.GetValueOrDefault((commit.SiloId, commit.Loop)) != commit.Number - 1)
        {
            throw new StorageException("simulated: the commit before is missing") { IsTransient = true };
        }

        foreach (var state in commit.States)
        {
            Check(state);
        }

        foreach (var state in commit.States)
        {
            if (state.Doc is null)
            {
                _states.Remove(state.Id);
            }
            else
            {
                _states[state.Id] = (state.Version, state.Doc);
            }
        }

        Timeline.AddRange(commit.Timeline);
        commit.InboxDeleted.ForEach(id => _inbox.Remove(id));
        commit.InboxPut.ForEach(row => _inbox[row.Id] = row);
        commit.DeadLetters.ForEach(row => _deadLetters.Add(row.Id, row));
        foreach (var (key, row) in commit.Reminders)
        {
            if (row is null)
            {
                _reminders.Remove(key);
            }
            else
            {
                _reminders[key] = row;
            }
        }

        _commitNumbers[(commit.SiloId, commit.Loop)] = commit.Number;
        Commits++;
    }

    /// <summary>The rules that the real tables have: the version guard and a CHECK.</summary>
    private void Check(in StateWrite state)
    {
        var stored = _states.TryGetValue(state.Id, out var found) ? found.Version : 0;
        if (stored != state.Version - 1)
        {
            throw new InvalidOperationException(
                $"{state.Id} is at version {stored}, the commit wants {state.Version}.");
        }

        if (state.Doc is not null && catalog.Of(state.Id.Type).ReadState(state.Doc) is Tally { IsPoisoned: true })
        {
            throw new StorageException("simulated: a constraint refuses it");
        }
    }
}
