namespace ActorCrm.Server.Channels.Smtp;

internal sealed partial class SmtpPool
{
    [LoggerMessage(
        Level = LogLevel.Debug, Message = "Connected to mail server {Host}:{Port}, pipelining: {Pipelining}")]
    private static partial void LogConnected(ILogger logger, string host, int port, bool pipelining);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "No connection to mail server {Host}:{Port}: {Cause}, its answer: {Code}")]
    private static partial void LogRefused(ILogger logger, string host, int port, SmtpCause cause, int? code);
}
