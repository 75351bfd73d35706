using System.Diagnostics.Metrics;
using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Silo;

/// <summary>What the silo tells of itself, and what may be asked about one of its grains.</summary>
public sealed partial class SiloHost
{
    /// <summary>Shortest time over which turns are counted for <see cref="SiloVitals"/>.</summary>
    private static readonly TimeSpan WindowLength = TimeSpan.FromSeconds(10);

    /// <summary>The window of the history; a little less than a minute, so that each minute gets a new one.</summary>
    private static readonly TimeSpan MinuteLength = TimeSpan.FromSeconds(50);

    private TurnWindow? _recent;
    private TurnWindow? _minute;
    private long _beatAt;

    /// <summary>When <see cref="StartAsync"/> was called; null before.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>
    /// Time since the lease was renewed last, by this process's clock; null when the silo is alone and needs none.
    /// </summary>
    public TimeSpan? LeaseAge => _view is null ? null : _clock.GetElapsedTime(Volatile.Read(ref _beatAt));

    /// <summary>How the silo is. Throws <see cref="InvalidOperationException"/> before the start.</summary>
    public SiloVitals ReadVitals() => Vitals(_recent ?? throw new InvalidOperationException("It is not started."));

    /// <summary>The shard of a grain. Throws <see cref="InvalidOperationException"/> before the start.</summary>
    public int ShardOf(in GrainId id) => _context is { } context
        ? id.Shard(context.ShardCount)
        : throw new InvalidOperationException("It is not started.");

    /// <summary>The grain type of a name; null when there is none.</summary>
    public GrainType? FindType(string name) => _catalog.TryFind(name, out var type) ? type : null;

