using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Runtime.Silo;

/// <summary>The silo as one of several on a database.</summary>
public sealed partial class SiloHost : IShardHost
{
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromMinutes(1);

    private readonly ICluster? _cluster;
    private readonly ClusterOptions _clusterOptions;
    private readonly CancellationTokenSource _stopCluster = new();

    private Membership? _membership;
    private Courier? _courier;
    private Waker? _waker;
    private Task[] _clusterTasks = [];
    private volatile ClusterView? _view;

    /// <summary>The cluster as this silo saw it last; null when it is alone.</summary>
    public ClusterView? Cluster => _view;

    /// <summary>The shards that this silo serves just now.</summary>
    public IReadOnlyList<int> Shards => [.. _loops.SelectMany(loop => loop.Shards).Order()];

    /// <summary>The id under which this silo holds shards; a new one each time it joins.</summary>
    public string MemberId => _membership?.SiloId ?? Id;

    /// <summary>
    /// True once the silo was told to give its shards away; it stays so until its next start. What is asked of it goes
    /// to the others.
    /// </summary>
    public bool IsDraining => _membership is { IsDraining: true };

    /// <summary>What the silo says of itself to others; set before the start.</summary>
    public SiloCard Card { get; set; } = new("", "", Environment.MachineName, "", "");

    /// <summary>
    /// Gives all shards to other silos, if there are any; the silo goes on taking requests, which it sends to them.
    /// </summary>
    public async Task DrainAsync(TimeSpan patience)
    {
        if (_membership is not null)
        {
            try
            {
                await _membership.DrainAsync().WaitAsync(patience, _clock);
            }
            catch (TimeoutException)
            {
                LogStopSlow(_logger, patience);
            }
        }
    }

    SiloCard IShardHost.NewCard() => Card with { Id = Guid.NewGuid().ToString("n"), HostId = Id };

    byte[] IShardHost.Vitals() => ReadVitals().Write();

    async Task IShardHost.TakeAsync(string siloId, IReadOnlyList<ShardEpoch> shards)
    {
        Metrics.ShardsClaimed(shards.Count);
        await Task.WhenAll(shards.GroupBy(shard => LoopOf(shard.Shard))
            .Select(group => group.Key.TakeShardsAsync(siloId, [.. group])));
        foreach (var shard in shards)
        {
            Volatile.Write(ref _mine[shard.Shard], true);
        }

        // A wake-up that came since the loops looked was not for this silo yet.
        foreach (var loop in shards.Select(shard => LoopOf(shard.Shard)).Distinct())
        {
            loop.NotifyInbox();
        }
    }

    Task IShardHost.GiveAsync(IReadOnlyCollection<int> shards)
    {
        // First, so that what a loop sends on does not come back to it.
        foreach (var shard in shards)
        {
            Volatile.Write(ref _mine[shard], false);
        }

        return Task.WhenAll(shards.GroupBy(LoopOf).Select(group => group.Key.GiveShardsAsync([.. group])));
    }

    Task IShardHost.LoseAsync()
    {
        ForgetShards();
        return Task.WhenAll(_loops.Select(loop => loop.LoseShardsAsync()));
    }

    void IShardHost.Observe(ClusterView view)
    {
        Volatile.Write(ref _beatAt, _clock.GetTimestamp());
        _view = view;
    }

    private async Task StartClusterAsync(ICluster cluster, LoopContext context, CancellationToken stop)
    {
        _waker = new Waker(cluster, _clusterOptions, _clock, _logger);
        _courier = new Courier(Id, _storage, _catalog.Messages, _waker, _clusterOptions, _clock, _logger);
        _membership = new Membership(cluster, this, _clusterOptions, _clock, _logger);
        context.OwnershipLost = _ =>
        {
            ForgetShards();
            _membership.ReportLost();
        };
        await _membership.StartAsync(stop);
        _clusterTasks =
        [
            _membership.RunAsync(_stopCluster.Token),
            _waker.RunAsync(_stopCluster.Token),
            _courier.SendAsync(_stopCluster.Token),
            _courier.ReceiveAsync(_stopCluster.Token),
            cluster.ListenAsync(Wake, _stopCluster.Token),
            PollAsync(_stopCluster.Token),
            ForgetAsync(cluster, _stopCluster.Token),
        ];
    }

