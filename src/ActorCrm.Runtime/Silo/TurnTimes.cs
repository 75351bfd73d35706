using System.Diagnostics;
using System.Numerics;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Runtime.Silo;

/// <summary>
/// How often and for how long one loop handled each kind of message. Written by the loop alone, without locks and
/// without allocating once a kind is known; read by anybody, who may be a turn behind.
/// </summary>
internal sealed class TurnTimes(MessageCatalog messages)
{
    private readonly Dictionary<(GrainType Grain, Type Message), TurnTally> _byKind = [];
    private TurnTally[] _tallies = [];

    /// <summary>The tallies of all kinds that were seen.</summary>
    public IReadOnlyList<TurnTally> Tallies => Volatile.Read(ref _tallies);

    /// <summary>The tally of a grain type and a message.</summary>
    public TurnTally Of(GrainType grain, object message)
    {
        var kind = (grain, message.GetType());
        return _byKind.TryGetValue(kind, out var tally) ? tally : Add(kind, message);
    }

    private TurnTally Add((GrainType Grain, Type Message) kind, object message)
    {
        var tally = new TurnTally(kind.Grain.Name, messages.NameOf(message));
        _byKind.Add(kind, tally);
        Volatile.Write(ref _tallies, [.. _tallies, tally]);
        return tally;
    }
}

/// <summary>Turns of one kind: their number, how many failed, and their durations in fixed buckets.</summary>
internal sealed class TurnTally(string grain, string message)
{
    /// <summary>Buckets of a quarter of an octave of microseconds: up to 134 s, at most 25 % wide.</summary>
    public const int BucketCount = 104;

    private readonly long[] _buckets = new long[BucketCount];
    private long _turns;
    private long _errors;
    private long _ticks;

    /// <summary>The grain type's name.</summary>
    public string Grain => grain;

    /// <summary>The stored name of the message.</summary>
    public string Message => message;

    /// <summary>Counts a turn that began at a <see cref="Stopwatch"/> timestamp.</summary>
    public void Ended(long startedAt)
    {
        var ticks = Stopwatch.GetTimestamp() - startedAt;
        _turns++;
        _ticks += ticks;
        _buckets[BucketOf(ticks / (Stopwatch.Frequency / 1_000_000))]++;
    }

    /// <summary>Counts a turn as failed, beside <see cref="Ended"/>.</summary>
    public void Failed() => _errors++;

    /// <summary>What was counted so far.</summary>
    public TurnSum Sum() => new(
        Volatile.Read(ref _turns), Volatile.Read(ref _errors), Stopwatch.GetElapsedTime(0, Volatile.Read(ref _ticks)),
        [.. _buckets]);

    /// <summary>The bucket of a duration in microseconds.</summary>
    internal static int BucketOf(long microseconds)
    {
        if (microseconds < 4)
        {
            return (int)Math.Max(0, microseconds);
        }

        var octave = BitOperations.Log2((ulong)microseconds);
        var quarter = (int)(microseconds >> (octave - 2)) & 3;
        return Math.Min(((octave - 1) * 4) + quarter, BucketCount - 1);
    }

    /// <summary>Where a bucket ends, in microseconds.</summary>
    internal static long EndOf(int bucket) => bucket < 4
        ? bucket + 1
        : (5L + (bucket % 4)) << ((bucket / 4) - 1);
}

/// <summary>Turns of one kind over some time.</summary>
/// <param name="Turns">How many, the failed ones included.</param>
/// <param name="Errors">How many failed.</param>
/// <param name="Time">How long all of them took together.</param>
/// <param name="Buckets">How many took how long; see <see cref="TurnTally"/>.</param>
internal sealed record TurnSum(long Turns, long Errors, TimeSpan Time, long[] Buckets)
{
    /// <summary>No turns.</summary>
    public static TurnSum None { get; } = new(0, 0, TimeSpan.Zero, new long[TurnTally.BucketCount]);

    /// <summary>Both together.</summary>
    public TurnSum Plus(TurnSum other) => new(
        Turns + other.Turns, Errors + other.Errors, Time + other.Time,
        [.. Buckets.Zip(other.Buckets, (a, b) => a + b)]);

    /// <summary>What came since <paramref name="before"/>.</summary>
    public TurnSum Since(TurnSum before) => new(
        Turns - before.Turns, Errors - before.Errors, Time - before.Time,
        [.. Buckets.Zip(before.Buckets, (a, b) => a - b)]);

    /// <summary>
    /// The duration that a share of the turns did not exceed, in milliseconds: the end of its bucket, so at most a
    /// quarter too high. 0 without turns.
    /// </summary>
    public double Quantile(double share)
    {
        var total = Buckets.Sum();
        var seen = 0L;
        for (var i = 0; i < Buckets.Length && total > 0; i++)
        {
            seen += Buckets[i];
            if (seen >= share * total)
            {
                return TurnTally.EndOf(i) / 1000d;
            }
        }

        return 0;
    }
}
