using ActorCrm.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Runtime.Cluster;

/// <summary>
/// Collects wake-ups for a moment and sends them as one, outside every commit: NOTIFY takes a lock of the whole
/// database when its transaction commits.
/// </summary>
internal sealed partial class Waker(ICluster cluster, ClusterOptions options, TimeProvider clock, ILogger logger)
    : IDisposable
{
    private readonly Lock _adding = new();
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly HashSet<int> _inbox = [];
    private readonly HashSet<string> _replies = [];
    private WakeKinds _kinds;

    /// <summary>Adds to the next wake-up.</summary>
    public void Add(WakeKinds kinds, IEnumerable<int> inbox, IEnumerable<string> replies)
    {
        lock (_adding)
        {
            _kinds |= kinds;
            _inbox.UnionWith(inbox);
            _replies.UnionWith(replies);
            if ((_kinds != WakeKinds.None || _inbox.Count + _replies.Count > 0) && _bell.CurrentCount == 0)
            {
                _bell.Release();
            }
        }
    }

    /// <summary>Sends until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await _bell.WaitAsync(stop);
                if (options.WakeDelay > TimeSpan.Zero)
                {
                    await Task.Delay(options.WakeDelay, clock, stop);
                }

                await SendAsync(Take(), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The rest is found by looking.
        }
    }

    public void Dispose() => _bell.Dispose();

    private async Task SendAsync(WakeUp wakeUp, CancellationToken stop)
    {
        try
        {
            await cluster.WakeAsync(wakeUp, stop);
        }
        catch (StorageException e)
        {
            LogWakeFailed(logger, e);
        }
    }

    private WakeUp Take()
    {
        lock (_adding)
        {
            var wakeUp = new WakeUp(_kinds, [.. _inbox], [.. _replies]);
            _kinds = WakeKinds.None;
            _inbox.Clear();
            _replies.Clear();
            return wakeUp;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A wake-up was lost; others find what it stood for by looking")]
    private static partial void LogWakeFailed(ILogger logger, Exception failure);
}
