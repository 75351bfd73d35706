namespace ActorCrm.Chaos.Tests;

/// <summary>What can go wrong.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL of a silo; it is started again when others serve its shards.</summary>
    Kill,

    /// <summary>SIGSTOP of a silo for longer than its lease, then SIGCONT.</summary>
    Freeze,

    /// <summary>SIGTERM of a silo, as in an upgrade; then it is started again.</summary>
    PlannedStop,

    /// <summary>PostgreSQL ends its connections and starts again.</summary>
    DatabaseRestart,

    /// <summary>PostgreSQL crashes and recovers.</summary>
    DatabaseCrash,

    /// <summary>A silo loses the database without a word for longer than its lease; then what was kept comes.</summary>
    Cut,

    /// <summary>The same, but the connections are broken afterwards.</summary>
    CutAndSever,

    /// <summary>Everything between a silo and the database takes longer.</summary>
    Slow,

    /// <summary>A silo hears no notification.</summary>
    Deaf,
}

/// <summary>One fault.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">To which silo, for those that are about one.</param>
/// <param name="Pause">Before it.</param>
/// <param name="Length">For those that last.</param>
/// <param name="IsHasty">Whether the next one comes while the cluster still recovers from this one.</param>
internal sealed record Fault(FaultKind Kind, int Node, TimeSpan Pause, TimeSpan Length, bool IsHasty);

/// <summary>Faults in an order that a seed decides.</summary>
internal static class Schedule
{
    /// <summary>Each kind comes once in so many faults.</summary>
    public static readonly int RoundLength = Enum.GetValues<FaultKind>().Length;

    public static IReadOnlyList<Fault> Make(int seed, int count, int nodes)
    {
        var random = new Random(seed);
        var faults = new List<Fault>();
        while (faults.Count < count)
        {
            var round = Enum.GetValues<FaultKind>();
            random.Shuffle(round);
            faults.AddRange(round.Select(kind => new Fault(
                kind, random.Next(nodes), TimeSpan.FromMilliseconds(random.Next(50, 600)), Length(kind, random),
                IsHasty: random.Next(4) == 0)));
        }

        return faults[..count];
    }

    private static TimeSpan Length(FaultKind kind, Random random) => kind switch
    {
        // The lease is 3 s.
        FaultKind.Freeze or FaultKind.Cut or FaultKind.CutAndSever =>
            TimeSpan.FromMilliseconds(random.Next(3300, 5000)),
        FaultKind.Slow or FaultKind.Deaf => TimeSpan.FromMilliseconds(random.Next(1000, 2500)),
        _ => TimeSpan.FromMilliseconds(random.Next(0, 500)),
    };
}