    /// <summary>The stored state of a grain; null when it has none.</summary>
    public async Task<StoredState?> FindStateAsync(GrainId id, CancellationToken stop)
    {
        var found = await _storage.LoadAsync(id.Type, [id.Key], stop);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Whether a grain is in this silo's memory.</summary>
    public Task<bool> IsActiveAsync(GrainId id, CancellationToken stop)
    {
        var shard = ShardOf(id);
        return Volatile.Read(ref _mine[shard]) && IsReady
            ? LoopOf(shard).IsActiveAsync(id).WaitAsync(stop)
            : Task.FromResult(false);
    }

    /// <summary>Writes how the silo was in the minute that has passed, and forgets what is too old.</summary>
    /// <param name="minute">When the minute began.</param>
    /// <param name="keepFrom">Older minutes, of whatever silo, are forgotten.</param>
    /// <param name="stop">Gives up.</param>
    public Task WriteHistoryAsync(DateTimeOffset minute, DateTimeOffset keepFrom, CancellationToken stop)
    {
        var numbers = Vitals(_minute ?? throw new InvalidOperationException("It is not started."));
        return _storage.WriteSiloMinuteAsync(
            new SiloMinute(MemberId, Card.Name, minute, numbers.Write()), keepFrom, stop);
    }

    /// <summary>Asks a silo, this or another, to give its shards away; it hears of it with its next beat.</summary>
    public async Task<DrainAnswer> RequestDrainAsync(string siloId, CancellationToken stop)
    {
        if (_cluster is null)
        {
            return siloId == MemberId ? DrainAnswer.OnlyOne : DrainAnswer.Unknown;
        }

        var answer = await _cluster.RequestDrainAsync(siloId, stop);
        if (answer == DrainAnswer.Requested)
        {
            await _cluster.WakeAsync(WakeUp.Shards, stop);
        }

        return answer;
    }

    private void StartNumbers()
    {
        StartedAt = _clock.GetUtcNow();
        _recent = new TurnWindow(WindowLength, _clock, ReadTotals);
        _minute = new TurnWindow(MinuteLength, _clock, ReadTotals);
        Metrics.Gauge("actorcrm.shards", "Shards that there are, whoever serves them.", () => _mine.Length);
        Metrics.Gauge("actorcrm.shards.owned", "Shards that the silo serves.", () => Shards.Count);
        Metrics.Gauges("actorcrm.lease.age", "s", "Time since the lease was renewed.", () =>
            LeaseAge is { } age ? [new Measurement<double>(age.TotalSeconds)] : []);
        Metrics.Gauges(
            "actorcrm.clock.skew", "s", "How far the machine's clock is ahead of the database's; negative: behind.",
            () => _membership is { } silo ? [new Measurement<double>(silo.ClockSkew.TotalSeconds)] : []);
        Metrics.Counters("actorcrm.turns.handled", null, "Turns by grain type and message.", () =>
            TurnMeasurements(sum => sum.Turns));
        Metrics.Counters("actorcrm.turns.failed", null, "Turns that threw, by grain type and message.", () =>
            TurnMeasurements(sum => sum.Errors));
        Metrics.Counters("actorcrm.turns.time", "s", "Time in turns by grain type and message.", () =>
            TurnMeasurements(sum => sum.Time.TotalSeconds));
        Metrics.Gauges(
            "actorcrm.turns.duration", "s", "Duration of turns by grain type and message, over the last seconds.",
            QuantileMeasurements);
        Metrics.Gauges("actorcrm.activations.by_type", null, "Activations in memory by grain type.", () =>
            ActivationsByType().Select(type => new Measurement<double>(
                type.Value, new KeyValuePair<string, object?>("grain", type.Key))));
    }

    private SiloVitals Vitals(TurnWindow window)
    {
        var recent = window.Read();
        return new SiloVitals(
            Activations, QueueLength, Environment.CpuUsage.TotalTime.TotalSeconds, Environment.WorkingSet,
            Math.Round(recent.Cpu, 3), Environment.ProcessorCount, Shards.Count, ActivationsByType(),
            Math.Round(recent.Length.TotalSeconds, 3),
            [
                .. recent.Kinds.Where(kind => kind.Value.Turns > 0).OrderByDescending(kind => kind.Value.Turns)
                    .ThenBy(kind => kind.Key).Take(SiloVitals.TurnsMax)
                    .Select(kind => new TurnRate(
                        kind.Key.Grain, kind.Key.Message, kind.Value.Turns, kind.Value.Errors,
                        kind.Value.Quantile(0.5), kind.Value.Quantile(0.99))),
            ]);
    }

    private Dictionary<string, int> ActivationsByType() => _loops.SelectMany(loop => loop.ActivationsByType)
        .Where(type => type.Count > 0)
        .GroupBy(type => type.Name)
        .ToDictionary(group => group.Key, group => group.Sum(type => type.Count));

    private TurnTotals ReadTotals()
    {
        var kinds = new Dictionary<(string, string), TurnSum>();
        foreach (var tally in _loops.SelectMany(loop => loop.Times.Tallies))
        {
            var key = (tally.Grain, tally.Message);
            kinds[key] = kinds.GetValueOrDefault(key, TurnSum.None).Plus(tally.Sum());
        }

        return new TurnTotals(Environment.CpuUsage.TotalTime.TotalSeconds, kinds);
    }

    private IEnumerable<Measurement<double>> TurnMeasurements(Func<TurnSum, double> value) =>
        ReadTotals().Kinds.Select(kind => new Measurement<double>(value(kind.Value), Tags(kind.Key)));

    private IEnumerable<Measurement<double>> QuantileMeasurements()
    {
        foreach (var (key, sum) in _recent?.Read().Kinds ?? new Dictionary<(string, string), TurnSum>())
        {
            foreach (var quantile in sum.Turns > 0 ? new[] { 0.5, 0.99 } : [])
            {
                yield return new Measurement<double>(
                    sum.Quantile(quantile) / 1000, [.. Tags(key), new("quantile", quantile)]);
            }
        }
    }

    private static KeyValuePair<string, object?>[] Tags((string Grain, string Message) kind) =>
        [new("grain", kind.Grain), new("message", kind.Message)];
}
