using System.Numerics;
using System.Text.Json;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>How a number of digits compares with the lengths that a numbering plan gives out.</summary>
internal enum LengthVerdict
{
    Possible,
    TooShort,
    TooLong,

    /// <summary>Between the shortest and the longest, but no number has that length.</summary>
    Between,
}

/// <summary>The lengths, in digits without the calling code, that numbers of a plan can have: a bit for each.</summary>
internal readonly record struct PossibleLengths(uint Bits)
{
    public LengthVerdict Compare(int digits)
    {
        var longest = BitOperations.Log2(Bits);
        if (digits > longest)
        {
            return LengthVerdict.TooLong;
        }

        if (Contains(digits))
        {
            return LengthVerdict.Possible;
        }

        return digits < BitOperations.TrailingZeroCount(Bits) ? LengthVerdict.TooShort : LengthVerdict.Between;
    }

    public bool Contains(int digits) => digits < 32 && (Bits >> digits & 1) == 1;

    public static PossibleLengths Read(JsonElement lengths)
    {
        var bits = 0u;
        foreach (var length in lengths.EnumerateArray())
        {
            bits |= 1u << length.GetInt32();
        }

        return new PossibleLengths(bits);
    }
}
