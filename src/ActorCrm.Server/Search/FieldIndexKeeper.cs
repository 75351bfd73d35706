using System.Data.Common;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Server.Search;

/// <summary>Has the indexes of fields made and dropped: at start, when object types change, and now and then.</summary>
internal sealed partial class FieldIndexKeeper(
    SiloHost silo, IFieldIndexStore store, SearchOptions options, TimeProvider clock, ILogger<FieldIndexKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private ObjectTypes? _kept;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? keptAt = null;
        while (true)
        {
            await Task.Delay(LookInterval, clock, stoppingToken);
            if (!silo.IsReady || silo.Settings is not SettingsSnapshot settings
                || (keptAt is { } at && settings.ObjectTypes.Version == _kept?.Version
                    && clock.GetElapsedTime(at) < options.IndexInterval))
            {
                continue;
            }

            try
            {
                await store.KeepAsync(settings.ObjectTypes, stoppingToken);
                _kept = settings.ObjectTypes;
            }
            catch (Exception e) when (e is StorageException or DbException)
            {
                LogKeepFailed(logger, e);
            }

            keptAt = clock.GetTimestamp();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Indexes of fields could not be looked after; again soon")]
    private static partial void LogKeepFailed(ILogger logger, Exception failure);
}
