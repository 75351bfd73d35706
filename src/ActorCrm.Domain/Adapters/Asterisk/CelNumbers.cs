namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>Tells numbers from the dial plan's own words.</summary>
internal static class CelNumbers
{
    // From this many digits on a number is a telephone number, whatever prefix stands before it.
    private const int PhoneDigitsMin = 7;

    private static readonly string[] Special =
    [
        "s", "i", "t", "h", "o", "a", "e", "T", "talk", "failed", "fax", "start", "dial", "pickup", "hangup", "hang",
        "handler", "error", "timeout", "return", "init", "begin", "end", "pre", "post", "busy", "congestion",
    ];

    private static readonly string[] Hidden =
        ["anonymous", "unknown", "restricted", "private", "unavailable", "withheld", "asterisk"];

    /// <summary>True for what can be dialled as a number, feature codes included.</summary>
    public static bool IsNumber(string text) =>
        text.Any(char.IsAsciiDigit)
        && text.All(c => char.IsAsciiDigit(c) || c is '*' or '#' or '+' or '-' or '.' or ' ' or '(' or ')');

    /// <summary>True for an extension that somebody dialled: not one of the dial plan's own labels.</summary>
    public static bool IsDialled(string exten) =>
        IsNumber(exten)
        || (exten.Length > 1
            && !Special.Contains(exten, StringComparer.OrdinalIgnoreCase)
            && !exten.Contains('_', StringComparison.Ordinal)
            && exten.Any(char.IsAsciiLetter));

    public static bool IsPhone(string number) =>
        IsNumber(number) && number.Count(char.IsAsciiDigit) >= PhoneDigitsMin;

    public static bool IsHidden(string number) => Hidden.Contains(number, StringComparer.OrdinalIgnoreCase);

    /// <summary>True for codes such as <c>*97</c>: what the telephone system does itself.</summary>
    public static bool IsFeatureCode(string number) => IsNumber(number) && number[0] is '*' or '#' && !IsPhone(number);
}