    private async Task StopClusterAsync(TimeSpan patience)
    {
        if (_membership is null || _cluster is null)
        {
            return;
        }

        if (_view is { Silos.Count: > 1 })
        {
            await DrainAsync(patience);
        }

        // Asks of others that are under way still get their answers.
        var started = _clock.GetTimestamp();
        while (_courier!.Length > 0 && _clock.GetElapsedTime(started) < patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), _clock);
        }

        await _stopCluster.CancelAsync();
        await Task.WhenAll(_clusterTasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _courier.Stop();
    }

    private async Task DisposeClusterAsync()
    {
        if (_membership is not null)
        {
            await _stopCluster.CancelAsync();
            try
            {
                // After the loops have ended: what they hold is free for others at once.
                await _membership.LeaveAsync(CancellationToken.None);
            }
            catch (StorageException)
            {
                // The lease ends by itself.
            }

            _membership.Dispose();
            _courier!.Dispose();
            _waker!.Dispose();
        }

        _stopCluster.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    private void ForgetShards()
    {
        for (var shard = 0; shard < _mine.Length; shard++)
        {
            Volatile.Write(ref _mine[shard], false);
        }
    }

    /// <summary>Takes an ask that came to a loop which does not serve its shard.</summary>
    private void SendOn(Envelope envelope)
    {
        var queue = QueueOf(envelope.Shard);
        if (queue < _loops.Length)
        {
            _loops[queue].Mailbox.Reserve(1);
            _loops[queue].Mailbox.Post(envelope);
            _loops[queue].Mailbox.Ring();
        }
        else if (_courier is { } courier)
        {
            courier.Reserve(1);
            courier.Post(envelope);
        }
        else
        {
            envelope.Caller?.End(envelope.CallerIndex, new AskResult.Stopping());
        }
    }

    private void TellOthers(Commit commit)
    {
        if (_waker is null)
        {
            return;
        }

        var kinds = (commit.Effects.Count > 0 ? WakeKinds.Effects : WakeKinds.None)
            | (commit.Timeline.Count > 0 ? WakeKinds.Timeline : WakeKinds.None)
            | (commit.States.Any(IsSetting) ? WakeKinds.Settings : WakeKinds.None);
        _waker.Add(kinds, [], commit.Replies.Select(reply => reply.SiloId));
    }

    private bool IsSetting(StateWrite write) => _catalog.TryFind(write.Id.Type, out var type) && type.IsSetting;

    private void Wake(WakeUp wakeUp)
    {
        foreach (var shard in wakeUp.Inbox ?? [.. Enumerable.Range(0, _mine.Length)])
        {
            if (shard >= 0 && shard < _mine.Length && Volatile.Read(ref _mine[shard]))
            {
                LoopOf(shard).NotifyInbox();
            }
        }

        if (wakeUp.Replies is null || wakeUp.Replies.Contains(Id))
        {
            _courier!.Ring();
        }

        if (wakeUp.Kinds.HasFlag(WakeKinds.Shards))
        {
            _membership!.Ring();
        }

        if (wakeUp.Kinds.HasFlag(WakeKinds.Settings))
        {
            _ = RefreshSettingsAsync();
        }

        if (wakeUp.Kinds.HasFlag(WakeKinds.Effects))
        {
            _effects?.Ring();
        }

        if (wakeUp.Kinds.HasFlag(WakeKinds.Timeline))
        {
            TimelineGrew?.Invoke();
        }
    }

    /// <summary>Looks for what a lost wake-up stood for.</summary>
    private async Task PollAsync(CancellationToken stop)
    {
        var settingsAt = _clock.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(_clusterOptions.Poll, _clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var loop in _loops)
            {
                loop.NotifyInbox();
            }

            TimelineGrew?.Invoke();
            if (_clock.GetElapsedTime(settingsAt) >= _clusterOptions.SettingsPoll)
            {
                settingsAt = _clock.GetTimestamp();
                await RefreshSettingsAsync();
            }
        }
    }

    /// <summary>Clears away what silos left that went; beside the beats, which must not wait for it.</summary>
    private async Task ForgetAsync(ICluster cluster, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await cluster.ForgetAsync(stop);
            }
            catch (Exception e) when (e is StorageException or OperationCanceledException)
            {
                LogForgetFailed(_logger, e);
            }

            await Task.Delay(ForgetInterval, _clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RefreshSettingsAsync()
    {
        try
        {
            await _settings.LoadAsync(_storage, _stopCluster.Token);
        }
        catch (Exception e) when (e is StorageException or OperationCanceledException)
        {
            LogSettingsStale(_logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "What silos left that went is cleared away later")]
    private static partial void LogForgetFailed(ILogger logger, Exception failure);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Settings could not be read anew; those of before stay in force")]
    private static partial void LogSettingsStale(ILogger logger, Exception failure);
}
