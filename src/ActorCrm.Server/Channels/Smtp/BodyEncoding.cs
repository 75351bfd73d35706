using System.Buffers;
using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// Bodies as ASCII in lines of at most 76 (RFC 2045 §6): quoted-printable, or base64 where that is shorter. Mail
/// servers need no extension for them and have no reason to change them, which would break a signature.
/// </summary>
internal static class BodyEncoding
{
    private const int Base64BytesALine = MimeLimits.FoldAt / 4 * 3;

    /// <summary>UTF-8 with CRLF at the end of each line, whatever line ends the text has, and of the last.</summary>
    public static byte[] Lines(string text)
    {
        var lines = new StringBuilder(text.Length + (text.Length / 32) + 2);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny('\r', '\n');
            if (end < 0)
            {
                lines.Append(rest);
                break;
            }

            lines.Append(rest[..end]).Append("\r\n");
            rest = rest[(end + (rest[end..].StartsWith("\r\n", StringComparison.Ordinal) ? 2 : 1))..];
        }

        if (lines.Length < 2 || lines[^1] != '\n')
        {
            lines.Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    /// <summary>
    /// Whether quoted-printable is shorter: two more bytes for each that is not plain, against a third.
    /// </summary>
    public static bool IsQuotedPrintableShorter(ReadOnlySpan<byte> body)
    {
        var escaped = 0;
        foreach (var value in body)
        {
            escaped += IsPlain(value) || value is (byte)'\r' or (byte)'\n' or (byte)' ' ? 0 : 1;
        }

        return escaped * 2L <= body.Length / 3;
    }

    /// <summary>Writes quoted-printable. The body's line ends are CRLF.</summary>
    public static void QuotedPrintable(ReadOnlySpan<byte> body, IBufferWriter<byte> target)
    {
        // A byte becomes three at most, and a soft break comes at most once in 73.
        var line = target.GetSpan((body.Length * 3) + (body.Length / 8) + 16);
        var (written, column) = (0, 0);
        for (var i = 0; i < body.Length; i++)
        {
            var value = body[i];
            if (value == '\r' && body[i..].StartsWith("\r\n"u8))
            {
                "\r\n"u8.CopyTo(line[written..]);
                (written, column, i) = (written + 2, 0, i + 1);
                continue;
            }

            if (column + 3 > MimeLimits.FoldAt - 1)
            {
                "=\r\n"u8.CopyTo(line[written..]);
                (written, column) = (written + 3, 0);
            }

            if (IsLiteral(body[i..], column))
            {
                line[written++] = value;
                column++;
            }
            else
            {
                line[written++] = (byte)'=';
                line[written++] = Hex(value >> 4);
                line[written++] = Hex(value & 15);
                column += 3;
            }
        }

        target.Advance(written);
    }

    /// <summary>Writes base64 in lines, the last with its end.</summary>
    public static void Base64(ReadOnlySpan<byte> body, IBufferWriter<byte> target)
    {
        for (; !body.IsEmpty; body = body[Math.Min(Base64BytesALine, body.Length)..])
        {
            var line = target.GetSpan(MimeLimits.FoldAt + 2);
            _ = System.Buffers.Text.Base64.EncodeToUtf8(
                body[..Math.Min(Base64BytesALine, body.Length)], line, out _, out var written);
            "\r\n"u8.CopyTo(line[written..]);
            target.Advance(written + 2);
        }
    }

    /// <summary>
    /// Spaces must not end a line. A line that begins with "From " is escaped because mailbox files change it.
    /// </summary>
    private static bool IsLiteral(ReadOnlySpan<byte> rest, int column) => rest[0] switch
    {
        (byte)' ' or (byte)'\t' => rest.Length > 1 && rest[1] is not ((byte)'\r' or (byte)'\n'),
        (byte)'F' => column > 0 || !rest.StartsWith("From "u8),
        _ => IsPlain(rest[0]),
    };

    private static bool IsPlain(byte value) => value is >= 33 and <= 126 and not (byte)'=';

    private static byte Hex(int digit) => (byte)"0123456789ABCDEF"[digit];
}
