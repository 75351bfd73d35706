using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// A telephone number in E.164: a plus, the calling code, the national number, such as <c>+48601234567</c>. Two
/// numbers are equal when their strings are. JSON: that string.
/// </summary>
/// <remarks>
/// The type promises the shape, which never changes. That a country gives out the number is what parsing establishes,
/// with the metadata of that day: a stored number stays readable when later metadata no longer knows it.
/// <c>default</c> is no number: <see cref="HasValue"/> is false, its string is empty, its JSON is null.
/// </remarks>
[JsonConverter(typeof(PhoneNumberJsonConverter))]
public readonly record struct PhoneNumber
{
    /// <summary>Fewest digits after the plus: a calling code of one digit and two more.</summary>
    public const int DigitsMin = 3;

    /// <summary>
    /// Most digits after the plus: a calling code of three and 17 more. E.164 itself allows 15; Germany gives out
    /// longer ones, and libphonenumber accepts them.
    /// </summary>
    public const int DigitsMax = 20;

    private readonly string? _e164;

    private PhoneNumber(string e164) => _e164 = e164;

    /// <summary>False for <c>default</c> only.</summary>
    public bool HasValue => _e164 is not null;

    /// <summary>
    /// Parses what a telephone system reports about a party of a call, or what a person typed. Internal extensions
    /// and SIP accounts are refused; a SIP or tel URI with a full number, plus included, is that number.
    /// </summary>
    /// <param name="text">Anything. More than 250 characters are refused as <c>tooLong</c>.</param>
    /// <param name="defaultRegion">
    /// ISO 3166 code of the country, such as <c>PL</c>, in which a number without a plus was dialled. With an unknown
    /// one, or null, only numbers with a plus are understood.
    /// </param>
    /// <param name="extensions">Which texts are internal; <see cref="InternalExtensions.Default"/> if null.</param>
    /// <returns>Never throws for any text. See <see cref="PhoneNumberResult"/> about valid and possible.</returns>
    public static PhoneNumberResult Parse(
        string? text, string? defaultRegion, InternalExtensions? extensions = null) =>
        TelephonyAddress.Parse(text, defaultRegion, extensions ?? InternalExtensions.Default);

    /// <summary>
    /// Parses what is known to be meant as a telephone number, such as a contact's field in an import: short digits
    /// are no extension and nothing is a SIP account. The outcome is that of libphonenumber-js for the same arguments.
    /// </summary>
    /// <inheritdoc cref="Parse"/>
    public static PhoneNumberResult ParseWritten(string? text, string? defaultRegion) =>
        NumberParser.Parse(text, defaultRegion);

    /// <summary>As <see cref="Parse"/>; true for a valid number only.</summary>
    public static bool TryParse(string? text, string? defaultRegion, out PhoneNumber number)
    {
        var result = Parse(text, defaultRegion);
        number = result.IsValid ? result.Number : default;
        return result.IsValid;
    }

    /// <summary>Whether the plan of an ISO 3166 country code, such as <c>PL</c>, is known; in any case.</summary>
    public static bool IsRegion(string? region) => NumberingPlans.OfRegion(region) is not null;

    /// <summary>Reads a stored number: exactly the string that <see cref="ToString"/> gave.</summary>
    /// <returns>False when the text does not have the shape; the number is not looked up in any metadata.</returns>
    public static bool TryFromE164([NotNullWhen(true)] string? e164, out PhoneNumber number)
    {
        var hasShape = HasShape(e164);
        number = hasShape ? new PhoneNumber(e164!) : default;
        return hasShape;
    }

    /// <summary>As <see cref="TryFromE164"/> for a string that must be right.</summary>
    /// <exception cref="FormatException">The string is not a plus and 3 to 20 digits, the first not 0.</exception>
    public static PhoneNumber FromE164(string e164) => TryFromE164(e164, out var number)
        ? number
        : throw new FormatException($"An E.164 number is a plus and {DigitsMin} to {DigitsMax} digits.");

    /// <summary>The E.164 string; empty for <c>default</c>.</summary>
    public override string ToString() => _e164 ?? "";

    /// <summary>For the parser, whose strings have the shape by construction.</summary>
    internal static PhoneNumber OfParsed(string e164)
    {
        Debug.Assert(HasShape(e164), "The parser made a string that is not E.164.");
        return new PhoneNumber(e164);
    }

    private static bool HasShape(string? text) =>
        text is ['+', >= '1' and <= '9', ..]
        && text.Length is > DigitsMin and <= DigitsMax + 1
        && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
