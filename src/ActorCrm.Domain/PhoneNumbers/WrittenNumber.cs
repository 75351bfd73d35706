using System.Buffers;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// Finds the number in a text that a person or a telephone system wrote, and reduces it to its digits.
/// </summary>
/// <remarks>
/// What stands before the first digit or plus is dropped, and so is what follows the last digit; an extension is
/// dropped too. What is left must consist of digits and of punctuation that people put between digits: a letter
/// inside means that the text is not a number.
/// </remarks>
internal static class WrittenNumber
{
    /// <summary>Longer texts are refused unread. In UTF-16 units; the limit of libphonenumber.</summary>
    public const int TextLengthMax = 250;

    private const int DigitsMin = 2;
    private const int DigitsWithPunctuationMin = 3;
    private const string AsciiDigits = "0123456789";
    private const string FullWidthDigits = "\uFF10\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17\uFF18\uFF19";
    private const string ArabicDigits = "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669";
    private const string PersianDigits = "\u06F0\u06F1\u06F2\u06F3\u06F4\u06F5\u06F6\u06F7\u06F8\u06F9";
    private const string Digits = AsciiDigits + FullWidthDigits + ArabicDigits + PersianDigits;
    private const string Pluses = "+\uFF0B";
    private const string Dashes = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30FC\uFF0D";
    private const string SlashesAndDots = "/\uFF0F.\uFF0E";
    private const string Spaces = " \u00A0\u00AD\u200B\u2060\u3000";
    private const string Brackets = "()\uFF08\uFF09[]\uFF3B\uFF3D";
    private const string Tildes = "~\u2053\u223C\uFF5E";

    private const string TelScheme = "tel:";
    private const string ContextParameter = ";phone-context=";
    private const string SubaddressParameter = ";isub=";

    private static readonly SearchValues<char> Starts = SearchValues.Create(Pluses + Digits);
    private static readonly SearchValues<char> Ends = SearchValues.Create(Digits + "#");
    private static readonly SearchValues<char> AllDigits = SearchValues.Create(Digits);
    private static readonly SearchValues<char> ContextCharacters = SearchValues.Create("-.()" + Digits);

    private static readonly SearchValues<char> Body =
        SearchValues.Create(Digits + Dashes + SlashesAndDots + Spaces + Brackets + Tildes);

    /// <summary>Reads <paramref name="text"/>, at most <see cref="TextLengthMax"/> long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="digits">Receives the ASCII digits; as long as the text at least.</param>
    /// <param name="count">How many digits there are.</param>
    /// <param name="isInternational">True when a plus stands before the digits.</param>
    /// <returns>
    /// <see cref="PhoneNumberStatus.Valid"/> when there are digits to look at, otherwise why the text is not a number.
    /// </returns>
    public static PhoneNumberStatus Read(
        ReadOnlySpan<char> text, Span<char> digits, out int count, out bool isInternational)
    {
        Span<char> joined = stackalloc char[TextLengthMax];
        count = 0;
        isInternational = false;
        var number = Extract(text, joined);
        if (number.IsEmpty)
        {
            return PhoneNumberStatus.NotANumber;
        }

        isInternational = Pluses.Contains(number[0]);
        if (isInternational)
        {
            number = number[1..];
        }

        var bodyLength = number.IndexOfAnyExcept(Body);
        if (bodyLength >= 0)
        {
            return ReadBeforeExtension(number, bodyLength, digits, out count);
        }

        count = Normalize(number, digits);
        if (count < DigitsWithPunctuationMin)
        {
            // "12" can be a number, "+12" and "1-2" are the beginning of one.
            var isBare = !isInternational && number.Length == DigitsMin && count == DigitsMin;
            return isBare ? PhoneNumberStatus.Valid : PhoneNumberStatus.TooShort;
        }

        // Without a letter only a tilde can announce an extension: nearly always the search is spared.
        if (number.ContainsAny(ExtensionSuffix.TildeLabels) && ExtensionSuffix.Find(number, out _, out var digitsAt))
        {
            count = Normalize(number[..digitsAt], digits);
        }

        return PhoneNumberStatus.Valid;
    }

    /// <summary>What follows the body is no part of a number: it must be an extension, up to the end.</summary>
    private static PhoneNumberStatus ReadBeforeExtension(
        ReadOnlySpan<char> number, int bodyLength, Span<char> digits, out int count)
    {
        count = 0;
        if (!ExtensionSuffix.Find(number, out var start, out var digitsAt) || start > bodyLength)
        {
            return PhoneNumberStatus.NotANumber;
        }

        count = Normalize(number[..digitsAt], digits);
        return count < DigitsWithPunctuationMin ? PhoneNumberStatus.NotANumber : PhoneNumberStatus.Valid;
    }

    /// <summary>The value of a decimal digit of any script that telephones show; -1 for anything else.</summary>
    public static int DigitValue(char character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= '\uFF10' and <= '\uFF19' => character - '\uFF10',
        >= '\u0660' and <= '\u0669' => character - '\u0660',
        >= '\u06F0' and <= '\u06F9' => character - '\u06F0',
        _ => -1,
    };

    private static ReadOnlySpan<char> Extract(ReadOnlySpan<char> text, Span<char> joined)
    {
        ReadOnlySpan<char> number;
        var contextAt = text.IndexOf(ContextParameter);
        if (contextAt >= 0)
        {
            number = JoinContext(text, contextAt, joined);
        }
        else
        {
            var start = text.IndexOfAny(Starts);
            if (start < 0)
            {
                return [];
            }

            number = text[start..];
            number = number[..(number.LastIndexOfAny(Ends) + 1)];
        }

        var subaddressAt = number.IndexOf(SubaddressParameter);
        return subaddressAt > 0 ? number[..subaddressAt] : number;
    }

    /// <summary>
    /// RFC 3966: <c>tel:601234567;phone-context=+48</c> is +48 601234567. A context that is a domain makes the number
    /// a private one, which nobody outside can be matched by: it is refused.
    /// </summary>
    private static ReadOnlySpan<char> JoinContext(ReadOnlySpan<char> text, int contextAt, Span<char> joined)
    {
        var context = text[(contextAt + ContextParameter.Length)..];
        if (context.IndexOf(';') is >= 0 and var end)
        {
            context = context[..end];
        }

        var isGlobal = context.StartsWith('+')
            && context[1..].IndexOfAnyExcept(ContextCharacters) < 0
            && context.IndexOfAny(AllDigits) >= 0;
        if (!isGlobal)
        {
            return [];
        }

        var schemeAt = text.IndexOf(TelScheme);
        var numberAt = schemeAt < 0 ? 0 : schemeAt + TelScheme.Length;
        var number = text[Math.Min(numberAt, contextAt)..contextAt];
        context.CopyTo(joined);
        number.CopyTo(joined[context.Length..]);
        return joined[..(context.Length + number.Length)];
    }

    private static int Normalize(ReadOnlySpan<char> number, Span<char> digits)
    {
        var count = 0;
        foreach (var character in number)
        {
            if (DigitValue(character) is >= 0 and var value)
            {
                digits[count++] = (char)('0' + value);
            }
        }

        return count;
    }
}
