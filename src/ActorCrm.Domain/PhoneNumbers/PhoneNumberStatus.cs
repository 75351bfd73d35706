namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>Whether a text is a telephone number, and if not, why. The codes are part of the API.</summary>
public enum PhoneNumberStatus
{
    /// <summary>There is no number in the text, or it is withheld: empty, <c>anonymous</c>, letters inside.</summary>
    NotANumber,

    /// <summary>Fewer digits than any number of the country has.</summary>
    TooShort,

    /// <summary>More digits than any number of the country has, or a text of more than 250 characters.</summary>
    TooLong,

    /// <summary>The calling code is nobody's, or there is none and the default region is unknown.</summary>
    UnknownCountry,

    /// <summary>The country gives out no such number.</summary>
    Invalid,

    /// <summary>A telephone inside the organisation, such as <c>101</c>.</summary>
    InternalExtension,

    /// <summary>A SIP account or address that does not carry a full number, such as <c>acme_101</c>.</summary>
    SipAddress,

    /// <summary>A number that its country gives out.</summary>
    Valid,
}

/// <summary>The stable codes of <see cref="PhoneNumberStatus"/>.</summary>
public static class PhoneNumberStatusCodes
{
    /// <summary>The code in camelCase, such as <c>internalExtension</c>: for APIs, logs and stored refusals.</summary>
    public static string Code(this PhoneNumberStatus status) => status switch
    {
        PhoneNumberStatus.NotANumber => "notANumber",
        PhoneNumberStatus.TooShort => "tooShort",
        PhoneNumberStatus.TooLong => "tooLong",
        PhoneNumberStatus.UnknownCountry => "unknownCountry",
        PhoneNumberStatus.Invalid => "invalid",
        PhoneNumberStatus.InternalExtension => "internalExtension",
        PhoneNumberStatus.SipAddress => "sipAddress",
        PhoneNumberStatus.Valid => "valid",
    };
}
