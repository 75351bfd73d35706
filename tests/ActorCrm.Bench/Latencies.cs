namespace ActorCrm.Bench;

/// <summary>
/// Latencies in buckets of 1 % width: any number of them in constant memory, recorded without a lock.
/// </summary>
internal sealed class Latencies
{
    private const double Base = 1.01;
    private const int Buckets = 2048;

    private readonly long[] _counts = new long[Buckets];

    public void Record(TimeSpan latency)
    {
        var bucket = (int)(Math.Log(Math.Max(1, latency.TotalMicroseconds)) / Math.Log(Base));
        Interlocked.Increment(ref _counts[Math.Min(Buckets - 1, bucket)]);
    }

    public void Clear() => Array.Clear(_counts);

    /// <summary>The latency in milliseconds that <paramref name="share"/> of all do not exceed.</summary>
    public double Percentile(double share)
    {
        var rest = (long)Math.Ceiling(_counts.Sum() * share);
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            rest -= _counts[bucket];
            if (rest <= 0)
            {
                return Math.Pow(Base, bucket + 1) / 1000;
            }
        }

        return double.NaN;
    }
}
