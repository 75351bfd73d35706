using ActorCrm.Domain.Calls;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Calls.Ingestion;

/// <summary>Call events of one request: each becomes a message to its call.</summary>
internal sealed class CallEventBatch : IngestionBatch
{
    private readonly List<long> _indexes = [];

    /// <inheritdoc/>
    public override void Tally(int number, AskResult result)
    {
        var id = ((RecordCallEvent)Messages[number].Message).Event.Id;
        switch (result)
        {
            case AskResult.Answered { Answer: EventAccepted }:
                Accept(id);
                break;
            case AskResult.Answered { Answer: EventDuplicate }:
                AcceptDuplicate(id);
                break;
            case AskResult.Answered { Answer: EventRefused refused }:
                Refuse(_indexes[number], id, new IngestionFault(refused.Code, refused.Message));
                break;
            case AskResult.DeadLettered dead:
                RefuseDead(_indexes[number], id, dead);
                break;
            default:
                throw new InvalidOperationException($"A call answered an event with {result}.");
        }
    }

    /// <inheritdoc/>
    protected override void Read(long index, ReadOnlySpan<byte> json, DateTimeOffset now)
    {
        var id = CallEventReader.Read(json, now, out var call, out var message, out var fault);
        if (fault is not null)
        {
            Refuse(index, id, fault);
            return;
        }

        _indexes.Add(index);
        Add(new Outgoing(call, message!));
    }
}
