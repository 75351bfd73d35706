using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// An address as it goes over the wire: the domain in ASCII (RFC 3492), the part before the @ as it was given, in
/// quotes if it needs them (RFC 5321 §4.1.2, RFC 6531).
/// </summary>
internal sealed record EmailAddress
{
    /// <summary>Longest address, in bytes (RFC 5321 §4.5.3.1.3 without the angle brackets).</summary>
    public const int BytesMax = 254;

    /// <summary>Longest part before the @, in bytes.</summary>
    public const int LocalBytesMax = 64;

    private const string AtomMarks = "!#$%&'*+-/=?^_`{|}~";

    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    private readonly string _text;

    private EmailAddress(string local, string domain)
    {
        _text = $"{local}@{domain}";
        Domain = domain;
        IsAscii = Ascii.IsValid(local);
    }

    /// <summary>The domain in ASCII and lower case, or an address literal in brackets.</summary>
    public string Domain { get; }

    /// <summary>Whether every server can take it.</summary>
    public bool IsAscii { get; }

    /// <summary>Reads an address; null when it is none.</summary>
    public static EmailAddress? Parse(string text)
    {
        // A name of 254 bytes has no more characters than that; the rest is refused before it costs anything.
        if (text.Length is 0 or > BytesMax)
        {
            return null;
        }

        var at = text.LastIndexOf('@');
        if (at < 1 || LocalPart(text[..at]) is not { } local || DomainOf(text[(at + 1)..]) is not { } domain)
        {
            return null;
        }

        var address = new EmailAddress(local, domain);
        return Encoding.UTF8.GetByteCount(address._text) <= BytesMax ? address : null;
    }

    /// <summary>A domain in ASCII and lower case, or an address literal; null when it is neither.</summary>
    public static string? DomainOf(string text)
    {
        if (text.StartsWith('['))
        {
            return IsLiteral(text) ? text : null;
        }

        if (!Ascii.IsValid(text))
        {
            try
            {
                text = Idn.GetAscii(text.ToLowerInvariant());
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        return text.Length is >= 1 and <= 253 && text.Split('.').All(IsLabel) ? text.ToLowerInvariant() : null;
    }

    /// <summary>The address without angle brackets.</summary>
    public override string ToString() => _text;

    private static string? LocalPart(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > LocalBytesMax)
        {
            return null;
        }

        if (text.StartsWith('"'))
        {
            return IsQuoted(text) ? text : null;
        }

        var isAtoms = text.EnumerateRunes().All(rune => rune.Value == '.' || IsAtom(rune));
        if (!isAtoms)
        {
            return null;
        }

        // Two dots in a row, or one at an end, are no atoms; yet such addresses exist, and in quotes they are right.
        return text.Split('.').All(part => part.Length > 0) ? text : $"\"{text}\"";
    }

    private static bool IsQuoted(string text)
    {
        if (text.Length < 3 || !text.EndsWith('"'))
        {
            return false;
        }

        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] is < ' ' or > '~' or '"' || (text[i] == '\\' && (++i == text.Length - 1 || text[i] > '~')))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAtom(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || AtomMarks.Contains((char)rune.Value, StringComparison.Ordinal)
        : rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsLiteral(string text)
    {
        if (!text.EndsWith(']') || text.Contains('%', StringComparison.Ordinal))
        {
            return false;
        }

        var inner = text[1..^1];
        return inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)
            ? IPAddress.TryParse(inner["IPv6:".Length..], out var v6)
                && v6.AddressFamily == AddressFamily.InterNetworkV6
                && inner.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '.')
            : IPAddress.TryParse(inner, out var v4) && v4.ToString() == inner
                && v4.AddressFamily == AddressFamily.InterNetwork;
    }
}
