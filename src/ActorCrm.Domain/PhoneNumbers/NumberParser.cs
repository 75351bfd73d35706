namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// From a text to a number, with the outcome that libphonenumber-js has for the same text, default region and
/// metadata. An implementation of its own; the vectors in the tests hold it to that.
/// </summary>
/// <remarks>
/// Known differences, all on purpose: a full-width plus is a plus (there it is dropped, and the number read as one at
/// home); a <c>phone-context</c> that is a domain always means a private number (there a few domains are ignored); the
/// limit on the length holds for a text with a <c>phone-context</c> too; a region may be in lower case.
/// </remarks>
internal static class NumberParser
{
    private const int NationalDigitsMin = 2;
    private const int NationalDigitsMax = 17;
    private const int CallingCodeDigitsMax = 3;

    /// <summary>Parses <paramref name="text"/>, dialled in <paramref name="defaultRegion"/>.</summary>
    public static PhoneNumberResult Parse(string? text, string? defaultRegion)
    {
        if (string.IsNullOrEmpty(text))
        {
            return PhoneNumberResult.Refused(PhoneNumberStatus.NotANumber);
        }

        if (text.Length > WrittenNumber.TextLengthMax)
        {
            return PhoneNumberResult.Refused(PhoneNumberStatus.TooLong);
        }

        Span<char> buffer = stackalloc char[WrittenNumber.TextLengthMax];
        var status = WrittenNumber.Read(text, buffer, out var count, out var isInternational);
        if (status != PhoneNumberStatus.Valid)
        {
            return PhoneNumberResult.Refused(status);
        }

        ReadOnlySpan<char> digits = buffer[..count];
        var home = NumberingPlans.OfRegion(defaultRegion);
        if (isInternational)
        {
            return ParseInternational(digits, text);
        }

        if (home is null)
        {
            return PhoneNumberResult.Refused(PhoneNumberStatus.UnknownCountry);
        }

        var abroad = home.AfterInternationalPrefix(digits);
        if (!abroad.IsEmpty)
        {
            return ParseInternational(abroad, text);
        }

        var result = LacksPlus(digits, home)
            ? ParseNational(digits[home.CallingCode.Length..], NumberingPlans.OfCallingCode(home.CallingCode), text)
            : ParseNational(digits, home, text);
        return result with { SaysCountry = AreE164(digits, result.Number) };
    }

    private static PhoneNumberResult ParseInternational(ReadOnlySpan<char> digits, string text)
    {
        var plan = NumberingPlans.OfInternational(digits);
        return plan is null
            ? PhoneNumberResult.Refused(PhoneNumberStatus.UnknownCountry)
            : ParseNational(digits[plan.CallingCode.Length..], plan, text) with { SaysCountry = true };
    }

    /// <summary>Whether the digits as they were written are those of the number, its calling code included.</summary>
    private static bool AreE164(ReadOnlySpan<char> digits, PhoneNumber number) =>
        number.HasValue && number.ToString().AsSpan(1).SequenceEqual(digits);

    /// <summary>
    /// True for <c>48601234567</c> in Poland: the digits begin with the calling code, and are a number without it or
    /// too long with it.
    /// </summary>
    private static bool LacksPlus(ReadOnlySpan<char> digits, NumberingPlan home)
    {
        if (!digits.StartsWith(home.CallingCode))
        {
            return false;
        }

        Span<char> buffer = stackalloc char[NationalPrefix.RoomMin];
        var asTheyStand = home.Significant(digits, buffer);
        if (home.Lengths.Compare(asTheyStand.Length) == LengthVerdict.TooLong)
        {
            return true;
        }

        return !home.HasForm(asTheyStand)
            && home.HasForm(home.Significant(digits[home.CallingCode.Length..], buffer));
    }

    private static PhoneNumberResult ParseNational(ReadOnlySpan<char> digits, NumberingPlan plan, string text)
    {
        Span<char> buffer = stackalloc char[NationalPrefix.RoomMin];
        var national = plan.Significant(digits, buffer);
        if (national.Length < NationalDigitsMin)
        {
            return PhoneNumberResult.Refused(PhoneNumberStatus.TooShort);
        }

        if (national.Length > NationalDigitsMax)
        {
            return PhoneNumberResult.Refused(PhoneNumberStatus.TooLong);
        }

        var owner = NumberingPlans.Owner(plan.CallingCode, national) ?? plan;
        var number = PhoneNumber.OfParsed(Join(plan.CallingCode, national, text));
        return owner.Lengths.Compare(national.Length) switch
        {
            LengthVerdict.TooShort => PhoneNumberResult.NotPossible(number, PhoneNumberStatus.TooShort),
            LengthVerdict.TooLong => PhoneNumberResult.NotPossible(number, PhoneNumberStatus.TooLong),
            LengthVerdict.Between => PhoneNumberResult.NotPossible(number, PhoneNumberStatus.Invalid),
            LengthVerdict.Possible when owner.IsValid(national) => PhoneNumberResult.Valid(number),
            LengthVerdict.Possible => PhoneNumberResult.MerelyPossible(number),
        };
    }

    /// <summary>The E.164 string; <paramref name="text"/> itself where it is that already, as it mostly is.</summary>
    private static string Join(string callingCode, ReadOnlySpan<char> national, string text)
    {
        Span<char> e164 = stackalloc char[1 + CallingCodeDigitsMax + NationalDigitsMax];
        e164[0] = '+';
        callingCode.CopyTo(e164[1..]);
        national.CopyTo(e164[(1 + callingCode.Length)..]);
        e164 = e164[..(1 + callingCode.Length + national.Length)];
        return text.AsSpan().SequenceEqual(e164) ? text : e164.ToString();
    }
}
