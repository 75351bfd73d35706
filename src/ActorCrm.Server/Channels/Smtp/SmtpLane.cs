using System.Threading.Channels;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// One of the pool's places for a connection: takes e-mails that wait, one behind the other, over a connection that it
/// replaces when needed. It ends when nothing was to do for a while.
/// </summary>
internal sealed class SmtpLane(
    ChannelReader<SmtpLetter> queue,
    Func<CancellationToken, Task<SmtpSession>> open,
    Func<Task<bool>> wait,
    SmtpOptions options,
    CancellationToken abort)
{
    private SmtpSession? _session;

    /// <summary>Runs until the pool is closed or nothing came for <see cref="SmtpOptions.IdleMax"/>.</summary>
    public async Task RunAsync()
    {
        do
        {
            while (queue.TryRead(out var letter))
            {
                for (var next = letter; next is not null;)
                {
                    next = await CarryAsync(next);
                }
            }
        }
        while (await wait());

        await LeaveAsync();
    }

    /// <summary>Brings an e-mail to its end; returns the one to go on with, if any.</summary>
    private async Task<SmtpLetter?> CarryAsync(SmtpLetter letter)
    {
        SmtpLetter? next = null;
        try
        {
            if (!letter.IsOffered && letter.Outcome.IsCompleted)
            {
                return null;
            }

            var session = letter.IsOffered ? _session! : await ReadyAsync();
            if (!letter.IsOffered && Misfit(letter, session.Extensions) is { } misfit)
            {
                letter.Finish(misfit);
                return null;
            }

            if (await session.OfferAsync(letter) is { } refused)
            {
                return End(letter, refused);
            }

            if (!letter.TryStart())
            {
                // Its caller gave up, and the server waits for contents: only closing the connection gives it none.
                Drop();
                return null;
            }

            next = Follower(session);
            letter.Finish(await session.DeliverAsync(letter, next));
            return session.IsOver ? Again(next) : next;
        }
        catch (SmtpBrokenException broken)
        {
            return Broken(letter, next, broken);
        }
        catch (Exception fault)
        {
            // A fault of ours must not leave a caller waiting.
            Drop();
            letter.Fail(fault);
            next?.Fail(fault);
            return null;
        }
    }

    private async Task<SmtpSession> ReadyAsync()
    {
        if (_session is { IsStale: true })
        {
            Drop();
        }
        else if (_session?.Transactions >= options.MessagesPerConnectionMax)
        {
            await LeaveAsync();
        }

        return _session ??= await open(abort);
    }

    /// <summary>What can be known before anything is sent.</summary>
    private static SmtpOutcome.Rejected? Misfit(SmtpLetter letter, SmtpExtensions extensions)
    {
        if (letter.NeedsSmtpUtf8 && !extensions.SmtpUtf8)
        {
            return new SmtpOutcome.Rejected(
                553, "5.6.7", "smtpUtf8Missing: an address needs SMTPUTF8, which the server does not offer",
                SmtpCause.SmtpUtf8Missing);
        }

        return extensions.SizeMax is { } max && letter.Size > max
            ? new SmtpOutcome.Rejected(
                552, "5.3.4", $"tooLarge: the e-mail has {letter.Size} bytes, the server takes {max}",
                SmtpCause.TooLarge)
            : null;
    }

    /// <summary>The e-mail whose envelope goes right behind the present one's contents.</summary>
    private SmtpLetter? Follower(SmtpSession session)
    {
        if (!session.Extensions.Pipelining || session.Transactions + 1 >= options.MessagesPerConnectionMax)
        {
            return null;
        }

        while (queue.TryRead(out var next))
        {
            if (next.Outcome.IsCompleted)
            {
                continue;
            }

            if (Misfit(next, session.Extensions) is not { } misfit)
            {
                return next;
            }

            next.Finish(misfit);
        }

        return null;
    }

    private SmtpLetter? End(SmtpLetter letter, SmtpOutcome outcome)
    {
        letter.Finish(outcome);
        if (_session is { IsOver: true })
        {
            Drop();
        }

        return null;
    }

    /// <summary>Offers it over another connection, unless it had that too often.</summary>
    private SmtpLetter? Again(SmtpLetter? letter)
    {
        Drop();
        if (letter is null || letter.Replacements < options.ReplacementsMax)
        {
            letter?.Withdraw();
            return letter;
        }

        letter.Finish(new SmtpOutcome.Deferred(
            null, null, "the server closed one connection after another", SmtpCause.ConnectionLost));
        return null;
    }

    /// <summary>
    /// The connection broke. What of the e-mail had been sent decides: all of it, and the server may have it; some of
    /// its contents, and it was not taken; none, and it may go over another connection if only this one was given up.
    /// </summary>
    private SmtpLetter? Broken(SmtpLetter letter, SmtpLetter? next, SmtpBrokenException broken)
    {
        var wasUsed = _session is { Transactions: > 0 };
        var cause = letter.Stop.IsCancellationRequested ? SmtpCause.Cancelled
            : abort.IsCancellationRequested ? SmtpCause.Closing
            : broken.Cause;
        if (letter.IsComplete)
        {
            letter.Finish(new SmtpOutcome.Unknown(broken.Message, cause));
            return Again(next);
        }

        var isGivenUp = wasUsed && (cause is SmtpCause.ConnectionLost or SmtpCause.Unwelcome);
        if (!letter.IsStarted && isGivenUp && !letter.Outcome.IsCompleted)
        {
            return Again(letter);
        }

        letter.Finish(broken.Deferred() with { Cause = cause });
        return Again(next);
    }

    private void Drop()
    {
        _session?.Dispose();
        _session = null;
    }

    private async Task LeaveAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.QuitAsync();
        }
    }
}
