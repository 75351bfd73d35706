namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// An e-mail to one recipient, before it is written. Equal messages are written to equal bytes: a second attempt is the
/// same e-mail. Nothing in it may hold CR, LF or NUL, except that the two bodies have lines.
/// </summary>
internal sealed record SmtpMessage
{
    /// <summary>
    /// Whom the mail servers tell when it cannot be delivered (MAIL FROM); empty for nobody. Need not be
    /// <see cref="From"/>.
    /// </summary>
    public required string EnvelopeFrom { get; init; }

    /// <summary>The address that it is delivered to (RCPT TO).</summary>
    public required string Recipient { get; init; }

    /// <summary>Who writes, as the recipient sees it.</summary>
    public required Mailbox From { get; init; }

    /// <summary>Who is written to, as the recipient sees it.</summary>
    public required Mailbox To { get; init; }

    /// <summary>Where answers go; null for <see cref="From"/>.</summary>
    public Mailbox? ReplyTo { get; init; }

    /// <summary>The subject; may be empty.</summary>
    public required string Subject { get; init; }

    /// <summary>The body as HTML; null for an e-mail of plain text only.</summary>
    public string? Html { get; init; }

    /// <summary>The body as plain text.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// <c>id@domain</c>, with or without angle brackets. The same for all attempts: receivers know by it what they
    /// already have.
    /// </summary>
    public required string MessageId { get; init; }

    /// <summary>When it was written; the same for all attempts. Whole seconds.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>
    /// Further headers, such as <c>List-Unsubscribe</c>; printable ASCII. Headers that the writer writes itself are
    /// refused.
    /// </summary>
    public IReadOnlyList<MailHeader> Headers { get; init; } = [];

    /// <summary>Signs it; null for an e-mail without a signature.</summary>
    public DkimKey? Dkim { get; init; }

    /// <summary>Its id only: the rest belongs in no log.</summary>
    public override string ToString() => MessageId;
}

/// <summary>
/// An address and who has it. The address's domain may be written in any script; the part before the @ may too, but
/// then the server must offer SMTPUTF8.
/// </summary>
internal sealed record Mailbox(string Address, string? Name = null);

/// <summary>A header of one line.</summary>
internal sealed record MailHeader(string Name, string Value);
