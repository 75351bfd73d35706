namespace ActorCrm.Server.Hosting;

internal sealed partial class SiloService
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Database of cluster {ClusterId} is open: {Shards} shards, new: {IsNew}")]
    private static partial void LogOpened(ILogger logger, string clusterId, int shards, bool isNew);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Messages} messages are finished first")]
    private static partial void LogDraining(ILogger logger, int messages);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "The silo has stopped; everything that was answered is durable")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The silo gave up and the process ends; start it again")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
