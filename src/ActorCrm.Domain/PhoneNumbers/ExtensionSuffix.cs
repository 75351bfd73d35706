using System.Buffers;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// The extension that people write after a number: <c>ext. 12</c>, <c>x12</c>, <c>доб. 12</c>, <c>,,12</c>,
/// <c>;ext=12</c>, <c>- 12#</c>. It is read from its end: digits, what may stand before them, a label.
/// </summary>
internal static class ExtensionSuffix
{
    // The vaguer the label, the fewer digits may follow it: "x" is also how a hidden digit is written.
    private const int DigitsAfterExplicitLabelMax = 20;
    private const int DigitsAfterAutoDialMax = 15;
    private const int DigitsAfterVagueLabelMax = 9;
    private const int DigitsBeforeHashMax = 6;

    private const string UriParameter = ";ext=";

    private static readonly SearchValues<char> Separators = SearchValues.Create(" \u00A0\t,");
    private static readonly SearchValues<char> SeparatorsButComma = SearchValues.Create(" \u00A0\t");
    private static readonly SearchValues<char> AfterLabel = SearchValues.Create(" \u00A0\t,-");
    private static readonly SearchValues<char> BeforeHash = SearchValues.Create(" -");

    /// <summary>A label comes before those that end as it does.</summary>
    private static readonly string[] ExplicitLabels =
    [
        "extensio\u0301n", "extensio\u0301", "extensi\u00F3n", "extensi\u00F3", "extension", "extensio",
        "xtensio\u0301n", "xtensio\u0301", "xtensi\u00F3n", "xtensi\u00F3", "xtension", "xtensio",
        "extn", "xtn", "ext", "xt", "\uFF45\uFF58\uFF54\uFF4E", "\uFF58\uFF54\uFF4E", "\uFF45\uFF58\uFF54",
        "\uFF58\uFF54", "\u0434\u043E\u0431", "anexo",
    ];

    private static readonly string[] VagueLabels =
        ["x", "\uFF58", "#", "\uFF03", "~", "\uFF5E", "int", "\uFF49\uFF4E\uFF54"];

    /// <summary>Labels that are also punctuation inside a number.</summary>
    public static SearchValues<char> TildeLabels { get; } = SearchValues.Create("~\uFF5E");

    /// <summary>Looks for an extension at the end of <paramref name="text"/>.</summary>
    /// <param name="text">A number and possibly its extension.</param>
    /// <param name="start">Where the extension begins, with the spaces before its label.</param>
    /// <param name="digitsAt">Where its digits begin.</param>
    public static bool Find(ReadOnlySpan<char> text, out int start, out int digitsAt)
    {
        var hasHash = text.EndsWith('#');
        var end = hasHash ? text.Length - 1 : text.Length;
        digitsAt = end;
        while (digitsAt > 0 && WrittenNumber.DigitValue(text[digitsAt - 1]) >= 0)
        {
            digitsAt--;
        }

        start = text.Length;
        var before = text[..digitsAt];
        var digits = end - digitsAt;
        if (digits is 0 or > DigitsAfterExplicitLabelMax)
        {
            return false;
        }

        if (!hasHash && before.EndsWith(UriParameter, StringComparison.OrdinalIgnoreCase))
        {
            start = digitsAt - UriParameter.Length;
        }

        if (hasHash && digits <= DigitsBeforeHashMax)
        {
            var dashAt = TrimmedLength(before, BeforeHash);
            start = dashAt < digitsAt ? Math.Min(start, dashAt) : start;
        }

        var labelEnd = TrimmedLength(before, AfterLabel);
        var gap = before[labelEnd..];
        if (labelEnd > 0 && before[labelEnd - 1] is ':' or '.' or '\uFF0E')
        {
            labelEnd--;
        }

        start = Math.Min(start, LabelStart(before[..labelEnd], digits, text.Length));
        start = Math.Min(start, CommaStart(before[..labelEnd], before, gap, digits, text.Length));
        return start < text.Length;
    }

    private static int LabelStart(ReadOnlySpan<char> text, int digits, int none)
    {
        foreach (var label in ExplicitLabels)
        {
            if (text.EndsWith(label, StringComparison.OrdinalIgnoreCase))
            {
                return TrimmedLength(text[..^label.Length], Separators);
            }
        }

        if (digits <= DigitsAfterVagueLabelMax)
        {
            foreach (var label in VagueLabels)
            {
                if (text.EndsWith(label, StringComparison.OrdinalIgnoreCase))
                {
                    return TrimmedLength(text[..^label.Length], Separators);
                }
            }
        }

        return digits <= DigitsAfterAutoDialMax && text.EndsWith(';')
            ? TrimmedLength(text[..^1], SeparatorsButComma)
            : none;
    }

    /// <summary>
    /// A comma is a pause in dialling. One is enough for a short extension, two together announce a longer one.
    /// </summary>
    private static int CommaStart(
        ReadOnlySpan<char> beforeDot, ReadOnlySpan<char> before, ReadOnlySpan<char> gap, int digits, int none)
    {
        if (digits > DigitsAfterAutoDialMax)
        {
            return none;
        }

        var pause = digits <= DigitsAfterVagueLabelMax ? "," : ",,";

        // "1,.23": the pause may stand before a full stop, as a label does.
        if (beforeDot.EndsWith(pause))
        {
            return TrimmedLength(beforeDot.TrimEnd(','), SeparatorsButComma);
        }

        var pauseAt = gap.IndexOf(pause);
        return pauseAt < 0 ? none : TrimmedLength(before[..(before.Length - gap.Length + pauseAt)], SeparatorsButComma);
    }

    private static int TrimmedLength(ReadOnlySpan<char> text, SearchValues<char> characters) =>
        text.LastIndexOfAnyExcept(characters) + 1;
}
