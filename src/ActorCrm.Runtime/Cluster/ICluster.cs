using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Cluster;

/// <summary>
/// Who is there, who owns which shard, and wake-ups: all that silos need of each other. It is narrow so that another
/// cluster manager could stand behind it. Times are the manager's own; no silo's clock decides anything.
/// Every method may throw <see cref="StorageException"/>, after which the outcome is unknown; all may be called again.
/// </summary>
public interface ICluster : IAsyncDisposable
{
    /// <summary>Enters a silo that holds nothing yet, with a lease that <see cref="BeatAsync"/> renews.</summary>
    Task JoinAsync(SiloCard silo, TimeSpan lease, CancellationToken stop);

    /// <summary>
    /// Renews a silo's lease and reads who is there. Null when the lease had ended before: its shards may have been
    /// claimed by others, and the silo must drop everything and join anew, under another id.
    /// </summary>
    /// <param name="siloId">Which silo.</param>
    /// <param name="state">Its state.</param>
    /// <param name="vitals">How it is, as UTF-8 JSON; for the cluster page.</param>
    /// <param name="lease">Until when it may be silent, from now.</param>
    /// <param name="stop">Gives up.</param>
    Task<ClusterView?> BeatAsync(
        string siloId, SiloState state, byte[] vitals, TimeSpan lease, CancellationToken stop);

    /// <summary>
    /// Takes those of <paramref name="shards"/> that nobody with a lease owns, each under an epoch that was never used.
    /// </summary>
    Task<IReadOnlyList<ShardEpoch>> ClaimAsync(string siloId, IReadOnlyList<int> shards, CancellationToken stop);

    /// <summary>Gives shards back; those that the silo does not own are left alone.</summary>
    Task ReleaseAsync(string siloId, IReadOnlyList<int> shards, CancellationToken stop);

    /// <summary>Gives back everything and takes the silo off the list.</summary>
    Task LeaveAsync(string siloId, CancellationToken stop);

    /// <summary>
    /// Forgets silos that went a day ago, and answers to silos that went an hour ago. Any silo may do it at any time.
    /// </summary>
    Task ForgetAsync(CancellationToken stop);

    /// <summary>
    /// Notes that a silo should give its shards away; it finds that in the view of its next beat
    /// (<see cref="SiloSeen.IsDrainRequested"/>). Not the last one that takes shards.
    /// </summary>
    Task<DrainAnswer> RequestDrainAsync(string siloId, CancellationToken stop);

    /// <summary>
    /// Wakes all silos, this one included. A wake-up may be lost: everything that it stands for is also found by
    /// looking.
    /// </summary>
    Task WakeAsync(WakeUp wakeUp, CancellationToken stop);

    /// <summary>
    /// Calls <paramref name="woken"/> with each wake-up until <paramref name="stop"/>; connects again by itself, and
    /// then reports <see cref="WakeUp.Everything"/> once, since something may have been missed.
    /// </summary>
    Task ListenAsync(Action<WakeUp> woken, CancellationToken stop);
}

/// <summary>What a silo says of itself when it joins.</summary>
/// <param name="Id">New whenever it joins.</param>
/// <param name="HostId">
/// The same for as long as its process runs; answers are addressed to it (<see cref="ReplyRow.SiloId"/>).
/// </param>
/// <param name="Name">Host and process, for people.</param>
/// <param name="Address">Where its API listens, for people and proxies; empty when unknown.</param>
/// <param name="Version">The program's.</param>
public sealed record SiloCard(string Id, string HostId, string Name, string Address, string Version);

/// <summary>Whether a silo takes shards.</summary>
public enum SiloState
{
    /// <summary>It has its share of the shards.</summary>
    Active,

    /// <summary>It gives its shards away and takes no more.</summary>
    Draining,
}

/// <summary>What became of the wish that a silo give its shards away.</summary>
public enum DrainAnswer
{
    /// <summary>The silo will hear of it.</summary>
    Requested,

    /// <summary>No silo with a lease has the id.</summary>
    Unknown,

    /// <summary>There is no other that would take its shards.</summary>
    OnlyOne,
}

/// <summary>A silo with a lease.</summary>
/// <param name="Card">What it said of itself.</param>
/// <param name="State">Whether it takes shards.</param>
/// <param name="StartedAt">When it joined.</param>
/// <param name="LeaseUntil">Until when it may be silent.</param>
/// <param name="Vitals">How it was at its last beat, as UTF-8 JSON.</param>
/// <param name="IsDrainRequested">Whether somebody wants it to give its shards away.</param>
public sealed record SiloSeen(
    SiloCard Card, SiloState State, DateTimeOffset StartedAt, DateTimeOffset LeaseUntil, byte[] Vitals,
    bool IsDrainRequested = false);

/// <summary>Who owns a shard.</summary>
/// <param name="Shard">Which shard.</param>
/// <param name="Owner">The silo; null when nobody with a lease has it.</param>
/// <param name="Epoch">Raised with each claim.</param>
public readonly record struct ShardSeen(int Shard, string? Owner, long Epoch);

/// <summary>The cluster at one moment.</summary>
/// <param name="Now">The manager's time.</param>
/// <param name="Silos">Those with a lease.</param>
/// <param name="Shards">All shards, in order.</param>
public sealed record ClusterView(
    DateTimeOffset Now, IReadOnlyList<SiloSeen> Silos, IReadOnlyList<ShardSeen> Shards);

/// <summary>What silos should look at.</summary>
[Flags]
public enum WakeKinds
{
    /// <summary>Nothing but what the lists of the wake-up name.</summary>
    None = 0,

    /// <summary>Silos came or went, or shards are free.</summary>
    Shards = 1,

    /// <summary>Settings were saved.</summary>
    Settings = 2,

    /// <summary>The timeline grew.</summary>
    Timeline = 4,

    /// <summary>Effects were stored.</summary>
    Effects = 8,
}

/// <summary>A wake-up, sent to all silos; each takes what concerns it.</summary>
/// <param name="Kinds">What everybody should look at.</param>
/// <param name="Inbox">Shards that got messages; null: look at all.</param>
/// <param name="Replies">Silos (<see cref="ReplyRow.SiloId"/>) that got answers; null: look, whoever you are.</param>
public sealed record WakeUp(WakeKinds Kinds, IReadOnlyCollection<int>? Inbox, IReadOnlyCollection<string>? Replies)
{
    /// <summary>Look at everything.</summary>
    public static WakeUp Everything { get; } = new(
        WakeKinds.Shards | WakeKinds.Settings | WakeKinds.Timeline | WakeKinds.Effects, null, null);

    /// <summary>Silos came or went, or shards are free.</summary>
    public static WakeUp Shards { get; } = new(WakeKinds.Shards, [], []);
}
