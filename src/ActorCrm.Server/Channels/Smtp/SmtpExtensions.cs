using System.Globalization;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>What a server offers in its answer to EHLO.</summary>
/// <param name="StartTls">STARTTLS (RFC 3207).</param>
/// <param name="Pipelining">Commands may be sent without waiting for answers (RFC 2920).</param>
/// <param name="EightBitMime">Contents may have bytes above 127 (RFC 6152).</param>
/// <param name="SmtpUtf8">Addresses may too (RFC 6531).</param>
/// <param name="Size">Whether MAIL may tell the size (RFC 1870).</param>
/// <param name="SizeMax">Largest e-mail that is taken, in bytes; null when the server does not say.</param>
/// <param name="Mechanisms">How a user may be authenticated, in upper case (RFC 4954).</param>
internal sealed record SmtpExtensions(
    bool StartTls,
    bool Pipelining,
    bool EightBitMime,
    bool SmtpUtf8,
    bool Size,
    long? SizeMax,
    IReadOnlySet<string> Mechanisms)
{
    /// <summary>Of a server that answers to HELO only.</summary>
    public static readonly SmtpExtensions None = new(false, false, false, false, false, null, new HashSet<string>());

    /// <summary>Reads the answer to EHLO; its first line is the server's name.</summary>
    public static SmtpExtensions Read(SmtpReply reply)
    {
        var found = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in reply.Lines.Skip(1))
        {
            // "AUTH=PLAIN LOGIN" is how old servers write it.
            var words = line.Replace('=', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                found[words[0]] = [.. found.GetValueOrDefault(words[0], []), .. words[1..]];
            }
        }

        return new SmtpExtensions(
            found.ContainsKey("STARTTLS"),
            found.ContainsKey("PIPELINING"),
            found.ContainsKey("8BITMIME"),
            found.ContainsKey("SMTPUTF8") && found.ContainsKey("8BITMIME"),
            found.ContainsKey("SIZE"),
            SizeLimit(found.GetValueOrDefault("SIZE", [])),
            found.GetValueOrDefault("AUTH", []).Select(name => name.ToUpperInvariant()).ToHashSet());
    }

    /// <summary>Nought, or nothing, means that there is no fixed limit.</summary>
    private static long? SizeLimit(string[] words) =>
        words.Length > 0 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var max)
            && max > 0 ? max : null;
}
