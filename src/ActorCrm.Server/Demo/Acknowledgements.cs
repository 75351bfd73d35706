namespace ActorCrm.Server.Demo;

/// <summary>What the server answered to everything that was sent, and how soon. Safe for several connections.</summary>
internal sealed class Acknowledgements
{
    private const int BucketsMax = 100_000;
    private const int ComplaintsMax = 5;
    private static readonly TimeSpan Bucket = TimeSpan.FromMicroseconds(100);

    private readonly Lock _lock = new();
    private readonly long[] _buckets = new long[BucketsMax];
    private readonly List<string> _complaints = [];
    private long _sent;

    /// <summary>Events and forms acknowledged.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Those that were new to the server.</summary>
    public long Accepted { get; private set; }

    /// <summary>Those that it had already.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Those that it refused.</summary>
    public long Rejected { get; private set; }

    /// <summary>How often it asked to come back later; what it had taken by then counts as a duplicate.</summary>
    public long Retries { get; private set; }

    /// <summary>What it said of the first ones that it refused.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Notes what became of a request.</summary>
    public void Add(long accepted, long duplicates, IReadOnlyCollection<string> rejected, TimeSpan took)
    {
        var count = accepted + duplicates + rejected.Count;
        lock (_lock)
        {
            _sent += count;
            Accepted += accepted;
            Duplicates += duplicates;
            Rejected += rejected.Count;
            _complaints.AddRange(rejected.Take(ComplaintsMax - _complaints.Count));
            _buckets[Math.Min(BucketsMax - 1, took.Ticks / Bucket.Ticks)] += count;
        }
    }

    /// <summary>Notes that a request has to be sent again.</summary>
    public void Retry()
    {
        lock (_lock)
        {
            Retries++;
        }
    }

    /// <summary>
    /// How long events waited for their answer: so many of a hundred not longer than this. To a tenth of a millisecond,
    /// 10 seconds at most.
    /// </summary>
    public TimeSpan Percentile(double percent)
    {
        lock (_lock)
        {
            var rank = (long)Math.Ceiling(_sent * percent / 100);
            for (var i = 0; i < BucketsMax; i++)
            {
                rank -= _buckets[i];
                if (rank <= 0)
                {
                    return Bucket * (i + 1);
                }
            }
        }

        return TimeSpan.Zero;
    }
}
