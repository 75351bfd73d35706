using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorCrm.Domain.Objects;

/// <summary>
/// Values that are numbers. They are read digit by digit: a detour over double would turn 0.1 into something else and
/// 1e400 into infinity.
/// </summary>
internal static class NumberValues
{
    /// <summary>A whole number, however it is written (<c>100</c>, <c>1e2</c>, <c>100.0</c>).</summary>
    public static FieldValue ReadInteger(JsonValue value)
    {
        if (Digits.Of(value) is not { } digits)
        {
            return FieldValue.Mismatch("It is a whole number.");
        }

        if (digits.FractionCount > 0)
        {
            return FieldValue.Mismatch("It is a whole number, without a fraction.");
        }

        // 16 digits are enough for the largest; 1e400 is never written out.
        var number = digits.WholeCount <= 16 ? (long)digits.Value() : long.MaxValue;
        return Math.Abs(number) <= FieldLimits.IntegerMax
            ? FieldValue.Of(JsonValue.Create(number))
            : FieldValue.Mismatch($"It is a whole number of at most {FieldLimits.IntegerMax} either way.");
    }

    /// <summary>A decimal, exactly; zeros at its end are left out.</summary>
    public static FieldValue ReadDecimal(JsonValue value)
    {
        if (Digits.Of(value) is not { } digits)
        {
            return FieldValue.Mismatch("It is a number.");
        }

        return digits.WholeCount <= FieldLimits.DecimalWholeDigitsMax
            && digits.FractionCount <= FieldLimits.DecimalFractionDigitsMax
            ? FieldValue.Of(JsonValue.Create(digits.Value()))
            : FieldValue.Mismatch($"It has at most {FieldLimits.DecimalWholeDigitsMax} digits before the point and "
                + $"{FieldLimits.DecimalFractionDigitsMax} after it.");
    }

    /// <summary>
    /// A number as its digits that count (<paramref name="Significant"/>, no zeros at either end) and the place of the
    /// last of them: 0 for ones, 2 for hundreds, -1 for tenths.
    /// </summary>
    private readonly record struct Digits(bool IsNegative, string Significant, int LastPlace)
    {
        public int FractionCount => Math.Max(0, -LastPlace);

        public int WholeCount => Math.Max(0, Significant.Length + LastPlace);

        /// <summary>The digits of a JSON number; null when the value is no number or written absurdly long.</summary>
        public static Digits? Of(JsonValue value)
        {
            if (value.GetValueKind() != JsonValueKind.Number
                || value.ToJsonString() is not { Length: <= FieldLimits.NumberLengthMax } text)
            {
                return null;
            }

            var e = text.IndexOfAny(['e', 'E']);
            var mantissa = e < 0 ? text : text[..e];
            var exponent = 0;
            if (e >= 0 && !int.TryParse(
                text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            {
                // No int holds it: far more digits than any field takes, unless they are all zeros.
                exponent = text[e + 1] == '-' ? -ExponentMax : ExponentMax;
            }

            exponent = Math.Clamp(exponent, -ExponentMax, ExponentMax);
            var point = mantissa.IndexOf('.');
            var places = point < 0 ? 0 : mantissa.Length - point - 1;
            var digits = mantissa.Replace(".", "").TrimStart('-').TrimStart('0');
            var significant = digits.TrimEnd('0');
            return significant.Length == 0
                ? new Digits(false, "", 0)
                : new Digits(mantissa[0] == '-', significant, exponent - places + digits.Length - significant.Length);
        }

        /// <summary>The number, exactly; only for numbers within the limits.</summary>
        public decimal Value()
        {
            if (Significant.Length == 0)
            {
                return 0;
            }

            var text = LastPlace >= 0
                ? Significant + new string('0', LastPlace)
                : Significant.PadLeft(1 - LastPlace, '0').Insert(Math.Max(1, Significant.Length + LastPlace), ".");
            var number = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            return IsNegative ? -number : number;
        }

        private const int ExponentMax = 1_000_000;
    }
}
