namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// A connection that cannot be used, or no longer. Its text names the phase, never an address or contents; the code is
/// the server's last answer, if that was the reason.
/// </summary>
internal sealed class SmtpBrokenException(
    SmtpCause cause, string text, SmtpReply? reply = null, Exception? inner = null) : Exception(text, inner)
{
    /// <summary>What broke it.</summary>
    public SmtpCause Cause { get; } = cause;

    /// <summary>The answer that was the reason; null when there was none.</summary>
    public SmtpReply? Reply { get; } = reply;

    /// <summary>What that means for an e-mail of which the server cannot have the end.</summary>
    public SmtpOutcome.Deferred Deferred() => new(
        Reply?.Code, Reply?.EnhancedCode, Reply is { Text.Length: > 0 } ? $"{Message}: {Reply.Text}" : Message, Cause);
}
