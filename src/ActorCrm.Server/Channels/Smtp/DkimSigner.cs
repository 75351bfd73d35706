using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// Signs e-mails with DKIM (RFC 6376): rsa-sha256, relaxed/relaxed, so that servers on the way may fold headers anew
/// and trim spaces. All headers are signed; those that readers see are listed once more than they are there, so that
/// nobody can add another.
/// </summary>
internal static class DkimSigner
{
    private const int SignatureALine = 72;

    /// <summary>Signed even when absent.</summary>
    private static readonly string[] Sealed = ["from", "to", "cc", "subject", "date", "reply-to"];

    /// <summary>
    /// The header <c>DKIM-Signature</c> for a whole message whose lines end in CRLF, to be put before it; with its line
    /// end.
    /// </summary>
    public static string Sign(ReadOnlySpan<byte> message, DkimKey key, DateTimeOffset at)
    {
        var end = message.IndexOf("\r\n\r\n"u8);
        var head = end < 0 ? message : message[..(end + 2)];
        var body = end < 0 ? default : message[(end + 4)..];

        // Latin-1 keeps every byte as one character: headers with UTF-8 are signed as they are.
        var fields = Fields(Encoding.Latin1.GetString(head));
        var names = fields.Select(field => field.Name).Reverse().Concat(Sealed).ToList();
        var header = $"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={key.Domain};\r\n"
            + $" s={key.Selector}; t={at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)};\r\n"
            + $" h={Folded(names)};\r\n"
            + $" bh={Convert.ToBase64String(SHA256.HashData(Body(body)))};\r\n b=";

        var signed = new StringBuilder();
        foreach (var field in Enumerable.Reverse(fields))
        {
            signed.Append(field.Name).Append(':').Append(field.Value).Append("\r\n");
        }

        // The signature signs its own header too, as it is before the signature is put into it.
        signed.Append("dkim-signature:").Append(Relaxed(header["DKIM-Signature:".Length..]));
        var hash = SHA256.HashData(Encoding.Latin1.GetBytes(signed.ToString()));
        return header + Broken(Convert.ToBase64String(key.Sign(hash))) + "\r\n";
    }

    /// <summary>The canonical headers in their order (RFC 6376 §3.4.2).</summary>
    private static List<(string Name, string Value)> Fields(string head)
    {
        var fields = new List<(string, string)>();
        var unfolded = head.Replace("\r\n ", " ", StringComparison.Ordinal)
            .Replace("\r\n\t", " ", StringComparison.Ordinal);
        foreach (var line in unfolded.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            fields.Add((line[..colon].TrimEnd(' ', '\t').ToLowerInvariant(), Relaxed(line[(colon + 1)..])));
        }

        return fields;
    }

    /// <summary>A value without folds, with single spaces and none at its ends.</summary>
    private static string Relaxed(string value) => string.Join(' ', value
        .Replace("\r\n", "", StringComparison.Ordinal)
        .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The canonical body (RFC 6376 §3.4.4): single spaces, none at a line's end, no empty lines at the end.
    /// </summary>
    private static byte[] Body(ReadOnlySpan<byte> body)
    {
        var canonical = new byte[body.Length + 2];
        var (written, kept) = (0, 0);
        while (!body.IsEmpty)
        {
            var feed = body.IndexOf("\r\n"u8);
            var line = feed < 0 ? body : body[..feed];
            body = feed < 0 ? default : body[(feed + 2)..];
            var start = written;
            var space = false;
            foreach (var value in line)
            {
                if (value is (byte)' ' or (byte)'\t')
                {
                    space = true;
                    continue;
                }

                if (space)
                {
                    canonical[written++] = (byte)' ';
                    space = false;
                }

                canonical[written++] = value;
            }

            var isEmpty = written == start;
            canonical[written++] = (byte)'\r';
            canonical[written++] = (byte)'\n';
            kept = isEmpty ? kept : written;
        }

        return canonical[..kept];
    }

    private static string Folded(List<string> names)
    {
        var text = new StringBuilder();
        var column = " h=".Length;
        foreach (var (i, name) in names.Index())
        {
            if (column + name.Length + 2 > MimeLimits.FoldAt)
            {
                text.Append("\r\n ");
                column = 1;
            }

            text.Append(name).Append(i < names.Count - 1 ? ":" : "");
            column += name.Length + 1;
        }

        return text.ToString();
    }

    private static string Broken(string base64) =>
        string.Join("\r\n ", base64.Chunk(SignatureALine).Select(part => new string(part)));
}
