namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// How an attempt to send an e-mail ended. Texts are the server's, cut and without control characters, or ours; a
/// server's text may name the recipient and belongs in no log.
/// </summary>
internal abstract record SmtpOutcome
{
    private SmtpOutcome()
    {
    }

    /// <summary>The server has it and will deliver it or tell the envelope's sender.</summary>
    public sealed record Accepted(int Code, string Text) : SmtpOutcome;

    /// <summary>
    /// It will never be taken as it is: a 5xx for this sender, recipient or content, or our own refusal, which has the
    /// code that the standard has for it. <paramref name="EnhancedCode"/> is as <c>5.1.1</c> (RFC 3463).
    /// </summary>
    public sealed record Rejected(int Code, string? EnhancedCode, string Text, SmtpCause Cause) : SmtpOutcome;

    /// <summary>
    /// It was certainly not taken and may be tried again later. <paramref name="Code"/> is null when the server did not
    /// answer.
    /// </summary>
    public sealed record Deferred(int? Code, string? EnhancedCode, string Text, SmtpCause Cause) : SmtpOutcome;

    /// <summary>
    /// All of it was sent, and no answer that can be understood came: the server may have it. Sending it again may
    /// deliver it twice.
    /// </summary>
    public sealed record Unknown(string Text, SmtpCause Cause) : SmtpOutcome;
}

/// <summary>Where an attempt ended that was not accepted.</summary>
internal enum SmtpCause
{
    /// <summary>The server refused the envelope's sender (MAIL).</summary>
    Sender,

    /// <summary>The server refused the recipient (RCPT).</summary>
    Recipient,

    /// <summary>The server refused the e-mail's contents (DATA, or the answer to the end of it).</summary>
    Content,

    /// <summary>An address needs SMTPUTF8, which the server does not offer. Found before anything was sent.</summary>
    SmtpUtf8Missing,

    /// <summary>The e-mail is larger than the server says it takes. Found before anything was sent.</summary>
    TooLarge,

    /// <summary>The message is none that can be written: bad addresses, line breaks in headers, and so on.</summary>
    Malformed,

    /// <summary>No connection: no such name, nobody listens, no way there.</summary>
    Unreachable,

    /// <summary>
    /// The handshake failed: a certificate that is not trusted or has another name, no common version.
    /// </summary>
    Tls,

    /// <summary>STARTTLS is asked for by the settings and the server does not do it.</summary>
    StartTlsMissing,

    /// <summary>The user or the secret was refused, or telling them would not be safe, or is not offered.</summary>
    Authentication,

    /// <summary>The server does not serve us now (its greeting, EHLO, or 421).</summary>
    Unwelcome,

    /// <summary>The server closed the connection, or it broke.</summary>
    ConnectionLost,

    /// <summary>A phase took longer than its limit.</summary>
    TimedOut,

    /// <summary>The server answered what is no answer, or too much of it.</summary>
    Protocol,

    /// <summary>The caller gave up while it was being sent.</summary>
    Cancelled,

    /// <summary>The pool was closed before it was sent.</summary>
    Closing,
}
