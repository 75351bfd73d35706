using Microsoft.Extensions.Logging;

namespace ActorCrm.Runtime.Silo;

internal sealed partial class ShardLoop
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Loop {Loop}: commit {Number} failed")]
    private static partial void LogCommitFailed(ILogger logger, int loop, long number, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Loop {Loop}: another silo owns a shard now; all are dropped")]
    private static partial void LogOwnershipLost(ILogger logger, int loop, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Loop {Loop}: the database could not be read")]
    private static partial void LogReadFailed(ILogger logger, int loop, Exception failure);
}
