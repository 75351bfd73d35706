using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using Dapper;

namespace ActorCrm.Server.Timeline;

/// <summary>
/// Reads the timeline once for all clients and keeps its latest entries in memory. A client only remembers its place,
/// so
/// a slow one costs nothing: it falls behind, and reads older entries from the database until it has caught up.
/// </summary>
internal sealed partial class ChangeFeed : BackgroundService
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Timeline/timeline");

    private readonly SiloHost _silo;
    private readonly ReadDatabase _database;
    private readonly RecordOwners _owners;
    private readonly ChangeOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<ChangeFeed> _logger;
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly Lock _changing = new();
    private readonly Queue<Change> _kept = new();

    private TaskCompletionSource _grew = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Everything after _start up to _end is in _kept; -1: nobody listens, so nothing is kept.
    private long _start = -1;
    private long _end = -1;
    private int _clients;
    private Network _network = Network.Empty;

    public ChangeFeed(
        SiloHost silo, ReadDatabase database, RecordOwners owners, ChangeOptions options, TimeProvider clock,
        ILogger<ChangeFeed> logger)
    {
        _owners = owners;
        _silo = silo;
        _database = database;
        _options = options;
        _clock = clock;
        _logger = logger;
        silo.TimelineGrew += Ring;
    }

    /// <summary>Takes one of the places for clients; false when none is free. Dispose of it to give it back.</summary>
    public bool TryJoin(out Seat seat)
    {
        seat = new Seat(this);
        if (Interlocked.Increment(ref _clients) <= _options.ClientsMax)
        {
            Ring();
            return true;
        }

        seat.Dispose();
        return false;
    }

    /// <summary>
    /// The place before which nothing comes any more, where a client begins that wants what is new; 0 when there is
    /// no entry.
    /// </summary>
    public Task<long> EndAsync(CancellationToken stop) => ReadPlaceAsync("change_end", stop);

    /// <summary>
    /// The place of the last entry, which is the end or somewhat beyond it; 0 when there is no entry.
    /// </summary>
    public Task<long> LastAsync(CancellationToken stop) => ReadPlaceAsync("change_last", stop);

    /// <summary>
    /// The entries after a place, at most a batch; none when there are none yet, and then <paramref name="grew"/> ends
    /// once there may be some.
    /// </summary>
    public Task<IReadOnlyList<Change>> ReadAsync(long after, out Task grew, CancellationToken stop)
    {
        lock (_changing)
        {
            grew = _grew.Task;
            if (_start >= 0 && after >= _start)
            {
                var changes = new List<Change>();
                foreach (var change in _kept)
                {
                    if (change.Seq > after && changes.Count < _options.BatchMax)
                    {
                        changes.Add(change);
                    }
                }

                return Task.FromResult<IReadOnlyList<Change>>(changes);
            }
        }

        return ReadStoredAsync(after, stop);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _silo.TimelineGrew -= Ring;
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _bell.WaitAsync(PatienceForBell(), stoppingToken);
            try
            {
                if (await CollectAsync(stoppingToken))
                {
                    // There is more already: many commits would not be one reading by waiting.
                    Ring();
                }
                else
                {
                    await Task.Delay(_options.CollectInterval, _clock, stoppingToken);
                }
            }
            catch (Exception e) when (e is StorageException or System.Data.Common.DbException)
            {
                LogReadFailed(_logger, e);
                await Task.Delay(TimeSpan.FromSeconds(1), _clock, stoppingToken);
                Ring();
            }
        }
    }

    /// <summary>Keeps what is new, up to a batch; true when it was a full one.</summary>
    private async Task<bool> CollectAsync(CancellationToken stop)
    {
        if (Volatile.Read(ref _clients) == 0)
        {
            Forget();
            return false;
        }

        if (_end < 0)
        {
            var end = await EndAsync(stop);
            lock (_changing)
            {
                _start = _end = end;
            }

            Wake();
            return false;
        }

        var changes = await ReadStoredAsync(_end, stop);
        if (changes.Count == 0)
        {
            return false;
        }

        lock (_changing)
        {
            if (HasOtherOwners(changes))
            {
                // Whoever goes back reads them again, with the owners of now.
                _kept.Clear();
                _start = _end;
            }

            foreach (var change in changes)
            {
                _kept.Enqueue(change);
                _end = change.Seq;
            }

            while (_kept.Count > _options.KeptMax)
            {
                _start = _kept.Dequeue().Seq;
            }
        }

        Wake();
        return changes.Count == _options.BatchMax;
    }

    /// <summary>Whether entries that are kept may be about records that have another owner by now.</summary>
    private bool HasOtherOwners(IReadOnlyList<Change> changes)
    {
        var network = Network.Of(ServerSettings.Of(_silo));
        var isOther = !ReferenceEquals(network, _network);
        _network = network;
        return isOther || changes.Any(change => change.ChangesOwner);
    }

    private void Forget()
    {
        lock (_changing)
        {
            _kept.Clear();
            _start = _end = -1;
        }
    }

    private void Wake()
    {
        TaskCompletionSource grew;
        lock (_changing)
        {
            grew = _grew;
            _grew = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grew.SetResult();
    }

    // Of what another process wrote, or what had to wait for another transaction, no bell rings.
    private TimeSpan PatienceForBell() => _database.IsShared && Volatile.Read(ref _clients) > 0
        ? _options.PollInterval
        : Timeout.InfiniteTimeSpan;

    private async Task<long> ReadPlaceAsync(string statement, CancellationToken stop)
    {
        await using var connection = await _database.OpenAsync(stop);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(Sql.For(_database.Dialect)[statement], cancellationToken: stop));
    }

    private async Task<IReadOnlyList<Change>> ReadStoredAsync(long after, CancellationToken stop)
    {
        await using var connection = await _database.OpenAsync(stop);
        var rows = await connection.QueryAsync<ChangeRow>(new CommandDefinition(
            Sql.For(_database.Dialect)["change_read"], new { after, take = _options.BatchMax },
            cancellationToken: stop));
        var list = rows.AsList();
        var owners = list.Count > 0 && Network.Of(ServerSettings.Of(_silo)).Communities.Length > 0
            ? await _owners.FindAsync(after, list[^1].Seq, stop)
            : [];
        return [.. list.Select(row => Change.Of(row, owners.GetValueOrDefault(row.Seq)))];
    }

    // On a loop's thread after a commit: raises a flag and nothing else.
    private void Ring()
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
            // Somebody else rang in between: one ring is as good as two.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The timeline could not be read; tried again in a second")]
    private static partial void LogReadFailed(ILogger logger, Exception failure);

    /// <summary>A client's place.</summary>
    internal sealed class Seat(ChangeFeed feed) : IDisposable
    {
        private ChangeFeed? _feed = feed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _feed, null) is { } feed)
            {
                Interlocked.Decrement(ref feed._clients);
            }
        }
    }
}
