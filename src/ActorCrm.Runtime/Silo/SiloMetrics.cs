using System.Diagnostics.Metrics;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Silo;

/// <summary>What a silo counts and measures, under the meter <c>ActorCrm</c>.</summary>
public sealed class SiloMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ActorCrm";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _turns;
    private readonly Counter<long> _turnFailures;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _commitFailures;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _evictions;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _effects;
    private readonly Counter<long> _shardsClaimed;
    private readonly Histogram<double> _commitSeconds;
    private readonly Histogram<long> _commitRows;
    private long _commitTotal;
    private long _rowTotal;

    public SiloMetrics()
    {
        _turns = Count(
            "actorcrm.turns", "Messages handled by grains.");
        _turnFailures = Count(
            "actorcrm.turn.retries", "Callers' messages that failed and are tried again.");
        _deadLetters = Count(
            "actorcrm.dead_letters.added", "Messages that failed too often.");
        _commits = Count(
            "actorcrm.commits", "Commits made durable.");
        _commitFailures = Count(
            "actorcrm.commit.failures", "Commits whose answer was an error.");
        _rows = Count(
            "actorcrm.commit.rows.written", "Rows written by commits.");
        _evictions = Count(
            "actorcrm.activations.evicted", "Activations evicted to bound memory.");
        _refused = Count(
            "actorcrm.asks.refused", "Asks refused because the queue was full.");
        _effects = Count(
            "actorcrm.effects", "Attempts of effects, by kind and result.");
        _shardsClaimed = Count(
            "actorcrm.shards.claimed", "Claims of a shard by this silo; each is a new epoch.");
        _commitSeconds = _meter.CreateHistogram<double>(
            "actorcrm.commit.duration", "s", "From the start of a commit to its answer.");
        _commitRows = _meter.CreateHistogram<long>(
            "actorcrm.commit.size", description: "Rows in a commit.");
    }

    /// <summary>Commits so far.</summary>
    public long CommitTotal => Interlocked.Read(ref _commitTotal);

    /// <summary>Rows written by commits so far.</summary>
    public long RowTotal => Interlocked.Read(ref _rowTotal);

    /// <summary>Shows a value that is read when somebody looks.</summary>
    public void Gauge(string name, string description, Func<long> read) =>
        _meter.CreateObservableGauge(name, read, description: description);

    /// <summary>Shows values with tags that are read when somebody looks.</summary>
    public void Gauges(string name, string? unit, string description, Func<IEnumerable<Measurement<double>>> read) =>
        _meter.CreateObservableGauge(name, read, unit, description);

    /// <summary>Shows counters with tags that are read when somebody looks.</summary>
    public void Counters(string name, string? unit, string description, Func<IEnumerable<Measurement<double>>> read) =>
        _meter.CreateObservableCounter(name, read, unit, description);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void AskRefused() => _refused.Add(1);

    internal void CommitStarted(Commit commit)
    {
        var rows = commit.RowCount();
        _commitRows.Record(rows);
        _rows.Add(rows);
        Interlocked.Add(ref _rowTotal, rows);
        _deadLetters.Add(commit.DeadLetters.Count);
    }

    internal void ShardsClaimed(int count) => _shardsClaimed.Add(count);

    internal void CommitFailed() => _commitFailures.Add(1);

    internal void CommitEnded(TimeSpan duration)
    {
        _commits.Add(1);
        Interlocked.Increment(ref _commitTotal);
        _commitSeconds.Record(duration.TotalSeconds);
    }

    internal void BatchCompleted(Batch batch, int evicted)
    {
        _turns.Add(batch.Turns);
        _turnFailures.Add(batch.Retries.Count);
        _evictions.Add(evicted);
    }

    internal void EffectTried(string kind, string result) => _effects.Add(
        1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("result", result));

    private Counter<long> Count(string name, string description) =>
        _meter.CreateCounter<long>(name, description: description);
}
