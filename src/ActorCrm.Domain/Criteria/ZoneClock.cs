namespace ActorCrm.Domain.Criteria;

/// <summary>Calendar and clock of a time zone.</summary>
internal sealed class ZoneClock(TimeZoneInfo zone)
{
    /// <summary>Longest change of the clocks.</summary>
    private static readonly TimeSpan ChangeMax = TimeSpan.FromHours(3);

    /// <summary>Room at both ends of the calendar, so that every moment has a time in every zone.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2);

    /// <summary>What calendar and clock show at a moment.</summary>
    public DateTime Local(DateTimeOffset moment) =>
        DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(Within(moment), zone).DateTime, DateTimeKind.Unspecified);

    /// <summary>The moment at which calendar and clock show a time.</summary>
    public DateTimeOffset Moment(DateTime local)
    {
        var inside = local < DateTime.MinValue + Margin ? DateTime.MinValue + Margin
            : local > DateTime.MaxValue - Margin ? DateTime.MaxValue - Margin
            : local;
        return new DateTimeOffset(inside, Offset(inside)).ToUniversalTime();
    }

    /// <summary>A moment so much later; the first or last one when there is none.</summary>
    public DateTimeOffset Add(DateTimeOffset moment, TimeOffset offset)
    {
        try
        {
            return offset.Unit switch
            {
                TimeUnit.Millisecond => Within(moment.AddMilliseconds(offset.Count)),
                TimeUnit.Second => Within(moment.AddSeconds(offset.Count)),
                TimeUnit.Minute => Within(moment.AddMinutes(offset.Count)),
                TimeUnit.Hour => Within(moment.AddHours(offset.Count)),
                TimeUnit.Day => Moment(Local(moment).AddDays(offset.Count)),
                TimeUnit.Week => Moment(Local(moment).AddDays(7 * offset.Count)),
                TimeUnit.Month => Moment(Local(moment).AddMonths(offset.Count)),
                TimeUnit.Quarter => Moment(Local(moment).AddMonths(3 * offset.Count)),
                TimeUnit.Year => Moment(Local(moment).AddYears(offset.Count)),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return Within(offset.Count < 0 ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue);
        }
    }

    private static DateTimeOffset Within(DateTimeOffset moment) =>
        moment < DateTimeOffset.MinValue + Margin ? DateTimeOffset.MinValue + Margin
        : moment > DateTimeOffset.MaxValue - Margin ? DateTimeOffset.MaxValue - Margin
        : moment;

    private TimeSpan Offset(DateTime local)
    {
        if (zone.IsInvalidTime(local))
        {
            // As the clocks stood before they were put forward, so that it comes out after the change.
            return zone.GetUtcOffset(local - ChangeMax);
        }

        return zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
    }
}
