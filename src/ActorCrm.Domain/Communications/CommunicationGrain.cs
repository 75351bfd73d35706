using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Communications;

/// <summary>
/// A communication and its entry in the queue: the two coupled state machines of spec/communications.md §2.3.
/// </summary>
public static class CommunicationGrain
{
    /// <summary>Kind of the effect that sends an e-mail.</summary>
    public const string EmailKind = "email";

    /// <summary>Kind of the effect that sends an SMS.</summary>
    public const string SmsKind = "sms";

    /// <summary>The grain of a communication.</summary>
    public static GrainId Id(Guid id) => new(Communication.Type, id.ToString());

    /// <summary>Handles one message.</summary>
    public static Communication? Handle(Turn turn, Communication? state, object message) => message switch
    {
        SaveDraft save => Save(turn, state, CommunicationEvent.SaveAsDraft, save),
        CompleteCommunication complete => Save(turn, state, CommunicationEvent.Save, new SaveDraft(
            complete.Content, complete.By, complete.Number, complete.IfRevision, complete.RequestHash)),
        DeleteDraft delete => Delete(turn, state, delete),
        WriteNotes write => Write(turn, state, write),
        FollowUpCommunication follow => FollowUp(turn, state, follow),
        BeginFollowUp begin => state ?? Begin(turn, begin),
        TellDelivery tell => Tell(turn, state, tell),
        RequeueDelivery requeue => Requeue(turn, state, requeue),
        EffectOutcome outcome => End(turn, state, outcome),
        _ => throw new InvalidOperationException($"A communication does not understand {message.GetType().Name}."),
    };

    private static Communication? Save(Turn turn, Communication? state, CommunicationEvent wanted, SaveDraft save)
    {
        if (state is not null && save.RequestHash is { } hash)
        {
            turn.Reply(hash == state.RequestHash
                ? new CommunicationSaved(state)
                : new CommunicationRefused("idempotencyKeyReused", []));
            return state;
        }

        var step = CommunicationLifecycle.Of(state?.State, wanted);
        if (Refusal(state, step, save.IfRevision) is { } refusal)
        {
            return Refuse(turn, state, refusal);
        }

        var settings = SettingsSnapshot.Of(turn);
        if (CommunicationSettings.Of(settings).Active is not { } definition)
        {
            return Refuse(turn, state, new CommunicationRefused("communicationDefinitionMissing", []));
        }

        var isCompleting = step.Next == CommunicationState.Completed;
        var content = save.Content;
        if (CommunicationFaults.Of(content, settings, definition, isCompleting) is { Count: > 0 } faults)
        {
            return Refuse(turn, state, new CommunicationRefused("communicationInvalid", [.. faults]));
        }

        var id = Guid.Parse(turn.Self.Key);
        var next = (state ?? New(turn, id, save.Number, content, save.By) with { Revision = 0 }) with
        {
            RequestHash = state?.RequestHash ?? save.RequestHash,
            State = step.Next!.Value,
            Content = content,
            CompletedAt = isCompleting ? turn.Now : null,
        };
        next = Changed(turn, next, save.By);
        turn.Record(new TimelineEntry(
            turn.Self,
            isCompleting ? "communicationCompleted" : state is null ? "communicationDrafted" : "communicationChanged",
            save.By));
        if (isCompleting && CommunicationFaults.IsSent(content))
        {
            next = next with { Delivery = Queue(turn, next, definition, round: 1) };
        }

        turn.Reply(new CommunicationSaved(next));
        return next;
    }

