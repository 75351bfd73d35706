using System.Net;

namespace ActorCrm.Server.Outbound;

/// <summary>
/// Reads addresses that users give. Only what every program reads alike passes: an address that one part of the server
/// takes for a name and another for a number is how guards are got around.
/// </summary>
internal static class OutboundAddress
{
    /// <summary>Longest address, in characters.</summary>
    public const int LengthMax = 2_000;

    /// <summary>
    /// What is wrong with an address as far as its text tells; null when it may be tried. What its host resolves to is
    /// looked at when it is connected to.
    /// </summary>
    public static string? Fault(string? text, OutboundOptions options)
    {
        if (string.IsNullOrEmpty(text) || text.Length > LengthMax)
        {
            return $"The address must have 1 to {LengthMax} characters.";
        }

        if (text.Any(c => c <= ' ' || c == '\\' || char.IsControl(c))
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return "It is no address; write it as https://crm.example.com/hooks.";
        }

        return Fault(uri, options);
    }

    /// <summary>The same of an address that was read.</summary>
    public static string? Fault(Uri uri, OutboundOptions options)
    {
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
        {
            return "The address must begin with https:// or http://.";
        }

        if (uri.UserInfo.Length > 0 || RawAuthority(uri).Contains('@', StringComparison.Ordinal))
        {
            return "The address must not have a user or a password in it.";
        }

        if (uri.Host.Length == 0 || uri.Port is < 1 or > 65_535)
        {
            return "The address must name a host, and a port of 1 to 65535 if any.";
        }

        return HostFault(uri, options);
    }

    /// <summary>A host as it is compared: lower case, no brackets, no dot at its end.</summary>
    public static string NameOf(string host) => host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();

    private static string? HostFault(Uri uri, OutboundOptions options)
    {
        var written = RawHost(uri);
        if (uri.HostNameType == UriHostNameType.IPv6)
        {
            return written.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(uri.Host, out var v6)
                ? "The host is no public address."
                : NumberFault(v6, uri, options);
        }

        // The framework reads 2130706433, 0x7f.1 and 0177.0.0.1 as numbers, and full-width digits as digits. Only the
        // one canonical form passes as a number, and what ends like a number is no name.
        if (IPAddress.TryParse(uri.IdnHost, out var v4))
        {
            return v4.ToString() == written
                ? NumberFault(v4, uri, options)
                : "An IP address must be written as four decimal numbers.";
        }

        return EndsInNumber(NameOf(uri.IdnHost)) || EndsInNumber(NameOf(written))
            ? "An IP address must be written as four decimal numbers."
            : null;
    }

    private static string? NumberFault(IPAddress address, Uri uri, OutboundOptions options) =>
        PublicAddress.Is(address) || options.Allows(uri.Host) ? null : "The host is no public address.";

    private static bool EndsInNumber(string host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.Length > 0
            && (last.All(char.IsDigit) || last.StartsWith("0x", StringComparison.Ordinal));
    }

    /// <summary>The authority as it was written, before the framework made it canonical.</summary>
    private static string RawAuthority(Uri uri)
    {
        var text = uri.OriginalString;
        var start = text.IndexOf("//", StringComparison.Ordinal) + 2;
        if (start < 2)
        {
            return "";
        }

        var end = text.AsSpan(start).IndexOfAny('/', '?', '#');
        return end < 0 ? text[start..] : text.Substring(start, end);
    }

    private static string RawHost(Uri uri)
    {
        var authority = RawAuthority(uri);
        var at = authority.LastIndexOf('@') + 1;
        var colon = authority.LastIndexOf(':');
        return colon > authority.LastIndexOf(']') && colon >= at ? authority[at..colon] : authority[at..];
    }
}
