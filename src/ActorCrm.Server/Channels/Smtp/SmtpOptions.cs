namespace ActorCrm.Server.Channels.Smtp;

/// <summary>Limits of the SMTP client.</summary>
internal sealed record SmtpOptions
{
    /// <summary>Connections to the server at a time. Default: 8.</summary>
    public int ConnectionsMax { get; init; } = 8;

    /// <summary>E-mails over one connection, before it is closed and another made. Default: 1,000.</summary>
    public int MessagesPerConnectionMax { get; init; } = 1_000;

    /// <summary>How long a connection is kept without an e-mail. Default: 30 seconds.</summary>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>E-mails that wait for a connection; who sends more waits before it is taken. Default: 1,000.</summary>
    public int QueueMax { get; init; } = 1_000;

    /// <summary>How often an e-mail is offered anew because the server had closed the connection. Default: 3.</summary>
    public int ReplacementsMax { get; init; } = 3;

    /// <summary>Finding the server's address and connecting. Default: 30 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The TLS handshake. Default: 30 seconds.</summary>
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The server's greeting; servers make clients wait here on purpose. Default: 2 minutes.</summary>
    public TimeSpan GreetingTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The answer to a command. Default: 2 minutes.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The answer to DATA. Default: 2 minutes.</summary>
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The server's taking what is written, up to 64 KB. Default: 3 minutes.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The answer to an e-mail's end. Long, since giving up here means not knowing. Default: 10 minutes (RFC 5321
    /// §4.5.3.2.6).
    /// </summary>
    public TimeSpan ContentTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The answer to QUIT, and what a server still says when it no longer listens. Default: 2 seconds.
    /// </summary>
    public TimeSpan QuitTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long closing the pool waits for e-mails under way. Default: 10 seconds.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest line of an answer, in bytes, at most 4,000. Default: 2,000 (RFC 5321 asks for 512).</summary>
    public int AnswerLineMax { get; init; } = 2_000;

    /// <summary>Lines of one answer. Default: 100.</summary>
    public int AnswerLinesMax { get; init; } = 100;

    /// <summary>What is wrong with the limits; null when they can be used.</summary>
    public string? Fault()
    {
        int[] counts = [ConnectionsMax, MessagesPerConnectionMax, QueueMax, AnswerLinesMax];
        TimeSpan[] times =
        [
            IdleMax, ConnectTimeout, TlsTimeout, GreetingTimeout, CommandTimeout, DataTimeout, WriteTimeout,
            ContentTimeout, QuitTimeout, CloseTimeout,
        ];
        if (counts.Any(count => count < 1) || ReplacementsMax < 0 || AnswerLineMax is < 64 or > 4_000)
        {
            return "The numbers of the SMTP client's limits must be 1 or more, and a line 64 to 4000 bytes.";
        }

        return times.Any(time => time <= TimeSpan.Zero || time > TimeSpan.FromHours(1))
            ? "The times of the SMTP client's limits must be above 0 and at most 1 hour."
            : null;
    }
}
