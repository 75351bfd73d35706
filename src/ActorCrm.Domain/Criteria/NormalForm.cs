using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorCrm.Domain.Criteria;

/// <summary>
/// Brings stored values into their normal form. What is not written as the kind of the field has it is no value: a
/// record is never a reason for a query to fail.
/// </summary>
public static partial class NormalForm
{
    private const long IntegerMax = (1L << 53) - 1;
    private const long SecondMs = 1_000;
    private const long MinuteMs = 60 * SecondMs;
    private const long HourMs = 60 * MinuteMs;
    private const long DayMs = 24 * HourMs;

    private static readonly long UnixEpochMs = DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>
    /// A stored value as a <see cref="TextOperand"/> or <see cref="NumberOperand"/>; null when it is no value.
    /// </summary>
    public static Operand? Of(CriteriaForm form, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when Text(value) is { Length: > 0 } text => OfText(form, text),
        JsonValueKind.Number => OfNumber(form, value),
        JsonValueKind.True or JsonValueKind.False when form == CriteriaForm.Flag =>
            new NumberOperand(value.ValueKind == JsonValueKind.True ? 1 : 0),
        _ => null,
    };

    /// <summary>The values of a stored list; none when it is no list.</summary>
    public static IEnumerable<Operand> OfList(CriteriaForm form, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(element => Of(form, element)).OfType<Operand>()
            : [];

    /// <summary>The text of a JSON string; null when it has half a pair of surrogates.</summary>
    internal static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Operand? OfText(CriteriaForm form, string text) => form switch
    {
        CriteriaForm.Folded => new TextOperand(FoldedText.Of(text)),
        CriteriaForm.Exact => new TextOperand(text),
        CriteriaForm.Moment => Number(Moment(text)),
        CriteriaForm.TimeOfDay => Number(TimeOfDay(text)),
        CriteriaForm.Duration => Number(Duration(text)),
        CriteriaForm.Flag or CriteriaForm.Whole or CriteriaForm.Number => null,
    };

    private static NumberOperand? OfNumber(CriteriaForm form, JsonElement value) => form switch
    {
        CriteriaForm.Whole or CriteriaForm.Number when value.TryGetDecimal(out var number) =>
            form == CriteriaForm.Number || IsInteger(number) ? new NumberOperand(number) : null,
        _ => null,
    };

    /// <summary>Whether a number can be a value of a field of whole numbers.</summary>
    internal static bool IsInteger(decimal number) =>
        decimal.IsInteger(number) && number is >= -IntegerMax and <= IntegerMax;

    /// <summary>Unix milliseconds of <c>2026-03-01T08:00:00.123Z</c>; null for any other writing.</summary>
    internal static long? Moment(string text)
    {
        var match = MomentText().Match(text);
        return match.Success && DateTime.TryParseExact(
                text.AsSpan(0, "2026-03-01T08:00:00".Length), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture,
                DateTimeStyles.None, out var seconds)
            ? seconds.Ticks / TimeSpan.TicksPerMillisecond - UnixEpochMs + Milliseconds(match.Groups[1])
            : null;
    }

    /// <summary>
    /// Milliseconds of <c>08:30</c>, <c>08:30:15</c> or <c>08:30:15.5</c>; null for any other writing.
    /// </summary>
    internal static long? TimeOfDay(string text)
    {
        var match = TimeOfDayText().Match(text);
        return match.Success
            ? Whole(match.Groups[1]) * HourMs + Whole(match.Groups[2]) * MinuteMs + Whole(match.Groups[3]) * SecondMs
                + Milliseconds(match.Groups[4])
            : null;
    }

    /// <summary>
    /// Milliseconds of a duration of ISO 8601 in weeks, days and shorter units; null for any other writing.
    /// </summary>
    internal static long? Duration(string text)
    {
        var match = DurationText().Match(text);
        if (!match.Success || text[^1] is 'P' or 'T')
        {
            return null;
        }

        var length = Whole(match.Groups[2]) * 7 * DayMs + Whole(match.Groups[3]) * DayMs
            + Whole(match.Groups[4]) * HourMs + Whole(match.Groups[5]) * MinuteMs + Whole(match.Groups[6]) * SecondMs
            + Milliseconds(match.Groups[7]);
        return match.Groups[1].Length > 0 ? -length : length;
    }

    private static NumberOperand? Number(long? number) => number is { } known ? new NumberOperand(known) : null;

    private static long Whole(Group digits) =>
        digits.Success ? long.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    /// <summary>The first three digits of a fraction of a second.</summary>
    private static long Milliseconds(Group fraction) => fraction.Success
        ? long.Parse(fraction.Value.PadRight(3, '0').AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture)
        : 0;

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.([0-9]{1,9}))?Z\z")]
    private static partial Regex MomentText();

    [GeneratedRegex(@"^([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?\z")]
    private static partial Regex TimeOfDayText();

    [GeneratedRegex(
        @"^(-?)P(?:([0-9]{1,7})W)?(?:([0-9]{1,7})D)?"
        + @"(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:\.([0-9]{1,9}))?S)?)?\z")]
    private static partial Regex DurationText();
}
