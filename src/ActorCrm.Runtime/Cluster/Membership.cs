using ActorCrm.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Runtime.Cluster;

/// <summary>What membership tells the silo to do with its shards.</summary>
internal interface IShardHost
{
    /// <summary>What the silo says of itself under a new id.</summary>
    SiloCard NewCard();

    /// <summary>How the silo is, as UTF-8 JSON.</summary>
    byte[] Vitals();

    /// <summary>Begins to serve shards.</summary>
    Task TakeAsync(string siloId, IReadOnlyList<ShardEpoch> shards);

    /// <summary>Finishes what is under way in some shards and serves them no more.</summary>
    Task GiveAsync(IReadOnlyCollection<int> shards);

    /// <summary>Drops all shards at once: others may have them.</summary>
    Task LoseAsync();

    /// <summary>Takes note of who is there.</summary>
    void Observe(ClusterView view);
}

/// <summary>
/// Keeps a silo's lease, and its share of the shards. A silo that was silent for longer than its lease finds out with
/// its next beat, drops everything and joins anew; until then the epochs in its commits keep it from writing.
/// </summary>
internal sealed partial class Membership(
    ICluster cluster, IShardHost host, ClusterOptions options, TimeProvider clock, ILogger logger) : IDisposable
{
    private static readonly TimeSpan SkewReminder = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly HashSet<int> _held = [];
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isDraining;
    private volatile bool _isLost;
    private long _skewTicks;
    private long? _skewToldAt;

    /// <summary>The silo's id since it joined last.</summary>
    public string SiloId { get; private set; } = "";

    /// <summary>Whether it gives everything away, or has; it takes nothing before its next start.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>
    /// How far this machine's clock was ahead of the cluster's at the last beat (negative: behind), as far as the time
    /// of the beat itself leaves no doubt.
    /// </summary>
    public TimeSpan ClockSkew => new(Interlocked.Read(ref _skewTicks));

    /// <summary>Joins and claims a first share. Throws when the cluster cannot be reached.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        await JoinAsync(stop);
        await BeatAsync(stop);
    }

    /// <summary>Beats until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var isSettled = true;
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var wait = isSettled ? options.Beat : options.Unsettled * (failures + 1);
                await _bell.WaitAsync(wait < options.Beat ? wait : options.Beat, stop);
                isSettled = await BeatAsync(stop);
                failures = 0;
            }
            catch (StorageException e)
            {
                LogBeatFailed(logger, SiloId, e.Message);
                isSettled = false;
                failures++;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Says that silos came or went, or that shards are free.</summary>
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

    /// <summary>Says that a commit was refused because another silo owns a shard.</summary>
    public void ReportLost()
    {
        _isLost = true;
        Ring();
    }

    /// <summary>Gives everything away; done when no shard is left.</summary>
    public Task DrainAsync()
    {
        _isDraining = true;
        Ring();
        return _emptied.Task;
    }

    /// <summary>Leaves: what is still held is free for others at once.</summary>
    public async Task LeaveAsync(CancellationToken stop)
    {
        await cluster.LeaveAsync(SiloId, stop);
        await cluster.WakeAsync(WakeUp.Shards, stop);
    }

    public void Dispose() => _bell.Dispose();

    private async Task JoinAsync(CancellationToken stop)
    {
        var card = host.NewCard();
        await cluster.JoinAsync(card, options.Lease, stop);
        SiloId = card.Id;
        await cluster.WakeAsync(WakeUp.Shards, stop);
    }

    /// <summary>One beat; false when there is more to do soon.</summary>
    private async Task<bool> BeatAsync(CancellationToken stop)
    {
        var state = _isDraining ? SiloState.Draining : SiloState.Active;
        var before = clock.GetUtcNow();
        var view = _isLost ? null : await cluster.BeatAsync(SiloId, state, host.Vitals(), options.Lease, stop);
        if (view is null)
        {
            await RejoinAsync(stop);
            return false;
        }

        if (view.Silos.Count > 0)
        {
            CompareClocks(before, view.Now, clock.GetUtcNow());
        }

        host.Observe(view);
        if (!_isDraining && view.Silos.Any(silo => silo.Card.Id == SiloId && silo.IsDrainRequested))
        {
            // Told to the others first: they take what is given away.
            _isDraining = true;
            return false;
        }

        var stray = view.Shards.Where(shard => shard.Owner == SiloId && !_held.Contains(shard.Shard)).ToList();
        if (stray.Count > 0)
        {
            // A claim or a release whose answer was lost. Nobody serves these; claimed again they get a new epoch.
            await cluster.ReleaseAsync(SiloId, [.. stray.Select(shard => shard.Shard)], stop);
            return false;
        }

        var plan = FairShare.Plan(view, SiloId, _held);
        if (plan.Give.Count > 0)
        {
            await GiveAsync(plan.Give, stop);
            return true;
        }

        var claimed = plan.Claim.Count == 0 ? [] : await cluster.ClaimAsync(SiloId, plan.Claim, stop);
        if (claimed.Count > 0)
        {
            _held.UnionWith(claimed.Select(shard => shard.Shard));
            await host.TakeAsync(SiloId, claimed);
            LogClaimed(logger, SiloId, claimed.Count, _held.Count);
        }

        if (_isDraining && _held.Count == 0)
        {
            _emptied.TrySetResult();
        }

        return _isDraining || _held.Count >= FairShare.Target(view, SiloId);
    }

    /// <summary>The cluster read its clock somewhere between the two: a slow beat is no wrong clock.</summary>
    private void CompareClocks(DateTimeOffset before, DateTimeOffset cluster, DateTimeOffset after)
    {
        var skew = before > cluster ? before - cluster : after < cluster ? after - cluster : TimeSpan.Zero;
        Interlocked.Exchange(ref _skewTicks, skew.Ticks);
        if (skew.Duration() <= options.ClockSkewMax)
        {
            _skewToldAt = null;
        }
        else if (_skewToldAt is not { } toldAt || clock.GetElapsedTime(toldAt) > SkewReminder)
        {
            _skewToldAt = clock.GetTimestamp();
            LogClockOff(logger, SiloId, skew.TotalSeconds);
        }
    }

    private async Task GiveAsync(IReadOnlyList<int> shards, CancellationToken stop)
    {
        await host.GiveAsync(shards);
        _held.ExceptWith(shards);
        await cluster.ReleaseAsync(SiloId, shards, stop);
        await cluster.WakeAsync(WakeUp.Shards, stop);
        LogGiven(logger, SiloId, shards.Count, _held.Count);
        if (_isDraining && _held.Count == 0)
        {
            _emptied.TrySetResult();
        }
    }

    private async Task RejoinAsync(CancellationToken stop)
    {
        LogLost(logger, SiloId, _held.Count);
        await host.LoseAsync();
        _held.Clear();

        // Its row may still be there, if a commit was refused before the lease ended.
        await cluster.LeaveAsync(SiloId, stop);
        await JoinAsync(stop);
        _isLost = false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {SiloId} claimed {Count} shards and holds {Held}")]
    private static partial void LogClaimed(ILogger logger, string siloId, int count, int held);

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {SiloId} gave {Count} shards and holds {Held}")]
    private static partial void LogGiven(ILogger logger, string siloId, int count, int held);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Silo {SiloId} was silent for longer than its lease; it drops its {Held} shards and joins anew")]
    private static partial void LogLost(ILogger logger, string siloId, int held);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "This machine's clock is {Seconds:0.0} s ahead of the database's (negative: behind). Silo {SiloId} "
            + "keeps its shards, which go by the database's clock, but what it handles comes due that much too early "
            + "or too late. Set the clock right, and keep it so with NTP (chrony)")]
    private static partial void LogClockOff(ILogger logger, string siloId, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {SiloId} could not renew its lease: {Failure}")]
    private static partial void LogBeatFailed(ILogger logger, string siloId, string failure);
}
