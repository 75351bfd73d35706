using System.Text;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Cluster;

/// <summary>The cluster at one moment. Any silo answers for all.</summary>
/// <param name="At">The database's time, UTC.</param>
/// <param name="Silos">Those with a lease, the oldest first; then those that went within a day.</param>
/// <param name="Shards">All shards, in order.</param>
/// <param name="Activations">Grains in memory by type, all silos together.</param>
/// <param name="Turns">Turns by grain type and message, all silos together.</param>
/// <param name="TurnErrorsPerSecond">Turns that threw; each attempt counts.</param>
/// <param name="RemindersDue">Reminders that should have fired by now; the sum over the shards.</param>
/// <param name="Effects">Effects that wait or are being done; 1,000 of a shard are counted at most.</param>
/// <param name="DeadLetters">Messages that failed too often; the sum over the shards.</param>
public sealed record ClusterStatus(
    DateTimeOffset At,
    IReadOnlyList<SiloStatus> Silos,
    IReadOnlyList<ShardStatus> Shards,
    IReadOnlyDictionary<string, int> Activations,
    IReadOnlyList<TurnStatus> Turns,
    double TurnErrorsPerSecond,
    long RemindersDue,
    IReadOnlyList<EffectStatus> Effects,
    long DeadLetters);

/// <summary>One silo.</summary>
/// <param name="Id">New whenever it joins.</param>
/// <param name="Name">Host and process.</param>
/// <param name="Address">Where it listens, as it was told or does by itself.</param>
/// <param name="Version">The program's.</param>
/// <param name="State">active, draining, or gone.</param>
/// <param name="IsSelf">Whether it is the one that answers.</param>
/// <param name="DrainRequested">Whether somebody asked it to drain.</param>
/// <param name="StartedAt">When it joined, UTC.</param>
/// <param name="UptimeSeconds">Since then; of one that is gone, until its lease ended.</param>
/// <param name="LeaseUntil">Until when it may be silent, UTC; null where there is only one and nobody asks.</param>
/// <param name="Shards">How many shards it owns.</param>
/// <param name="Vitals">How it was when it was last heard; null when it told nothing yet.</param>
public sealed record SiloStatus(
    string Id, string Name, string Address, string Version, string State, bool IsSelf, bool DrainRequested,
    DateTimeOffset StartedAt, double UptimeSeconds, DateTimeOffset? LeaseUntil, int Shards, VitalsStatus? Vitals);

/// <summary>How a silo was.</summary>
/// <param name="CpuSeconds">Processor time since the process started.</param>
/// <param name="Cpu">Processors that were busy within the window, on average.</param>
/// <param name="Processors">Processors that there are.</param>
/// <param name="MemoryBytes">Working set of the process.</param>
/// <param name="Activations">Grains in memory.</param>
/// <param name="ActivationsByType">The same by type.</param>
/// <param name="QueueLength">Messages of callers that wait or are being handled.</param>
/// <param name="WindowSeconds">Length of the window that the turns are of.</param>
/// <param name="Turns">Turns by grain type and message, the most frequent first; the 40 first kinds.</param>
public sealed record VitalsStatus(
    double CpuSeconds, double Cpu, int Processors, long MemoryBytes, int Activations,
    IReadOnlyDictionary<string, int> ActivationsByType, int QueueLength, double WindowSeconds,
    IReadOnlyList<TurnStatus> Turns)
{
    /// <summary>What is shown of a silo's vitals.</summary>
    internal static VitalsStatus Of(SiloVitals vitals) => new(
        vitals.CpuSeconds, vitals.Cpu, vitals.Processors, vitals.WorkingSetBytes, vitals.Activations,
        vitals.ActivationsByType ?? new Dictionary<string, int>(), vitals.QueueLength, vitals.WindowSeconds,
        [.. (vitals.Turns ?? []).Select(turn => TurnStatus.Of(turn, vitals.WindowSeconds))]);

    /// <summary>The same from the stored JSON; null when the silo told nothing yet.</summary>
    internal static VitalsStatus? Of(string json) =>
        SiloVitals.Read(Encoding.UTF8.GetBytes(json)) is { } vitals ? Of(vitals) : null;
}

/// <summary>Turns of one kind. A turn's duration is its handling, without waiting, loading and commit.</summary>
/// <param name="Grain">The grain type.</param>
/// <param name="Message">The message's type.</param>
/// <param name="PerSecond">Turns a second, failed ones included.</param>
/// <param name="ErrorsPerSecond">Failed turns a second.</param>
/// <param name="P50">
/// Milliseconds that half of them did not exceed, up to a quarter too high; of several silos, the highest.
/// </param>
/// <param name="P99">The same for 99 of 100.</param>
public sealed record TurnStatus(
    string Grain, string Message, double PerSecond, double ErrorsPerSecond, double P50, double P99)
{
    internal static TurnStatus Of(TurnRate turn, double seconds) => new(
        turn.Grain, turn.Message, Rate(turn.Turns, seconds), Rate(turn.Errors, seconds), turn.P50, turn.P99);

    /// <summary>Turns of one kind on several silos.</summary>
    internal static TurnStatus Sum(IReadOnlyCollection<TurnStatus> turns) => new(
        turns.First().Grain, turns.First().Message, turns.Sum(turn => turn.PerSecond),
        turns.Sum(turn => turn.ErrorsPerSecond), turns.Max(turn => turn.P50), turns.Max(turn => turn.P99));

    private static double Rate(long count, double seconds) =>
        seconds > 0 ? Math.Round(count / seconds, 3) : 0;
}

/// <summary>One shard. Of each queue 1,000 rows are counted at most: 1000 means that many or more.</summary>
/// <param name="Shard">Its number.</param>
/// <param name="Owner">Id of the silo that owns it; null when nobody with a lease does.</param>
/// <param name="Epoch">Raised with each claim.</param>
/// <param name="Inbox">Durable messages that wait, those for later included.</param>
/// <param name="LagSeconds">For how long the oldest message has been due; 0 when none is.</param>
/// <param name="RemindersDue">Reminders that should have fired by now.</param>
/// <param name="DeadLetters">Messages of its grains that failed too often.</param>
public sealed record ShardStatus(
    int Shard, string? Owner, long Epoch, long Inbox, double LagSeconds, long RemindersDue, long DeadLetters)
{
    internal static ShardStatus Of(ShardRow row, long now) => new(
        row.Shard, row.Owner, row.Epoch, row.Inbox,
        row.OldestDueAt is { } oldest ? Math.Max(0, now - oldest) / 1000d : 0, row.RemindersDue, row.DeadLetters);
}

/// <summary>Effects of one kind.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="State">pending or running.</param>
/// <param name="Count">How many.</param>
public sealed record EffectStatus(string Kind, string State, long Count);

/// <summary>How a silo was in a minute.</summary>
/// <param name="Minute">When the minute began, UTC.</param>
/// <param name="SiloId">The silo's id.</param>
/// <param name="Name">Host and process.</param>
/// <param name="Shards">Shards that it served.</param>
/// <param name="Vitals">Its numbers.</param>
public sealed record SiloMinuteView(
    DateTimeOffset Minute, string SiloId, string Name, int Shards, VitalsStatus Vitals);
