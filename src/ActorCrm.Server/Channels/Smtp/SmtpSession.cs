using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// A connection over which e-mails go, one behind the other. Where the server allows it, an envelope is one write, and
/// the envelope of the next e-mail follows an e-mail's last bytes in the same write (RFC 2920 §3.1): one round trip an
/// e-mail. An answer that is out of step is found at DATA, since only DATA is answered by 354; no e-mail is therefore
/// taken for accepted because of another's answer.
/// </summary>
internal sealed class SmtpSession(
    SmtpChannel channel, SmtpExtensions extensions, SmtpOptions options, CancellationToken abort) : IDisposable
{
    private const int ChunkMax = 65_536;

    private readonly CancellationTokenRegistration _aborting = channel.BreakOn(abort);
    private bool _needsReset;

    /// <summary>What the server offers.</summary>
    public SmtpExtensions Extensions => extensions;

    /// <summary>E-mails whose transaction has ended over it, one way or the other.</summary>
    public int Transactions { get; private set; }

    /// <summary>Whether no other e-mail may go over it.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the server has ended it while nothing was under way.</summary>
    public bool IsStale => IsOver || channel.IsStale;

    /// <summary>
    /// Sends an envelope, unless it went before, and reads the answers. Null when the contents may follow; otherwise
    /// how it ended.
    /// </summary>
    public async Task<SmtpOutcome?> OfferAsync(SmtpLetter letter)
    {
        var refusal = extensions.Pipelining ? await OfferAtOnceAsync(letter) : await OfferByStepsAsync(letter);
        if (refusal is null)
        {
            return null;
        }

        Transactions++;
        _needsReset = true;
        return Outcome(refusal.Value);
    }

    /// <summary>
    /// Sends the contents, and behind them the envelope of <paramref name="next"/>; reads how it ended.
    /// </summary>
    public async Task<SmtpOutcome> DeliverAsync(SmtpLetter letter, SmtpLetter? next)
    {
        var breaking = channel.BreakOn(letter.Stop);
        SmtpReply reply;
        try
        {
            reply = await SendContentAsync(letter, next);
        }
        finally
        {
            await breaking.DisposeAsync();
        }

        // A caller who gave up just now has broken the connection, although the answer was there.
        IsOver |= reply.IsClosing || letter.Stop.IsCancellationRequested;
        Transactions++;
        return reply.IsPositive
            ? new SmtpOutcome.Accepted(reply.Code, reply.Text)
            : Outcome((reply, SmtpCause.Content));
    }

    /// <summary>Says goodbye, if the server listens, and closes.</summary>
    public async Task QuitAsync()
    {
        try
        {
            if (!IsStale)
            {
                await channel.WriteAsync("QUIT\r\n"u8.ToArray(), options.QuitTimeout, "QUIT");
                await channel.ReadAsync(options.QuitTimeout, "QUIT");
            }
        }
        catch (SmtpBrokenException)
        {
            // It is closed either way.
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _aborting.Dispose();
        channel.Dispose();
    }

    private async Task<(SmtpReply, SmtpCause)?> OfferAtOnceAsync(SmtpLetter letter)
    {
        if (!letter.IsOffered)
        {
            var reset = _needsReset ? "RSET\r\n" : "";
            letter.IsOffered = true;
            await WriteAsync(reset + Envelope(letter), "envelope");
            await ReadResetAsync();
        }

        (SmtpReply, SmtpCause)? refusal = null;
        try
        {
            refusal = Refusal(await ReadMailAsync(), SmtpCause.Sender);
            refusal = Refusal(await ReadAsync("RCPT"), SmtpCause.Recipient, refusal);
            if (!IsOver)
            {
                await ReadDataAsync();
            }
        }
        catch (SmtpBrokenException) when (refusal is not null)
        {
            // The refusal is what counts; that the server then closed the connection, or lost count, is not.
            IsOver = true;
        }

        return refusal;

        async Task ReadDataAsync()
        {
            var data = await channel.ReadAsync(options.DataTimeout, "DATA");
            if (data.Code != 354)
            {
                refusal = Refusal(data, SmtpCause.Content, refusal);
            }
            else if (refusal is not null)
            {
                // It wants contents for nobody; this is how to give it none (RFC 2920 §3.1).
                await WriteAsync(".\r\n", "end of nothing");
                await ReadAsync("end of nothing");
            }
        }
    }

    private async Task<(SmtpReply, SmtpCause)?> OfferByStepsAsync(SmtpLetter letter)
    {
        if (_needsReset)
        {
            await WriteAsync("RSET\r\n", "RSET");
            await ReadResetAsync();
        }

        letter.IsOffered = true;
        await WriteAsync(letter.MailCommand(extensions), "MAIL");
        if (Refusal(await ReadMailAsync(), SmtpCause.Sender) is { } sender)
        {
            return sender;
        }

        await WriteAsync(letter.RcptCommand(), "RCPT");
        if (Refusal(await ReadAsync("RCPT"), SmtpCause.Recipient) is { } recipient)
        {
            return recipient;
        }

        await WriteAsync("DATA\r\n", "DATA");
        var data = await channel.ReadAsync(options.DataTimeout, "DATA");
        return data.Code == 354 ? null : Refusal(data, SmtpCause.Content);
    }

    private string Envelope(SmtpLetter letter) =>
        letter.MailCommand(extensions) + letter.RcptCommand() + "DATA\r\n";

    /// <summary>Where a server that has given the connection up meanwhile says so.</summary>
    private async Task<SmtpReply> ReadMailAsync()
    {
        var reply = await ReadAsync("MAIL");
        return reply.IsClosing
            ? throw new SmtpBrokenException(SmtpCause.Unwelcome, "the server closes the connection", reply)
            : reply;
    }

    private async Task ReadResetAsync()
    {
        if (_needsReset)
        {
            var reply = await ReadAsync("RSET");
            if (reply.IsClosing)
            {
                throw new SmtpBrokenException(SmtpCause.Unwelcome, "the server closes the connection", reply);
            }

            if (!reply.IsPositive)
            {
                throw new SmtpBrokenException(SmtpCause.Protocol, "the server refused RSET", reply);
            }

            _needsReset = false;
        }
    }

    private async Task<SmtpReply> SendContentAsync(SmtpLetter letter, SmtpLetter? next)
    {
        try
        {
            var content = letter.Content;
            for (; content.Length > ChunkMax; content = content[ChunkMax..])
            {
                await channel.WriteAsync(content[..ChunkMax], options.WriteTimeout, "contents");
            }

            // Once the dot is on its way nothing is certain; as long as it is not, a closed connection says "not
            // taken".
            if (channel.IsClosed)
            {
                throw new SmtpBrokenException(SmtpCause.ConnectionLost, "the server closed the connection (contents)");
            }

            letter.IsComplete = true;
            await channel.WriteAsync(WithEnvelope(content, next), options.WriteTimeout, "end of contents");
        }
        catch (SmtpBrokenException broken) when (broken.Cause == SmtpCause.ConnectionLost)
        {
            return await LastWordAsync(broken);
        }

        var reply = await channel.ReadAsync(options.ContentTimeout, "end of contents");
        return reply.IsPositive || reply.IsNegative
            ? reply
            : throw new SmtpBrokenException(
                SmtpCause.Protocol, "the server answered the end of the contents as if more were to come");
    }

    private ReadOnlyMemory<byte> WithEnvelope(ReadOnlyMemory<byte> content, SmtpLetter? next)
    {
        if (next is null)
        {
            return content;
        }

        next.IsOffered = true;
        return (byte[])[.. content.Span, .. Encoding.UTF8.GetBytes(Envelope(next))];
    }

    /// <summary>
    /// A server that no longer takes contents has often said why before it closed. Only a refusal is believed.
    /// </summary>
    private async Task<SmtpReply> LastWordAsync(SmtpBrokenException broken)
    {
        IsOver = true;
        SmtpReply reply;
        try
        {
            reply = await channel.ReadAsync(options.QuitTimeout, "last answer");
        }
        catch (SmtpBrokenException)
        {
            throw broken;
        }

        return reply.IsNegative ? reply : throw broken;
    }

    private async Task WriteAsync(string text, string what) =>
        await channel.WriteAsync(Encoding.UTF8.GetBytes(text), options.WriteTimeout, what);

    private ValueTask<SmtpReply> ReadAsync(string what) => channel.ReadAsync(options.CommandTimeout, what);

    /// <summary>The first refusal counts: those behind it only follow from it.</summary>
    private (SmtpReply, SmtpCause)? Refusal(SmtpReply reply, SmtpCause cause, (SmtpReply, SmtpCause)? before = null)
    {
        IsOver |= reply.IsClosing;
        if (reply.IsNegative)
        {
            return before ?? (reply, cause);
        }

        return reply.IsPositive && cause != SmtpCause.Content
            ? before
            : throw new SmtpBrokenException(SmtpCause.Protocol, "the server's answers are out of step", reply);
    }

    /// <summary>
    /// A 5xx is for ever, unless it speaks of us and not of this e-mail: what is wrong with our sign-in or with the
    /// order of commands says nothing about a recipient.
    /// </summary>
    private SmtpOutcome Outcome((SmtpReply Reply, SmtpCause Cause) refusal)
    {
        var (reply, cause) = refusal;
        if (reply.Code is 502 or 503 or 530 or 534 or 535 or 538)
        {
            IsOver = true;
            return new SmtpOutcome.Deferred(
                reply.Code, reply.EnhancedCode, reply.Text,
                reply.Code < 530 ? SmtpCause.Protocol : SmtpCause.Authentication);
        }

        return reply.Code >= 500
            ? new SmtpOutcome.Rejected(reply.Code, reply.EnhancedCode, reply.Text, cause)
            : new SmtpOutcome.Deferred(
                reply.Code, reply.EnhancedCode, reply.Text, reply.IsClosing ? SmtpCause.Unwelcome : cause);
    }
}
