using ActorCrm.Domain.Forms;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Forms;

/// <summary>Form submissions of one request: each becomes a message to its form.</summary>
internal sealed class FormBatch : IngestionBatch
{
    private readonly List<long> _indexes = [];

    /// <inheritdoc/>
    public override void Tally(int number, AskResult result)
    {
        var id = ((SubmitForm)Messages[number].Message).FormId;
        switch (result)
        {
            case AskResult.Answered { Answer: FormAccepted }:
                Accept(id);
                break;
            case AskResult.Answered { Answer: FormDuplicate }:
                AcceptDuplicate(id);
                break;
            case AskResult.Answered { Answer: FormRefused refused }:
                Refuse(_indexes[number], id, new IngestionFault(refused.Code, refused.Message));
                break;
            case AskResult.DeadLettered dead:
                RefuseDead(_indexes[number], id, dead);
                break;
            default:
                throw new InvalidOperationException($"A form was answered with {result}.");
        }
    }

    /// <inheritdoc/>
    protected override void Read(long index, ReadOnlySpan<byte> json, DateTimeOffset now)
    {
        var id = FormReader.Read(json, now, out var form, out var message, out var fault);
        if (fault is not null)
        {
            Refuse(index, id, fault);
            return;
        }

        _indexes.Add(index);
        Add(new Outgoing(form, message!));
    }
}
