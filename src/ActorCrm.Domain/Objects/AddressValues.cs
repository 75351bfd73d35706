using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorCrm.Domain.Objects;

/// <summary>Values that people and pages are reached under: telephone numbers, e-mail and web addresses.</summary>
internal static class AddressValues
{
    // Not in any address, but some readers of one make sense of them.
    private static readonly SearchValues<char> NotInUrl = SearchValues.Create("\"<>\\^`{|}");

    /// <summary>A telephone number as E.164.</summary>
    public static FieldValue ReadPhone(string text, Func<string, string?> readNumber)
    {
        if (text.Length > FieldLimits.PhoneLengthMax)
        {
            return FieldValue.TooLong($"A telephone number has at most {FieldLimits.PhoneLengthMax} characters.");
        }

        return readNumber(text) is { } number
            ? FieldValue.Of(JsonValue.Create(number))
            : FieldValue.Mismatch("It is a telephone number, such as +48 601 234 567.");
    }

    /// <summary>
    /// An e-mail address as people write it, not as RFC 5322 would allow: no quotes, no comments, a domain by name.
    /// Letters of any script may be in it (RFC 6531).
    /// </summary>
    public static FieldValue ReadEmail(FieldDefinition field, string text)
    {
        var at = text.IndexOf('@');
        var fits = at > 0 && at == text.LastIndexOf('@') && IsLocalPart(text[..at]) && IsDomain(text[(at + 1)..]);
        if (!fits)
        {
            return FieldValue.Mismatch("It is an e-mail address, such as anna@example.com.");
        }

        return at <= FieldLimits.EmailLocalLengthMax
            ? TextValues.Fitting(text, TextValues.LengthMax(field, FieldLimits.EmailLengthMax))
            : FieldValue.TooLong(
                $"An e-mail address has at most {FieldLimits.EmailLocalLengthMax} characters before its @.");
    }

    /// <summary>
    /// An absolute address of the web. One with a user's name in front of the host is refused: it is read as if the
    /// name were the host.
    /// </summary>
    public static FieldValue ReadUrl(FieldDefinition field, string text)
    {
        var isWeb = !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
            && !text.AsSpan().ContainsAny(NotInUrl)
            && (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Host.Length > 0 && uri.UserInfo.Length == 0;
        return isWeb
            ? TextValues.Fitting(text, TextValues.LengthMax(field, FieldLimits.UrlLengthMax))
            : FieldValue.Mismatch("It is an http or https address without a user's name: https://example.com/.");
    }

    private static bool IsLocalPart(string text) =>
        text[0] != '.' && text[^1] != '.' && !text.Contains("..", StringComparison.Ordinal)
        && text.EnumerateRunes().All(rune =>
            IsWordRune(rune) || (rune.IsAscii && "!#$%&'*+-/=?^_`{|}~.".Contains((char)rune.Value)));

    private static bool IsDomain(string text) => text.Split('.') is { Length: >= 2 } labels
        && labels.All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
            && label.EnumerateRunes().All(rune => IsWordRune(rune) || rune.Value == '-'));

    // Marks belong to the letters before them: many scripts do not write a word without.
    private static bool IsWordRune(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
