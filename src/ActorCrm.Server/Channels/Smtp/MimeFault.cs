using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>What must not be written. Texts name the part, never what it holds.</summary>
internal static class MimeFault
{
    /// <summary>Headers that the writer or the mail servers write; a second one could change what is seen.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Message-ID", "MIME-Version",
        "Received", "Return-Path", "DKIM-Signature", "Authentication-Results",
    };

    /// <summary>What is wrong with a message; null when it can be written.</summary>
    public static string? Of(SmtpMessage message)
    {
        if (message.EnvelopeFrom.Length > 0 && EmailAddress.Parse(message.EnvelopeFrom) is null)
        {
            return "The envelope's sender is no e-mail address.";
        }

        if (EmailAddress.Parse(message.Recipient) is null)
        {
            return "The recipient is no e-mail address.";
        }

        return OfMailbox(message.From, "The sender")
            ?? OfMailbox(message.To, "The addressee")
            ?? (message.ReplyTo is { } replyTo ? OfMailbox(replyTo, "The address for answers") : null)
            ?? OfLine(message.Subject, MimeLimits.SubjectMax, "The subject")
            ?? OfMessageId(message.MessageId)
            ?? OfHeaders(message.Headers)
            ?? OfBody(message.Text, "The text")
            ?? (message.Html is { } html ? OfBody(html, "The HTML") : null);
    }

    /// <summary>A message id without angle brackets.</summary>
    public static string BareId(string messageId) =>
        messageId.StartsWith('<') && messageId.EndsWith('>') ? messageId[1..^1] : messageId;

    private static string? OfMailbox(Mailbox mailbox, string part) =>
        EmailAddress.Parse(mailbox.Address) is null
            ? $"{part} has no e-mail address."
            : OfLine(mailbox.Name ?? "", MimeLimits.NameMax, $"{part}'s name");

    /// <summary>A tab is written as a space; all other control characters are refused.</summary>
    private static string? OfLine(string text, int max, string part)
    {
        if (text.Length > max)
        {
            return $"{part} is longer than {max} characters.";
        }

        return text.Any(c => char.IsControl(c) && c != '\t') || !IsWellFormed(text)
            ? $"{part} holds line breaks, control characters or halves of characters."
            : null;
    }

    private static string? OfMessageId(string messageId)
    {
        var bare = BareId(messageId);
        var at = bare.IndexOf('@', StringComparison.Ordinal);
        return bare.Length <= MimeLimits.MessageIdMax && at > 0 && IsId(bare[..at]) && IsId(bare[(at + 1)..])
            ? null
            : "The message id must be id@domain in ASCII letters, digits and the marks of addresses.";
    }

    private static bool IsId(string part) => part.Split('.').All(atom =>
        atom.Length > 0 && atom.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c)));

    private static string? OfHeaders(IReadOnlyList<MailHeader> headers)
    {
        if (headers.Count > MimeLimits.HeadersMax)
        {
            return $"There are more than {MimeLimits.HeadersMax} headers.";
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if (name.Length is 0 or > 60 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                return "A header's name must have 1 to 60 ASCII letters, digits and hyphens.";
            }

            if (Reserved.Contains(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("Resent-", StringComparison.OrdinalIgnoreCase) || !names.Add(name))
            {
                return $"The header {name} is given twice, or is written by the server itself.";
            }

            if (OfHeader(value) is { } fault)
            {
                return $"The header {name} {fault}";
            }
        }

        return null;
    }

    private static string? OfHeader(string value)
    {
        if (value.Length is 0 or > MimeLimits.HeaderMax || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return $"must have 1 to {MimeLimits.HeaderMax} printable ASCII characters.";
        }

        // Room for the name, which shares the line with the first token.
        return value.Split(' ').All(token => token.Length is > 0 and <= MimeLimits.LineMax - 70)
            ? null
            : $"has two spaces in a row, one at an end, or a part longer than {MimeLimits.LineMax - 70} characters.";
    }

    private static string? OfBody(string body, string part)
    {
        if (body.Length > MimeLimits.BodyMax)
        {
            return $"{part} is longer than {MimeLimits.BodyMax} characters.";
        }

        return body.Contains('\0', StringComparison.Ordinal) || !IsWellFormed(body)
            ? $"{part} holds NUL or halves of characters."
            : null;
    }

    /// <summary>Whether all surrogates come in pairs.</summary>
    private static bool IsWellFormed(string text)
    {
        for (var rest = text.AsSpan(); ;)
        {
            var found = rest.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (found < 0)
            {
                return true;
            }

            if (Rune.DecodeFromUtf16(rest[found..], out _, out var used) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[(found + used)..];
        }
    }
}
