using System.Text.Json;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>The rules by which one region (or one calling code without a region) gives out its numbers.</summary>
internal sealed class NumberingPlan
{
    // Positions in the metadata's array for a region, in the order of libphonenumber-js' METADATA.md.
    private const int CallingCodeAt = 0;
    private const int InternationalPrefixAt = 1;
    private const int GeneralPatternAt = 2;
    private const int LengthsAt = 3;
    private const int NationalPrefixAt = 5;
    private const int NationalPrefixForParsingAt = 7;
    private const int NationalPrefixRuleAt = 8;
    private const int LeadingDigitsAt = 10;
    private const int TypesAt = 11;

    private readonly PrefixPattern? _internationalPrefix;
    private readonly DigitPattern _general;
    private readonly NationalPrefix? _nationalPrefix;
    private readonly PrefixPattern? _leadingDigits;
    private readonly NumberKind[] _kinds;

    public NumberingPlan(JsonElement data)
    {
        CallingCode = data[CallingCodeAt].GetString()!;
        Lengths = PossibleLengths.Read(data[LengthsAt]);
        _internationalPrefix = Prefix(data, InternationalPrefixAt);
        _general = new DigitPattern(data[GeneralPatternAt].GetString()!);
        _leadingDigits = Prefix(data, LeadingDigitsAt);
        _kinds = ReadKinds(data, Lengths);

        var prefix = Prefix(data, NationalPrefixForParsingAt) ?? Prefix(data, NationalPrefixAt);
        _nationalPrefix = prefix is null ? null : new NationalPrefix(prefix, Text(data, NationalPrefixRuleAt));
    }

    /// <summary>Country calling code: one to three digits, without the plus.</summary>
    public string CallingCode { get; }

    /// <summary>The lengths of the plan's numbers.</summary>
    public PossibleLengths Lengths { get; }

    /// <summary>True when <paramref name="national"/> has the form of the plan's numbers, of whatever kind.</summary>
    public bool HasForm(ReadOnlySpan<char> national) => _general.Matches(national);

    /// <summary>True when <paramref name="national"/> is of a kind that this plan gives out.</summary>
    public bool IsValid(ReadOnlySpan<char> national)
    {
        if (!HasForm(national))
        {
            return false;
        }

        foreach (var kind in _kinds)
        {
            if (kind.Lengths.Contains(national.Length) && kind.Pattern.Matches(national))
            {
                return true;
            }
        }

        return _kinds.Length == 0;
    }

    /// <summary>
    /// Among the regions that share a calling code, true for the one that <paramref name="national"/> belongs to.
    /// Leading digits decide where the region has them, even for a number that the region does not give out.
    /// </summary>
    public bool Claims(ReadOnlySpan<char> national) =>
        _leadingDigits is null ? IsValid(national) : _leadingDigits.Length(national) > 0;

    /// <summary>
    /// What follows the prefix for calls abroad (00, 011 …); empty when <paramref name="digits"/> do not begin with it.
    /// </summary>
    public ReadOnlySpan<char> AfterInternationalPrefix(ReadOnlySpan<char> digits)
    {
        var length = _internationalPrefix?.Length(digits) ?? 0;
        var rest = digits[length..];

        // No calling code begins with 0, so 000… is not a call abroad.
        return length == 0 || rest.StartsWith('0') ? [] : rest;
    }

    /// <summary>
    /// The national significant number: <paramref name="digits"/> without the prefix for calls at home, unless the
    /// number is better as it stands.
    /// </summary>
    /// <param name="digits">Digits without the calling code.</param>
    /// <param name="buffer">Room for a number that a rule rewrites; see <see cref="NationalPrefix.RoomMin"/>.</param>
    public ReadOnlySpan<char> Significant(ReadOnlySpan<char> digits, Span<char> buffer)
    {
        var stripped = _nationalPrefix is null ? digits : _nationalPrefix.Strip(digits, buffer);
        if (stripped.SequenceEqual(digits))
        {
            return digits;
        }

        if (!HasForm(stripped) && HasForm(digits))
        {
            return digits;
        }

        var owner = NumberingPlans.Owner(CallingCode, stripped) ?? this;
        return owner.Lengths.Compare(stripped.Length) is LengthVerdict.TooShort or LengthVerdict.Between
            ? digits
            : stripped;
    }

    private static NumberKind[] ReadKinds(JsonElement data, PossibleLengths planLengths)
    {
        if (data.GetArrayLength() <= TypesAt || data[TypesAt].ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        var kinds = new List<NumberKind>();
        foreach (var type in data[TypesAt].EnumerateArray())
        {
            // An absent kind is 0. An empty pattern says "the same as the fixed lines'", which are asked already.
            if (type.ValueKind == JsonValueKind.Array && type[0].GetString() is { Length: > 0 } pattern)
            {
                var own = type.GetArrayLength() > 1 && type[1].ValueKind == JsonValueKind.Array;
                var lengths = own ? PossibleLengths.Read(type[1]) : planLengths;
                kinds.Add(new NumberKind(new DigitPattern(pattern), lengths));
            }
        }

        return [.. kinds];
    }

    private static PrefixPattern? Prefix(JsonElement data, int at) =>
        Text(data, at) is { Length: > 0 } pattern ? new PrefixPattern(pattern) : null;

    private static string? Text(JsonElement data, int at) =>
        at < data.GetArrayLength() && data[at].ValueKind == JsonValueKind.String ? data[at].GetString() : null;

    /// <summary>Fixed line, mobile, toll free …: which one does not matter, only that a number is of one.</summary>
    private readonly record struct NumberKind(DigitPattern Pattern, PossibleLengths Lengths);
}
