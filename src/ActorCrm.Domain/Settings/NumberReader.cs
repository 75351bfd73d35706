namespace ActorCrm.Domain.Settings;

/// <summary>Turns what a telephone system or a person writes into E.164 (CS-08).</summary>
internal static class NumberReader
{
    /// <summary>The number as <c>+</c> and digits; null for an extension, a SIP account or any other text.</summary>
    public static string? Read(string? text, string defaultRegion)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        var rest = text.Count(c => !char.IsAsciiDigit(c) && c is not (' ' or '-' or '(' or ')' or '+'));
        if (rest > 0 || digits.Length < 7)
        {
            return null;
        }

        return text.TrimStart().StartsWith('+') || digits.Length > 9 ? "+" + digits : "+48" + digits;
    }
}