    private static Delivery Queue(Turn turn, Communication next, CommunicationDefinition definition, int round)
    {
        if (!CommunicationFaults.IsQueued(next.Content, definition))
        {
            return new Delivery(DeliveryState.NotQueued, turn.Now, round);
        }

        if (next.Content.ExternalSystem is null)
        {
            // The round is a part of the key: the provider has to take a requeued message for a new one.
            turn.Request(new EffectRequest(
                next.Content.Medium == CommunicationMedium.Email ? EmailKind : SmsKind, new SendMessage(round),
                $"{next.Id}.{round}"));
        }

        turn.Record(new TimelineEntry(turn.Self, "communicationQueued", next.UpdatedBy));
        return new Delivery(DeliveryState.Pending, turn.Now, round)
        {
            ExternalSystem = next.Content.ExternalSystem,
        };
    }

    private static Communication? Delete(Turn turn, Communication? state, DeleteDraft delete)
    {
        var step = CommunicationLifecycle.Of(state?.State, CommunicationEvent.Delete);
        if (Refusal(state, step, delete.IfRevision) is { } refusal)
        {
            return Refuse(turn, state, refusal);
        }

        turn.Record(new TimelineEntry(turn.Self, "communicationDeleted", delete.By));
        turn.Reply(new CommunicationSaved(state!));
        return null;
    }

    private static Communication? Write(Turn turn, Communication? state, WriteNotes write)
    {
        var step = CommunicationLifecycle.Of(state?.State, CommunicationEvent.EditNotes);
        if (Refusal(state, step, write.IfRevision) is { } refusal)
        {
            return Refuse(turn, state, refusal);
        }

        if (write.Notes?.Length > CommunicationFaults.NotesLengthMax)
        {
            return Refuse(turn, state, new CommunicationRefused("communicationInvalid",
            [
                new("sharedNotes", "tooLong",
                    $"Shared notes have at most {CommunicationFaults.NotesLengthMax} characters."),
            ]));
        }

        if (state!.Content.SharedNotes != write.Notes)
        {
            turn.Record(new TimelineEntry(turn.Self, "communicationNotesChanged", write.By));
            state = Changed(turn, state with { Content = state.Content with { SharedNotes = write.Notes } }, write.By);
        }

        turn.Reply(new CommunicationSaved(state));
        return state;
    }

    // §2.3: the same contact, category and records; the code of the chain is copied. A-22.
    private static Communication? FollowUp(Turn turn, Communication? state, FollowUpCommunication follow)
    {
        var step = CommunicationLifecycle.Of(state?.State, CommunicationEvent.FollowUp);
        if (Refusal(state, step, ifRevision: null) is { } refusal)
        {
            return Refuse(turn, state, refusal);
        }

        var followUps = state!.FollowUps ?? [];
        if (followUps.Length >= CommunicationContent.FollowUpsMax)
        {
            return Refuse(turn, state, new CommunicationRefused("communicationInvalid",
            [
                new("followUps", "tooMany",
                    $"A communication has at most {CommunicationContent.FollowUpsMax} follow-ups."),
            ]));
        }

        var content = new CommunicationContent(state.Content.ContactId, follow.Direction, follow.Medium)
        {
            Category = state.Content.Category,
            ReferringTo = state.Content.ReferringTo,
            SharedNotes = follow.SharedNotes,
        };
        var draft = New(turn, follow.Id, follow.Number, content, follow.By) with
        {
            Chain = state.Chain,
            FollowsUp = state.Id,
        };
        turn.Tell(Id(follow.Id), new BeginFollowUp(draft));
        turn.Record(new TimelineEntry(turn.Self, "communicationFollowedUp", follow.By, Why: draft.Number));
        turn.Reply(new CommunicationSaved(draft));
        return Array.IndexOf(followUps, follow.Id) >= 0 ? state : state with { FollowUps = [.. followUps, follow.Id] };
    }

    private static Communication Begin(Turn turn, BeginFollowUp begin)
    {
        turn.Record(new TimelineEntry(turn.Self, "communicationDrafted", begin.Draft.CreatedBy));
        return begin.Draft;
    }

