using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ActorCrm.Domain.Objects;

/// <summary>
/// Values that are days, moments, times of the day and lengths of time. But for durations, the order of the normal
/// forms as texts is their order in time.
/// </summary>
internal static partial class TimeValues
{
    /// <summary>A day.</summary>
    public static FieldValue ReadDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? FieldValue.Of(JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))
            : FieldValue.Mismatch("It is a day, such as 2026-03-01.");

    /// <summary>A moment; what is finer than a millisecond is dropped.</summary>
    public static FieldValue ReadDateTime(string text) =>
        Rfc3339.TryRead(Encoding.UTF8.GetBytes(text), out var time)
            ? FieldValue.Of(JsonValue.Create(Write(time)))
            : FieldValue.Mismatch("It is a moment with its offset, such as 2026-03-01T08:30:00Z.");

    /// <summary>The normal form of a moment.</summary>
    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time of the day, to the second.</summary>
    public static FieldValue ReadTime(string text) =>
        TimeOnly.TryParseExact(
            text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? FieldValue.Of(JsonValue.Create(time.ToString("HH:mm:ss", CultureInfo.InvariantCulture)))
            : FieldValue.Mismatch("It is a time of the day, such as 08:30.");

    /// <summary>A length of time; carried over, so that PT90M and PT1H30M are one.</summary>
    public static FieldValue ReadDuration(string text)
    {
        var match = DurationText().Match(text);
        if (!match.Success)
        {
            return FieldValue.Mismatch("It is an ISO 8601 duration of days and shorter units, such as PT1H30M.");
        }

        // Nine digits a unit and no more: the sum cannot overflow.
        var milliseconds = (Number(match, "d") * 86_400_000) + (Number(match, "h") * 3_600_000)
            + (Number(match, "m") * 60_000) + (Number(match, "s") * 1_000)
            + long.Parse(match.Groups["f"].Value.PadRight(3, '0'), CultureInfo.InvariantCulture);
        return milliseconds <= FieldLimits.DurationDaysMax * 86_400_000L
            ? FieldValue.Of(JsonValue.Create(Iso8601(TimeSpan.FromMilliseconds(milliseconds))))
            : FieldValue.Mismatch($"It is at most {FieldLimits.DurationDaysMax} days.");
    }

    private static long Number(Match match, string unit) =>
        match.Groups[unit] is { Success: true } digits ? long.Parse(digits.Value, CultureInfo.InvariantCulture) : 0;

    private static string Iso8601(TimeSpan time)
    {
        var text = new StringBuilder("P");
        Append(text, time.Days, 'D');
        if (time.Ticks % TimeSpan.TicksPerDay != 0)
        {
            text.Append('T');
            Append(text, time.Hours, 'H');
            Append(text, time.Minutes, 'M');
            Append(text, time.Seconds + (time.Milliseconds / 1000m), 'S');
        }

        return text.Length > 2 ? text.ToString() : "PT0S";
    }

    private static void Append(StringBuilder text, decimal count, char unit)
    {
        if (count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{count:0.###}{unit}");
        }
    }

    // At least one unit, and one after a T.
    [GeneratedRegex(
        @"^P(?=[0-9T])(?:(?<d>[0-9]{1,9})D)?(?:T(?=[0-9])(?:(?<h>[0-9]{1,9})H)?(?:(?<m>[0-9]{1,9})M)?"
            + @"(?:(?<s>[0-9]{1,9})(?:\.(?<f>[0-9]{1,3}))?S)?)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex DurationText();
}
