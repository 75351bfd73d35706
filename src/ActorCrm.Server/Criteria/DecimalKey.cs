using System.Globalization;

namespace ActorCrm.Server.Criteria;

/// <summary>
/// Texts that sort as the numbers do. SQLite has no decimals: as REAL, two amounts that differ in the 17th digit would
/// be the same.
/// </summary>
internal static class DecimalKey
{
    /// <summary>29 digits before the point and 28 after it: as many as a <see cref="decimal"/> can have.</summary>
    private const string Digits = "00000000000000000000000000000.0000000000000000000000000000";

    /// <summary>
    /// The key. Negative numbers begin with a minus, which comes before the digits, and have each digit taken from
    /// nine, since the one with the greater digits is the smaller.
    /// </summary>
    public static string Of(decimal number)
    {
        var digits = Math.Abs(number).ToString(Digits, CultureInfo.InvariantCulture);
        return number >= 0 ? digits : $"-{string.Create(digits.Length, digits, Complement)}";
    }

    private static void Complement(Span<char> key, string digits)
    {
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = digits[i] == '.' ? '.' : (char)('0' + '9' - digits[i]);
        }
    }
}
