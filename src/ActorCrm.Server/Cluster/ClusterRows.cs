namespace ActorCrm.Server.Cluster;

// No positional records: of a computed column the database knows no type while there is no row, and Dapper would find
// no constructor.

/// <summary>The database's time.</summary>
internal sealed class NowRow
{
    /// <summary>Unix milliseconds.</summary>
    public long Now { get; init; }
}

/// <summary>A silo that has a lease, or had one within the last day.</summary>
internal sealed class SiloRow
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string Address { get; init; } = "";

    public string Version { get; init; } = "";

    public string State { get; init; } = "";

    public bool IsDrainRequested { get; init; }

    public long StartedAt { get; init; }

    public long LeaseUntil { get; init; }

    public string Vitals { get; init; } = "";
}

/// <summary>A shard, and what waits in it.</summary>
internal sealed class ShardRow
{
    public int Shard { get; init; }

    public string? Owner { get; init; }

    public long Epoch { get; init; }

    public long Inbox { get; init; }

    public long? OldestDueAt { get; init; }

    public long RemindersDue { get; init; }

    public long DeadLetters { get; init; }
}

/// <summary>Effects of a shard that are of one kind and state.</summary>
internal sealed class EffectRow
{
    public int Shard { get; init; }

    public string Kind { get; init; } = "";

    public string State { get; init; } = "";

    public long Count { get; init; }
}

/// <summary>A silo's minute.</summary>
internal sealed class MinuteRow
{
    public long Minute { get; init; }

    public string SiloId { get; init; } = "";

    public string Name { get; init; } = "";

    public string Numbers { get; init; } = "";
}
