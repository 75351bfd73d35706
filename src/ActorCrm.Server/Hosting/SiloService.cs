using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;

namespace ActorCrm.Server.Hosting;

/// <summary>
/// Starts the silo before the web server takes requests, and stops it after the last request was answered. When the
/// silo gives up, the process ends: a restart reads everything from the database.
/// </summary>
internal sealed partial class SiloService(
    SiloHost silo, ServerOptions options, FirstKey firstKey, IHostApplicationLifetime lifetime,
    ILogger<SiloService> logger) : IHostedService
{
    /// <summary>Why the silo gave up; null while it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var info = await silo.StartAsync(cancellationToken);
        LogOpened(logger, info.ClusterId, info.ShardCount, info.IsNew);
        _ = WatchAsync();
        await firstKey.MakeAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        LogDraining(logger, silo.QueueLength);
        await silo.StopAsync(options.StopPatience);
        LogStopped(logger);
    }

    private async Task WatchAsync()
    {
        Failure = await silo.Failed;
        LogFailed(logger, Failure);
        lifetime.StopApplication();
    }
}
