using ActorCrm.Runtime.Silo;

namespace ActorCrm.Runtime.Tests;

public sealed class TurnTimesTests
{
    [Fact]
    public void Every_duration_lies_in_a_bucket_that_ends_at_most_a_quarter_later()
    {
        for (var microseconds = 0L; microseconds < 100_000_000; microseconds += 1 + (microseconds / 50))
        {
            var bucket = TurnTally.BucketOf(microseconds);
            var begin = bucket == 0 ? 0 : TurnTally.EndOf(bucket - 1);
            microseconds.ShouldBeInRange(begin, TurnTally.EndOf(bucket) - 1);
            TurnTally.EndOf(bucket).ShouldBeLessThanOrEqualTo(Math.Max(microseconds + 1, microseconds * 5 / 4 + 1));
        }

        TurnTally.BucketOf(long.MaxValue / 1000).ShouldBe(TurnTally.BucketCount - 1);
    }

    [Fact]
    public void Quantiles_come_from_the_buckets_of_all_loops()
    {
        var fast = TurnSum.None with { Turns = 98, Buckets = Counts((1, 98)) };
        var slow = TurnSum.None with { Turns = 2, Errors = 1, Buckets = Counts((TurnTally.BucketOf(1000), 2)) };

        var both = fast.Plus(slow);

        both.Turns.ShouldBe(100);
        both.Errors.ShouldBe(1);
        both.Quantile(0.5).ShouldBe(0.002);
        both.Quantile(0.99).ShouldBeInRange(1.0, 1.25);
        both.Since(fast).Quantile(0.5).ShouldBeInRange(1.0, 1.25);
        TurnSum.None.Quantile(0.5).ShouldBe(0);
    }

    [Fact]
    public void A_turn_is_counted_under_its_grain_and_its_message_and_a_failed_one_as_an_error_too()
    {
        var times = new TurnTimes(Counting.Catalog().Messages);
        var tally = times.Of(Counting.Catalog().Of("counter"), new Count("x"));

        tally.Ended(System.Diagnostics.Stopwatch.GetTimestamp());
        tally.Failed();
        tally.Ended(System.Diagnostics.Stopwatch.GetTimestamp());

        var sum = times.Tallies.ShouldHaveSingleItem().Sum();
        (sum.Turns, sum.Errors, sum.Buckets.Sum()).ShouldBe((2, 1, 2));
    }

    private static long[] Counts(params (int Bucket, long Count)[] counts)
    {
        var buckets = new long[TurnTally.BucketCount];
        foreach (var (bucket, count) in counts)
        {
            buckets[bucket] = count;
        }

        return buckets;
    }
}
