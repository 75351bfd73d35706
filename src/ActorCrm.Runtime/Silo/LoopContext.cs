using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Runtime.Silo;

/// <summary>What the loops of a silo share.</summary>
internal sealed record LoopContext(
    string SiloId,
    int ShardCount,
    GrainCatalog Catalog,
    IStorage Storage,
    SiloOptions Options,
    SettingsHub Settings,
    TimeProvider Clock,
    SiloMetrics Metrics,
    ILogger Logger)
{
    /// <summary>
    /// Called after each commit, before its callers are answered: wakes whoever has something to do now.
    /// </summary>
    public Action<ShardLoop, Commit> Committed { get; set; } = (_, _) => { };

    /// <summary>Takes a caller's message for a shard that its loop does not serve (any more).</summary>
    public Action<Envelope> SendOn { get; set; } =
        envelope => envelope.Caller?.End(envelope.CallerIndex, new AskResult.Stopping());

    /// <summary>
    /// Called when a commit was refused because another silo owns a shard; the loop serves nothing any more.
    /// </summary>
    public Action<StaleEpochException> OwnershipLost { get; set; } = e => throw e;
}
