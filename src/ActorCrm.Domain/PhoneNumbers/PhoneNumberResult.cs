namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// What a text turned out to be. <c>default</c> is a refusal: <see cref="PhoneNumberStatus.NotANumber"/>.
/// </summary>
/// <remarks>
/// Match people by <see cref="IsValid"/>. <see cref="IsPossible"/> says no more than that the length is one that the
/// country uses; it is for what a person typed and insists on, because numbering plans change before metadata does.
/// </remarks>
public readonly record struct PhoneNumberResult
{
    private PhoneNumberResult(PhoneNumberStatus status, PhoneNumber number, bool isPossible)
    {
        Status = status;
        Number = number;
        IsPossible = isPossible;
    }

    /// <summary><see cref="PhoneNumberStatus.Valid"/>, or why the text is not a valid number.</summary>
    public PhoneNumberStatus Status { get; }

    /// <summary>
    /// The number as far as it could be read, whether valid or not: look at <see cref="IsValid"/> or
    /// <see cref="IsPossible"/> first. <c>default</c> when nothing could be read.
    /// </summary>
    public PhoneNumber Number { get; }

    /// <summary>True when the number has a length that its country uses; true for every valid number.</summary>
    public bool IsPossible { get; }

    /// <summary>True when the number's country gives out such numbers.</summary>
    public bool IsValid => Status == PhoneNumberStatus.Valid;

    /// <summary>
    /// True when the text says the country: with a plus, with the prefix for calls abroad of the default region, or
    /// with the calling code and nothing before it (<c>48601234567</c>).
    /// </summary>
    public bool SaysCountry { get; init; }

    internal static PhoneNumberResult Valid(PhoneNumber number) => new(PhoneNumberStatus.Valid, number, true);

    internal static PhoneNumberResult MerelyPossible(PhoneNumber number) =>
        new(PhoneNumberStatus.Invalid, number, true);

    internal static PhoneNumberResult NotPossible(PhoneNumber number, PhoneNumberStatus why) => new(why, number, false);

    internal static PhoneNumberResult Refused(PhoneNumberStatus why) => new(why, default, false);
}
