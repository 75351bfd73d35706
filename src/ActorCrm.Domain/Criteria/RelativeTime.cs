using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorCrm.Domain.Criteria;

/// <summary>
/// A time that is known once it is known when, and in which time zone, it is asked for: <c>now-30d</c>,
/// <c>startOfMonth+1M</c>, or a day (<c>2026-03-01</c>), which begins at another moment in each zone.
/// </summary>
/// <param name="Anchor">Where it starts from.</param>
/// <param name="Day">The day, when that is the anchor.</param>
/// <param name="Offsets">What is added, in this order.</param>
public sealed partial record RelativeTime(TimeAnchor Anchor, DateOnly? Day, ImmutableArray<TimeOffset> Offsets)
{
    /// <summary>
    /// Reads <c>now</c>, <c>today</c>, <c>startOf…</c> or <c>endOf…</c> with offsets; null for others.
    /// </summary>
    public static RelativeTime? Read(string text)
    {
        var match = Text().Match(text);
        if (!match.Success || match.Groups[2].Captures.Count > CriteriaLimits.OffsetsMax)
        {
            return null;
        }

        var anchor = match.Groups[1].Value switch
        {
            "today" => TimeAnchor.StartOfDay,
            var name => Enum.Parse<TimeAnchor>(name, ignoreCase: true),
        };
        return new RelativeTime(anchor, null, [.. match.Groups[2].Captures.Select(capture => Offset(capture.Value))]);
    }

    /// <summary>A day of the calendar.</summary>
    public static RelativeTime Of(DateOnly day) => new(TimeAnchor.Day, day, []);

    /// <summary>
    /// The moment, in UTC. Days and longer units are counted on the calendar and the clock of the zone, hours and
    /// shorter ones as they pass. A time of the clock that a change of the clocks leaves out is as much later; of one
    /// that it repeats, the first is meant. Nothing is before the year 1 or after 9999.
    /// </summary>
    public DateTimeOffset At(DateTimeOffset now, TimeZoneInfo zone)
    {
        var clock = new ZoneClock(zone);
        var moment = Start(now, clock);
        foreach (var offset in Offsets)
        {
            moment = clock.Add(moment, offset);
        }

        // The end is the last millisecond before the next period begins, so that offsets count from there:
        // endOfMonth+1M is the last day of the next month, whatever the lengths of the two.
        return Anchor >= TimeAnchor.EndOfDay
            ? clock.Add(moment, new TimeOffset(-1, TimeUnit.Millisecond)).ToUniversalTime()
            : moment.ToUniversalTime();
    }

    /// <summary>The day of the moment in the zone.</summary>
    public DateOnly DayAt(DateTimeOffset now, TimeZoneInfo zone) =>
        Day ?? DateOnly.FromDateTime(new ZoneClock(zone).Local(At(now, zone)));

    private DateTimeOffset Start(DateTimeOffset now, ZoneClock clock)
    {
        var today = clock.Local(now).Date;
        return Anchor switch
        {
            TimeAnchor.Now => now,
            TimeAnchor.Day => clock.Moment(Day!.Value.ToDateTime(TimeOnly.MinValue)),
            TimeAnchor.StartOfDay => clock.Moment(today),
            TimeAnchor.StartOfWeek => clock.Moment(Week(today)),
            TimeAnchor.StartOfMonth => clock.Moment(Month(today, 1)),
            TimeAnchor.StartOfQuarter => clock.Moment(Month(today, 3)),
            TimeAnchor.StartOfYear => clock.Moment(Month(today, 12)),
            TimeAnchor.EndOfDay => Next(today, TimeUnit.Day, 1),
            TimeAnchor.EndOfWeek => Next(Week(today), TimeUnit.Day, 7),
            TimeAnchor.EndOfMonth => Next(Month(today, 1), TimeUnit.Month, 1),
            TimeAnchor.EndOfQuarter => Next(Month(today, 3), TimeUnit.Month, 3),
            TimeAnchor.EndOfYear => Next(Month(today, 12), TimeUnit.Month, 12),
        };

        DateTimeOffset Next(DateTime start, TimeUnit unit, int count) =>
            clock.Add(clock.Moment(start), new TimeOffset(count, unit));
    }

    /// <summary>The Monday on or before a day.</summary>
    private static DateTime Week(DateTime day)
    {
        var sinceMonday = ((int)day.DayOfWeek + 6) % 7;
        return day.Ticks < sinceMonday * TimeSpan.TicksPerDay ? DateTime.MinValue : day.AddDays(-sinceMonday);
    }

    /// <summary>The first day of the month, or of so many months.</summary>
    private static DateTime Month(DateTime day, int months) =>
        new(day.Year, (day.Month - 1) / months * months + 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private static TimeOffset Offset(string text) => new(
        int.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        text[^1] switch
        {
            's' => TimeUnit.Second,
            'm' => TimeUnit.Minute,
            'h' => TimeUnit.Hour,
            'd' => TimeUnit.Day,
            'w' => TimeUnit.Week,
            'M' => TimeUnit.Month,
            'Q' => TimeUnit.Quarter,
            'y' => TimeUnit.Year,
            var unit => throw new ArgumentOutOfRangeException(nameof(text), unit, "The pattern has no such unit."),
        });

    [GeneratedRegex(
        @"^(now|today|startOf(?:Day|Week|Month|Quarter|Year)|endOf(?:Day|Week|Month|Quarter|Year))"
        + @"([+-][0-9]{1,5}[smhdwMQy])*\z")]
    private static partial Regex Text();
}

/// <summary>Where a relative time starts from. Weeks begin on Monday. The ends are behind all others.</summary>
public enum TimeAnchor
{
    Now,
    Day,
    StartOfDay,
    StartOfWeek,
    StartOfMonth,
    StartOfQuarter,
    StartOfYear,
    EndOfDay,
    EndOfWeek,
    EndOfMonth,
    EndOfQuarter,
    EndOfYear,
}

/// <summary>What is added to a relative time.</summary>
/// <param name="Count">How many; negative for the past.</param>
/// <param name="Unit">Of what.</param>
public sealed record TimeOffset(int Count, TimeUnit Unit);

/// <summary>Units of offsets.</summary>
public enum TimeUnit
{
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}
