using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Cluster;

/// <summary>Reads how the cluster is: what silos told, who owns what, and what waits.</summary>
internal sealed class ClusterReader(SiloHost silo, ReadDatabase database)
{
    /// <summary>Silos that are shown; the ones that went longest ago are left out first.</summary>
    private const int SilosMax = 200;

    /// <summary>Rows of a shard that are counted in each queue; more are not looked at.</summary>
    private const int CountMax = 1000;

    private static readonly FeatureSql Sql = FeatureSql.Load("Cluster/cluster");

    /// <summary>Everything.</summary>
    public async Task<ClusterStatus> ReadAsync(CancellationToken stop)
    {
        var now = await NowAsync(stop);
        var queues = await ReadQueuesAsync(now, stop);
        var rows = await new ListQuery(Sql, "silo_list").With("now", now).With("take", SilosMax)
            .ReadAsync<SiloRow>(database, stop);
        var owned = queues.Shards.Where(shard => shard.Owner is not null).CountBy(shard => shard.Owner!)
            .ToDictionary();
        SiloStatus[] silos = database.IsShared
            ? [.. rows.Select(row => Of(row, now, owned.GetValueOrDefault(row.Id)))]
            : [Alone(now, owned.GetValueOrDefault(silo.MemberId))];
        var heard = silos.Where(one => one.State != "gone").Select(one => one.Vitals).OfType<VitalsStatus>().ToList();
        return new ClusterStatus(
            Time(now),
            silos,
            [.. queues.Shards.Select(row => ShardStatus.Of(row, now))],
            heard.SelectMany(vitals => vitals.ActivationsByType).GroupBy(type => type.Key)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(type => type.Value)),
            [
                .. heard.SelectMany(vitals => vitals.Turns).GroupBy(turn => (turn.Grain, turn.Message))
                    .Select(group => TurnStatus.Sum([.. group])).OrderByDescending(turn => turn.PerSecond),
            ],
            heard.SelectMany(vitals => vitals.Turns).Sum(turn => turn.ErrorsPerSecond),
            queues.Shards.Sum(shard => shard.RemindersDue),
            [
                .. queues.Effects.GroupBy(effect => (effect.Kind, effect.State)).OrderBy(group => group.Key)
                    .Select(group => new EffectStatus(
                        group.Key.Kind, group.Key.State, group.Sum(effect => effect.Count))),
            ],
            queues.Shards.Sum(shard => shard.DeadLetters));
    }

    /// <summary>What waits in the shards that this silo owns.</summary>
    public async Task<QueueSample> SampleAsync(CancellationToken stop)
    {
        var now = await NowAsync(stop);
        var queues = await ReadQueuesAsync(now, stop);
        var mine = queues.Shards.Where(shard => shard.Owner == silo.MemberId)
            .ToDictionary(shard => shard.Shard, shard => ShardStatus.Of(shard, now));
        return new QueueSample(
            mine.Values.Sum(shard => shard.Inbox),
            mine.Values.Select(shard => shard.LagSeconds).DefaultIfEmpty().Max(),
            mine.Values.Sum(shard => shard.RemindersDue),
            mine.Values.Sum(shard => shard.DeadLetters),
            [
                .. queues.Effects.Where(effect => mine.ContainsKey(effect.Shard))
                    .GroupBy(effect => (effect.Kind, effect.State))
                    .Select(group => new EffectStatus(
                        group.Key.Kind, group.Key.State, group.Sum(effect => effect.Count))),
            ]);
    }

    /// <summary>Minutes of the history in order; at most <paramref name="take"/>.</summary>
    /// <param name="from">Unix milliseconds; null for the last hour.</param>
    /// <param name="until">Unix milliseconds; null for now.</param>
    /// <param name="siloId">Of this silo alone.</param>
    /// <param name="after">Minute and silo that the page before ended with.</param>
    /// <param name="take">How many.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<IReadOnlyList<MinuteRow>> ReadHistoryAsync(
        long? from, long? until, string? siloId, (long? Sort, string? Id) after, int take, CancellationToken stop)
    {
        var now = await NowAsync(stop);
        return await new ListQuery(Sql, "history_list")
            .With("from", from ?? ((until ?? now) - (long)TimeSpan.FromHours(1).TotalMilliseconds))
            .With("until", until ?? now + 1)
            .With("take", take)
            .Where("history_list_silo", "silo", siloId)
            .Where("history_list_after", "sort", after.Sort).With("id", after.Id)
            .ReadAsync<MinuteRow>(database, stop);
    }

    internal static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private async Task<long> NowAsync(CancellationToken stop) =>
        (await new ListQuery(Sql, "cluster_now").ReadOneAsync<NowRow>(database, stop))!.Now;

    private async Task<(IReadOnlyList<ShardRow> Shards, IReadOnlyList<EffectRow> Effects)> ReadQueuesAsync(
        long now, CancellationToken stop) =>
        (await new ListQuery(Sql, "shard_list").With("now", now).With("limit", CountMax)
            .ReadAsync<ShardRow>(database, stop),
            await new ListQuery(Sql, "effect_list").With("limit", CountMax).ReadAsync<EffectRow>(database, stop));

    private SiloStatus Of(SiloRow row, long now, int shards)
    {
        var isGone = row.LeaseUntil <= now;
        return new SiloStatus(
            row.Id, row.Name, row.Address, row.Version, isGone ? "gone" : row.State, row.Id == silo.MemberId,
            row.IsDrainRequested, Time(row.StartedAt), (Math.Min(now, row.LeaseUntil) - row.StartedAt) / 1000d,
            Time(row.LeaseUntil), shards, VitalsStatus.Of(row.Vitals));
    }

    private SiloStatus Alone(long now, int shards)
    {
        var startedAt = silo.StartedAt ?? Time(now);
        return new SiloStatus(
            silo.MemberId, silo.Card.Name, silo.Card.Address, silo.Card.Version, "active", IsSelf: true,
            DrainRequested: false, startedAt, Math.Max(0, (Time(now) - startedAt).TotalSeconds), LeaseUntil: null,
            shards, VitalsStatus.Of(silo.ReadVitals()));
    }
}

/// <summary>What waits in the shards of a silo.</summary>
/// <param name="Inbox">Durable messages, those for later included.</param>
/// <param name="LagSeconds">For how long the oldest has been due.</param>
/// <param name="RemindersDue">Reminders that should have fired.</param>
/// <param name="DeadLetters">Messages that failed too often.</param>
/// <param name="Effects">Effects by kind and state.</param>
internal sealed record QueueSample(
    long Inbox, double LagSeconds, long RemindersDue, long DeadLetters, IReadOnlyList<EffectStatus> Effects);
