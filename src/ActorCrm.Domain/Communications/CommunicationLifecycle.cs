namespace ActorCrm.Domain.Communications;

/// <summary>What somebody wants of a communication.</summary>
public enum CommunicationEvent
{
    /// <summary>Keep it as a draft.</summary>
    SaveAsDraft,

    /// <summary>Complete it.</summary>
    Save,

    /// <summary>Delete the draft.</summary>
    Delete,

    /// <summary>Change what it says.</summary>
    Edit,

    /// <summary>Change its shared notes.</summary>
    EditNotes,

    /// <summary>Follow it up by another one.</summary>
    FollowUp,
}

/// <summary>What becomes of a communication.</summary>
/// <param name="Allowed">Whether it may be done.</param>
/// <param name="Next">The state afterwards; null when there is no communication then.</param>
public readonly record struct CommunicationStep(bool Allowed, CommunicationState? Next);

/// <summary>The states of a communication as a table (spec/communications.md §2.3).</summary>
public static class CommunicationLifecycle
{
    private static readonly CommunicationStep Refused = new(false, null);

    /// <summary>What an event makes of a state; null: there is no communication yet.</summary>
    public static CommunicationStep Of(CommunicationState? state, CommunicationEvent wanted) => (state, wanted) switch
    {
        (null, CommunicationEvent.SaveAsDraft) => new(true, CommunicationState.Draft),
        (null, CommunicationEvent.Save) => new(true, CommunicationState.Completed),
        (null, _) => Refused,
        (CommunicationState.Draft, CommunicationEvent.SaveAsDraft) => new(true, CommunicationState.Draft),
        (CommunicationState.Draft, CommunicationEvent.Save) => new(true, CommunicationState.Completed),
        (CommunicationState.Draft, CommunicationEvent.Delete) => new(true, null),
        (CommunicationState.Draft, CommunicationEvent.Edit) => new(true, CommunicationState.Draft),
        (CommunicationState.Draft, CommunicationEvent.EditNotes) => new(true, CommunicationState.Draft),
        (CommunicationState.Draft, CommunicationEvent.FollowUp) => Refused,
        (CommunicationState.Completed, CommunicationEvent.EditNotes) => new(true, CommunicationState.Completed),
        (CommunicationState.Completed, CommunicationEvent.FollowUp) => new(true, CommunicationState.Completed),
        (CommunicationState.Completed, _) => Refused,
        (_, _) => Refused,
    };
}

/// <summary>What happens to an entry of the queue.</summary>
public enum DeliveryEvent
{
    /// <summary>The provider took it.</summary>
    Accepted,

    /// <summary>The provider refused it for good, or it was tried too often.</summary>
    Failed,

    /// <summary>It could not be sent just now, and is tried again.</summary>
    Deferred,

    /// <summary>The external system has sent it.</summary>
    Complete,

    /// <summary>The external system cannot send it.</summary>
    Reject,

    /// <summary>The external system has sent it and wants to see it no more.</summary>
    CompleteAndRemove,

    /// <summary>A person wants it to be tried anew.</summary>
    Requeue,
}

/// <summary>The states of an entry of the queue as a table (spec/communications.md §2.3).</summary>
public static class DeliveryLifecycle
{
    /// <summary>The state afterwards; null when the event is refused.</summary>
    public static DeliveryState? Of(DeliveryState state, DeliveryEvent happened) => (state, happened) switch
    {
        (DeliveryState.Pending, DeliveryEvent.Accepted) => DeliveryState.Completed,
        (DeliveryState.Pending, DeliveryEvent.Failed) => DeliveryState.Rejected,
        (DeliveryState.Pending, DeliveryEvent.Deferred) => DeliveryState.Pending,
        (DeliveryState.Pending, DeliveryEvent.Complete) => DeliveryState.Completed,
        (DeliveryState.Pending, DeliveryEvent.Reject) => DeliveryState.Rejected,
        (DeliveryState.Pending, DeliveryEvent.CompleteAndRemove) => DeliveryState.CompletedAndRemoved,
        (DeliveryState.Pending, DeliveryEvent.Requeue) => null,
        (DeliveryState.Completed, DeliveryEvent.CompleteAndRemove) => DeliveryState.CompletedAndRemoved,
        (DeliveryState.Completed, _) => null,
        (DeliveryState.Rejected, DeliveryEvent.Requeue) => DeliveryState.Pending,
        (DeliveryState.Rejected, _) => null,
        (DeliveryState.CompletedAndRemoved, _) => null,
        (DeliveryState.NotQueued, _) => null,
        (_, _) => null,
    };
}
