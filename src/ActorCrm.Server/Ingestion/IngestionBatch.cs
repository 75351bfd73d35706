using System.Text.Json.Serialization;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Ingestion;

/// <summary>
/// Items of a request that are handed to the silo and answered together. What cannot be read is refused here; the rest
/// become messages.
/// </summary>
internal abstract class IngestionBatch
{
    private readonly List<Outgoing> _messages = [];

    /// <summary>What will be said of the items; complete once every message was tallied.</summary>
    public IngestionAnswer Answer { get; } = new();

    /// <summary>How many items were added.</summary>
    public int Count { get; private set; }

    /// <summary>The messages that the items became.</summary>
    public virtual IReadOnlyList<Outgoing> Messages => _messages;

    /// <summary>Ids of the stored items; kept only where somebody wants them (a WebSocket).</summary>
    public StreamAnswer? Stream { get; init; }

    /// <summary>Adds one item: a JSON value.</summary>
    /// <param name="index">Its place in the request.</param>
    /// <param name="json">Its bytes; they are not kept.</param>
    /// <param name="now">The server's time.</param>
    public void Add(long index, ReadOnlySpan<byte> json, DateTimeOffset now)
    {
        Count++;
        Read(index, json, now);
    }

    /// <summary>Refuses one item, or all from an index on.</summary>
    public void Refuse(long index, string? id, IngestionFault fault)
    {
        Answer.Rejected.Add(new Rejection(index, id, fault.Code, fault.Message));
        Stream?.Rejected.Add(new StreamRejection(id, fault.Code, fault.Message));
    }

    /// <summary>Refuses an item that is not even read.</summary>
    public void AddRefused(long index, IngestionFault fault)
    {
        Count++;
        Refuse(index, null, fault);
    }

    /// <summary>Notes what became of a message.</summary>
    /// <param name="number">Which of <see cref="Messages"/>.</param>
    /// <param name="result">What the silo said.</param>
    public abstract void Tally(int number, AskResult result);

    /// <summary>Reads one item: makes a message of it, or refuses it.</summary>
    protected abstract void Read(long index, ReadOnlySpan<byte> json, DateTimeOffset now);

    /// <summary>Adds a message.</summary>
    protected void Add(in Outgoing message) => _messages.Add(message);

    /// <summary>Notes that an item was stored.</summary>
    protected void Accept(string? id)
    {
        Answer.Accepted++;
        Stream?.Acked.Add(id!);
    }

    /// <summary>Notes that an item had been stored before.</summary>
    protected void AcceptDuplicate(string? id)
    {
        Answer.Duplicates++;
        Stream?.Duplicates.Add(id!);
    }

    /// <summary>Notes that handling an item failed for good.</summary>
    protected void RefuseDead(long index, string? id, AskResult.DeadLettered dead) =>
        Refuse(index, id, EventCode.DeadLettered.Fault(
            $"Handling it failed repeatedly; it is kept as dead letter '{dead.DeadLetterId}'."));
}

/// <summary>What became of the events of a WebSocket message, by their ids.</summary>
internal sealed class StreamAnswer
{
    /// <summary>Stored now, and durable.</summary>
    public List<string> Acked { get; } = [];

    /// <summary>Stored before.</summary>
    public List<string> Duplicates { get; } = [];

    /// <summary>Not stored.</summary>
    public List<StreamRejection> Rejected { get; } = [];
}

/// <summary>One event of a WebSocket message that was not stored.</summary>
internal sealed record StreamRejection(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Id, string Code, string Message);
