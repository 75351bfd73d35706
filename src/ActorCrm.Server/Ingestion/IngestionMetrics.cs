using System.Diagnostics.Metrics;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Ingestion;

/// <summary>Counts what comes in.</summary>
internal sealed class IngestionMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?> Accepted = new("result", "accepted");
    private static readonly KeyValuePair<string, object?> Duplicate = new("result", "duplicate");
    private static readonly KeyValuePair<string, object?> Rejected = new("result", "rejected");

    private readonly Meter _meter = new(SiloMetrics.MeterName);
    private readonly Counter<long> _events;

    public IngestionMetrics() =>
        _events = _meter.CreateCounter<long>(
            "actorcrm.ingestion.events", description: "Events, forms and rows answered, by result.");

    /// <summary>Counts an answer.</summary>
    public void Count(IngestionAnswer answer)
    {
        _events.Add(answer.Accepted, Accepted);
        _events.Add(answer.Duplicates, Duplicate);
        _events.Add(answer.Rejected.Count, Rejected);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
