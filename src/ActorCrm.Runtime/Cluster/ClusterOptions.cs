using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Cluster;

/// <summary>Limits of a silo's membership.</summary>
public sealed class ClusterOptions
{
    /// <summary>
    /// Tells this cluster from others: a database that was made for one of another name is refused. Default:
    /// <c>actorcrm</c>.
    /// </summary>
    public string Name { get; set; } = ClusterName.Default;

    /// <summary>
    /// How long a silo may be silent before others take its shards. Default: 3 s. Shorter finds a dead silo sooner and
    /// takes a slow one for dead more often, which costs time and never data.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a silo renews its lease. Default: 500 ms.</summary>
    public TimeSpan Beat { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The wait while shards that should be held are not, or after a failure. Default: 50 ms.</summary>
    public TimeSpan Unsettled { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long wake-ups are collected before they are sent together. Default: 10 ms.</summary>
    public TimeSpan WakeDelay { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How often the inbox and answers are looked for without a wake-up. Default: 250 ms.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long an ask of a shard elsewhere waits for its answer before its outcome is called unknown. Default: 30 s.
    /// </summary>
    public TimeSpan AskTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often settings are read anew without a wake-up. Default: 5 s.</summary>
    public TimeSpan SettingsPoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Asks of shards elsewhere that may wait for answers. Default: 8,192.</summary>
    public int AsksMax { get; set; } = 8192;

    /// <summary>Messages appended to the inbox of other silos at a time. Default: 1,024.</summary>
    public int AppendMax { get; set; } = 1024;

    /// <summary>How long the minutes of the cluster's history are kept. Default: 7 days.</summary>
    public TimeSpan HistoryKept { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How far this machine's clock may be off from the database's. A start is refused beyond it; a silo that runs
    /// warns. Ownership goes by the database's clock alone, but times in documents, and when messages, reminders and
    /// effects are due, come from the silo's: two silos, each within this of the server, are within twice this of each
    /// other, which must stay well below <see cref="AskTimeout"/> and the lease of an effect (1 minute). Clocks that
    /// are kept right differ by milliseconds. Default: 5 s.
    /// </summary>
    public TimeSpan ClockSkewMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with the values; empty when all is well.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. ValidateTimes(),
        .. Name.Length is >= 1 and <= 100 && !Name.Any(char.IsControl)
            ? (string[])[]
            : ["Cluster:Name must have 1 to 100 characters; leave it out for 'actorcrm'."],
        .. ClockSkewMax > TimeSpan.Zero
            ? (string[])[]
            : ["Cluster:ClockSkewMax must be positive, such as 00:00:05."],
    ];

    private IReadOnlyList<string> ValidateTimes() =>
        Lease >= Beat * 3 && Beat > TimeSpan.Zero && Unsettled > TimeSpan.Zero && Poll > TimeSpan.Zero
            && AskTimeout > Lease && SettingsPoll > TimeSpan.Zero && WakeDelay >= TimeSpan.Zero
            && HistoryKept > TimeSpan.Zero && AsksMax >= 1 && AppendMax >= 1
            ? []
            : ["Cluster:Lease must be three times Cluster:Beat at least, Cluster:AskTimeout longer than it, and all "
                + "values must be positive."];
}