    private static Communication? Tell(Turn turn, Communication? state, TellDelivery tell)
    {
        // To a system that it does not belong to there is no such entry.
        if (state?.Delivery is not { } delivery || delivery.ExternalSystem != tell.System)
        {
            return Refuse(turn, state, new CommunicationRefused("communicationNotFound", []));
        }

        return Move(turn, state, tell.Happened, tell.By, delivery with
        {
            Code = tell.Happened == DeliveryEvent.Reject ? "rejectedByExternalSystem" : null,
            Detail = Beginning(tell.Detail),
        });
    }

    private static Communication? Requeue(Turn turn, Communication? state, RequeueDelivery requeue)
    {
        if (state?.Delivery is not { } delivery)
        {
            return Refuse(turn, state, new CommunicationRefused("communicationNotFound", []));
        }

        if (DeliveryLifecycle.Of(delivery.State, DeliveryEvent.Requeue) is null)
        {
            return Refuse(turn, state, new CommunicationRefused("deliveryStateInvalid", []));
        }

        if (CommunicationSettings.Of(SettingsSnapshot.Of(turn)).Active is not { } definition)
        {
            return Refuse(turn, state, new CommunicationRefused("communicationDefinitionMissing", []));
        }

        state = Changed(turn, state, requeue.By);
        state = state with { Delivery = Queue(turn, state, definition, delivery.Round + 1) };
        turn.Reply(new CommunicationSaved(state));
        return state;
    }

    private static Communication? End(Turn turn, Communication? state, EffectOutcome outcome)
    {
        // An outcome that comes a second time, or of an earlier round.
        if (state?.Delivery is not { State: DeliveryState.Pending } delivery
            || outcome.IdempotencyKey != $"{state.Id}.{delivery.Round}")
        {
            return state;
        }

        var report = SendReport.Read(outcome.Detail);
        var happened = outcome.Done ? DeliveryEvent.Accepted : DeliveryEvent.Failed;
        return Move(turn, state, happened, outcome.Kind, delivery with
        {
            Attempts = outcome.Attempts,
            Code = outcome.Done ? null : report.Code ?? "attemptsUsedUp",
            Detail = Beginning(report.Text),
        });
    }

    private static Communication Move(
        Turn turn, Communication state, DeliveryEvent happened, string by, Delivery delivery)
    {
        if (DeliveryLifecycle.Of(state.Delivery!.State, happened) is not { } next)
        {
            turn.Reply(new CommunicationRefused("deliveryStateInvalid", []));
            return state;
        }

        state = state with { Delivery = delivery with { State = next, ProcessedAt = turn.Now } };
        turn.Record(new TimelineEntry(
            turn.Self,
            next == DeliveryState.Rejected ? "communicationRejected"
                : next == DeliveryState.CompletedAndRemoved ? "communicationRemoved"
                : "communicationSent",
            by,
            Why: delivery.Code));
        turn.Reply(new CommunicationSaved(state));
        return state;
    }

    private static Communication New(
        Turn turn, Guid id, string number, CommunicationContent content, string by) =>
        new(id, number, id, CommunicationState.Draft, content, turn.Now, by, turn.Now, by);

    private static Communication Changed(Turn turn, Communication state, string by) =>
        state with { Revision = state.Revision + 1, UpdatedAt = turn.Now, UpdatedBy = by };

    private static CommunicationRefused? Refusal(Communication? state, CommunicationStep step, int? ifRevision) =>
        state is null && !step.Allowed ? new CommunicationRefused("communicationNotFound", [])
        : ifRevision is { } expected && expected != (state?.Revision ?? 0)
            ? new CommunicationRefused("versionMismatch", [])
        : step.Allowed ? null
        : new CommunicationRefused("communicationStateInvalid", []);

    private static Communication? Refuse(Turn turn, Communication? state, CommunicationRefused refused)
    {
        turn.Reply(refused);
        return state;
    }

    private static string? Beginning(string? text) =>
        text is { Length: > SendReport.TextLengthMax } ? text[..SendReport.TextLengthMax] : text;
}
