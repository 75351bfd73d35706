using System.Buffers;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// What telephone systems write where a number is expected: extensions, SIP accounts, channels, URIs. Only a full
/// number in them is a number. <c>sip:48601234567@host</c> is not, for an account's name can look like that.
/// </summary>
internal static class TelephonyAddress
{
    private const string EncodedPlus = "%2B";
    private const string TelScheme = "tel:";
    private static readonly string[] SipSchemes = ["sips:", "sip:"];
    private static readonly SearchValues<char> AfterUser = SearchValues.Create("@;:>?");
    private static readonly SearchValues<char> GlobalNumberCharacters = SearchValues.Create("0123456789-.()");

    /// <summary>Parses <paramref name="text"/> as <see cref="PhoneNumber.Parse"/> describes.</summary>
    public static PhoneNumberResult Parse(string? text, string? defaultRegion, InternalExtensions extensions)
    {
        if (text is null || text.Length > WrittenNumber.TextLengthMax)
        {
            return NumberParser.Parse(text, defaultRegion);
        }

        var trimmed = text.AsSpan().Trim();
        if (extensions.Include(WithoutTel(trimmed)))
        {
            return PhoneNumberResult.Refused(PhoneNumberStatus.InternalExtension);
        }

        if (SipUser(trimmed, out var user))
        {
            return IsGlobalNumber(user)
                ? NumberParser.Parse($"+{user[(user[0] == '+' ? 1 : EncodedPlus.Length)..]}", defaultRegion)
                : PhoneNumberResult.Refused(PhoneNumberStatus.SipAddress);
        }

        return IsAccount(trimmed)
            ? PhoneNumberResult.Refused(PhoneNumberStatus.SipAddress)
            : NumberParser.Parse(text, defaultRegion);
    }

    /// <summary>The subscriber of a tel URI without its parameters; any other text as it is.</summary>
    private static ReadOnlySpan<char> WithoutTel(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(TelScheme, StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        var subscriber = text[TelScheme.Length..];
        return subscriber.IndexOf(';') is >= 0 and var end ? subscriber[..end] : subscriber;
    }

    /// <summary>
    /// The user part of a SIP address, also of one in a header (<c>"Anna" &lt;sip:anna@host&gt;</c>) and of one without
    /// its scheme. False when the text is no SIP address.
    /// </summary>
    private static bool SipUser(ReadOnlySpan<char> text, out ReadOnlySpan<char> user)
    {
        user = text;
        var isSip = text.Contains('@');
        foreach (var scheme in SipSchemes)
        {
            if (text.IndexOf(scheme, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
            {
                user = text[(at + scheme.Length)..];
                isSip = true;
                break;
            }
        }

        if (isSip && user.IndexOfAny(AfterUser) is >= 0 and var end)
        {
            user = user[..end];
        }

        return isSip;
    }

    /// <summary>RFC 3966: a plus, then digits and visual separators.</summary>
    private static bool IsGlobalNumber(ReadOnlySpan<char> user)
    {
        if (user.StartsWith(EncodedPlus, StringComparison.OrdinalIgnoreCase))
        {
            user = user[EncodedPlus.Length..];
        }
        else if (user.StartsWith('+'))
        {
            user = user[1..];
        }
        else
        {
            return false;
        }

        return user.ContainsAnyInRange('0', '9') && user.IndexOfAnyExcept(GlobalNumberCharacters) < 0;
    }

    /// <summary>
    /// True for an account (<c>acme_101</c>) or a channel (<c>SIP/101-0000001</c>): one word with a digit in it that
    /// begins with a letter or has an underscore. A name without any digit is no number in any case.
    /// </summary>
    private static bool IsAccount(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !(char.IsLetter(text[0]) || text.Contains('_')))
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsLetterOrDigit(character) && !"_-./;=".Contains(character))
            {
                return false;
            }
        }

        return text.ContainsAnyInRange('0', '9');
    }
}
