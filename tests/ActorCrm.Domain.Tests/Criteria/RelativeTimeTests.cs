using ActorCrm.Domain.Criteria;

namespace ActorCrm.Domain.Tests.Criteria;

/// <summary>What relative times mean, in Warsaw on a Sunday.</summary>
public sealed class RelativeTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 10, 30, 0, 500, TimeSpan.Zero);

    [Theory]
    [InlineData("now", "2026-03-15T10:30:00.500Z")]
    [InlineData("now-30s", "2026-03-15T10:29:30.500Z")]
    [InlineData("now+90m", "2026-03-15T12:00:00.500Z")]
    [InlineData("now-1d+8h", "2026-03-14T18:30:00.500Z")]
    [InlineData("today", "2026-03-14T23:00:00.000Z")]
    [InlineData("startOfDay", "2026-03-14T23:00:00.000Z")]
    [InlineData("endOfDay", "2026-03-15T22:59:59.999Z")]
    [InlineData("today-1w", "2026-03-07T23:00:00.000Z")]
    [InlineData("startOfWeek", "2026-03-08T23:00:00.000Z")]
    [InlineData("endOfWeek", "2026-03-15T22:59:59.999Z")]
    [InlineData("startOfMonth", "2026-02-28T23:00:00.000Z")]
    [InlineData("startOfMonth+1M", "2026-03-31T22:00:00.000Z")]
    [InlineData("startOfMonth+10d", "2026-03-10T23:00:00.000Z")]
    [InlineData("endOfMonth", "2026-03-31T21:59:59.999Z")]
    [InlineData("endOfMonth-1M", "2026-02-28T22:59:59.999Z")]
    [InlineData("endOfMonth+1M", "2026-04-30T21:59:59.999Z")]
    [InlineData("startOfQuarter", "2025-12-31T23:00:00.000Z")]
    [InlineData("endOfQuarter+1Q", "2026-06-30T21:59:59.999Z")]
    [InlineData("startOfYear-1y", "2024-12-31T23:00:00.000Z")]
    [InlineData("endOfYear", "2026-12-31T22:59:59.999Z")]
    public void A_relative_time_is_counted_on_the_calendar_of_the_zone(string text, string moment) =>
        Moment(text, Now).ShouldBe(moment);

    [Theory]
    [InlineData("today+14d", "2026-03-28T23:00:00.000Z")]
    [InlineData("today+15d", "2026-03-29T22:00:00.000Z")]
    [InlineData("today+14d+2h", "2026-03-29T01:00:00.000Z")]
    [InlineData("today+14d+24h", "2026-03-29T23:00:00.000Z")]
    public void Days_follow_the_clock_and_hours_pass(string text, string moment) =>
        Moment(text, Now).ShouldBe(moment);

    [Fact]
    public void A_time_that_the_clocks_leave_out_is_as_much_later_and_of_a_doubled_one_the_first_is_meant()
    {
        var beforeGap = new DateTimeOffset(2026, 3, 28, 1, 30, 0, TimeSpan.Zero);
        var beforeRepeat = new DateTimeOffset(2026, 10, 24, 0, 30, 0, TimeSpan.Zero);

        Moment("now+1d", beforeGap).ShouldBe("2026-03-29T01:30:00.000Z");
        Moment("now+1d", beforeRepeat).ShouldBe("2026-10-25T00:30:00.000Z");
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "now+1M", "2026-02-28T12:00:00.000Z")]
    [InlineData("2024-02-29T12:00:00Z", "now+1y", "2025-02-28T12:00:00.000Z")]
    public void A_shorter_month_ends_earlier(string now, string text, string moment) =>
        Moment(text, DateTimeOffset.Parse(now, null)).ShouldBe(moment);

    [Theory]
    [InlineData("now+99999y", 9999)]
    [InlineData("now-99999y", 1)]
    [InlineData("endOfYear+99999M+99999y", 9999)]
    [InlineData("startOfWeek-99999w-99999w", 1)]
    public void Nothing_is_outside_of_the_calendar(string text, int year) =>
        RelativeTime.Read(text)!.At(Now, CriteriaWorld.Warsaw).Year.ShouldBe(year);

    [Fact]
    public void The_day_is_that_of_the_zone()
    {
        var late = new DateTimeOffset(2026, 3, 15, 23, 30, 0, TimeSpan.Zero);

        RelativeTime.Read("now")!.DayAt(late, CriteriaWorld.Warsaw).ShouldBe(new DateOnly(2026, 3, 16));
        RelativeTime.Read("endOfMonth")!.DayAt(late, CriteriaWorld.Warsaw).ShouldBe(new DateOnly(2026, 3, 31));
    }

    private static string Moment(string text, DateTimeOffset now) => RelativeTime.Read(text)!
        .At(now, CriteriaWorld.Warsaw).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
