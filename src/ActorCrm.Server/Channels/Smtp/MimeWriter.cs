using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// Writes e-mails (RFC 5322, RFC 2045, RFC 2047): multipart/alternative when there is HTML, otherwise plain text. All
/// of it is ASCII except addresses that need SMTPUTF8. The same message gives the same bytes, always.
/// </summary>
internal static class MimeWriter
{
    /// <summary>What is wrong with a message; null when it can be written.</summary>
    public static string? Fault(SmtpMessage message) => MimeFault.Of(message);

    /// <summary>
    /// Writes a message. Throws <see cref="ArgumentException"/> when <see cref="Fault"/> finds something in it.
    /// </summary>
    public static byte[] Write(SmtpMessage message)
    {
        if (Fault(message) is { } fault)
        {
            throw new ArgumentException(fault, nameof(message));
        }

        var id = MimeFault.BareId(message.MessageId);
        var bytes = new ArrayBufferWriter<byte>(4_096);
        Append(bytes, Headers(message, id));
        if (message.Html is { } html)
        {
            // No encoded body has "=_" in it, so none can hold the boundary.
            var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(id)))[..32];
            Append(bytes, $"Content-Type: multipart/alternative;\r\n boundary=\"{boundary}\"\r\n\r\n");
            Append(bytes, $"--{boundary}\r\n");
            AppendBody(bytes, "text/plain", message.Text);
            Append(bytes, $"\r\n--{boundary}\r\n");
            AppendBody(bytes, "text/html", html);
            Append(bytes, $"\r\n--{boundary}--\r\n");
        }
        else
        {
            AppendBody(bytes, "text/plain", message.Text);
        }

        return message.Dkim is { } key ? Signed(bytes.WrittenSpan, key, message.Date) : bytes.WrittenSpan.ToArray();
    }

    private static string Headers(SmtpMessage message, string id)
    {
        var headers = new HeaderWriter();
        headers.Tokens("Date", MailDate(message.Date));
        Mailbox(headers, "From", message.From);
        if (message.ReplyTo is { } replyTo)
        {
            Mailbox(headers, "Reply-To", replyTo);
        }

        Mailbox(headers, "To", message.To);
        headers.Text("Subject", message.Subject.Replace('\t', ' '));
        headers.Tokens("Message-ID", $"<{id}>");
        foreach (var (name, value) in message.Headers)
        {
            headers.Tokens(name, value);
        }

        headers.Tokens("MIME-Version", "1.0");
        return headers.ToString();
    }

    private static void Mailbox(HeaderWriter headers, string name, Mailbox mailbox) =>
        headers.Mailbox(name, EmailAddress.Parse(mailbox.Address)!, mailbox.Name?.Replace('\t', ' '));

    /// <summary>As RFC 5322 §3.3 has it: <c>Mon, 04 May 2026 09:30:00 +0200</c>.</summary>
    private static string MailDate(DateTimeOffset date) =>
        date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture)
        + date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    private static void AppendBody(ArrayBufferWriter<byte> bytes, string type, string text)
    {
        var body = BodyEncoding.Lines(text);
        var quoted = BodyEncoding.IsQuotedPrintableShorter(body);
        Append(bytes, $"Content-Type: {type}; charset=utf-8\r\n");
        Append(bytes, $"Content-Transfer-Encoding: {(quoted ? "quoted-printable" : "base64")}\r\n\r\n");
        if (quoted)
        {
            BodyEncoding.QuotedPrintable(body, bytes);
        }
        else
        {
            BodyEncoding.Base64(body, bytes);
        }
    }

    private static byte[] Signed(ReadOnlySpan<byte> message, DkimKey key, DateTimeOffset date) =>
        [.. Encoding.ASCII.GetBytes(DkimSigner.Sign(message, key, date)), .. message];

    private static void Append(ArrayBufferWriter<byte> bytes, string text) =>
        Encoding.UTF8.GetBytes(text, bytes);
}
