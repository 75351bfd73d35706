using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// An e-mail on its way through the pool: its bytes as they go over the wire, how far it has come, and who waits for
/// how it ends.
/// </summary>
internal sealed class SmtpLetter
{
    private readonly TaskCompletionSource<SmtpOutcome> _outcome =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly string _from;
    private readonly string _recipient;
    private readonly bool _isEightBit;
    private int _claimed;

    private SmtpLetter(string from, string recipient, bool needsSmtpUtf8, byte[] message, CancellationToken stop)
    {
        _from = from;
        _recipient = recipient;
        NeedsSmtpUtf8 = needsSmtpUtf8;
        _isEightBit = !Ascii.IsValid(message);
        Size = message.Length;
        Content = DotStuffing.Wrap(message);
        Stop = stop;
    }

    /// <summary>Bytes of the e-mail, without what the protocol adds.</summary>
    public int Size { get; }

    /// <summary>The e-mail with its dots doubled and the dot at its end.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Whether an address has characters outside of ASCII before its @.</summary>
    public bool NeedsSmtpUtf8 { get; }

    /// <summary>Its caller's wish to give up.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Whether its envelope was sent over the present connection.</summary>
    public bool IsOffered { get; set; }

    /// <summary>Whether its contents, or some of them, were sent: then it goes over no other connection.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>
    /// Whether the dot at its end may have been sent. From then on no failure says that it was not taken.
    /// </summary>
    public bool IsComplete { get; set; }

    /// <summary>How often it was offered anew.</summary>
    public int Replacements { get; set; }

    /// <summary>How it ended.</summary>
    public Task<SmtpOutcome> Outcome => _outcome.Task;

    /// <summary>Writes a message that has no fault.</summary>
    public static SmtpLetter From(SmtpMessage message, CancellationToken stop)
    {
        var from = message.EnvelopeFrom.Length == 0 ? null : EmailAddress.Parse(message.EnvelopeFrom);
        var recipient = EmailAddress.Parse(message.Recipient)!;
        EmailAddress?[] addresses =
        [
            from, recipient, EmailAddress.Parse(message.From.Address), EmailAddress.Parse(message.To.Address),
            message.ReplyTo is { } replyTo ? EmailAddress.Parse(replyTo.Address) : null,
        ];
        return new SmtpLetter(
            from?.ToString() ?? "",
            recipient.ToString(),
            addresses.Any(address => address is { IsAscii: false }),
            MimeWriter.Write(message),
            stop);
    }

    /// <summary>MAIL with the parameters that this server takes and this e-mail needs; a line with its end.</summary>
    public string MailCommand(SmtpExtensions extensions)
    {
        var command = new StringBuilder("MAIL FROM:<").Append(_from).Append('>');
        if (extensions.Size)
        {
            command.Append(" SIZE=").Append(Size);
        }

        if (_isEightBit && extensions.EightBitMime)
        {
            command.Append(" BODY=8BITMIME");
        }

        return command.Append(NeedsSmtpUtf8 ? " SMTPUTF8\r\n" : "\r\n").ToString();
    }

    /// <summary>RCPT; a line with its end.</summary>
    public string RcptCommand() => $"RCPT TO:<{_recipient}>\r\n";

    /// <summary>
    /// Whether its contents may now be sent: not when its caller has given up. Only one of the two happens.
    /// </summary>
    public bool TryStart() => IsStarted = TryClaim();

    /// <summary>Gives up, unless its contents are being sent.</summary>
    public void Cancel()
    {
        if (TryClaim())
        {
            _outcome.TrySetCanceled(Stop);
        }
    }

    /// <summary>Tells its caller how it ended.</summary>
    public void Finish(SmtpOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>Tells its caller of a fault of ours.</summary>
    public void Fail(Exception fault) => _outcome.TrySetException(fault);

    /// <summary>Back to before its envelope was sent; the connection is gone.</summary>
    public void Withdraw()
    {
        IsOffered = false;
        Replacements++;
    }

    private bool TryClaim() => Interlocked.CompareExchange(ref _claimed, 1, 0) == 0;
}
