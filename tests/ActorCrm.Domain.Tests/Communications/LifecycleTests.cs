using ActorCrm.Domain.Communications;

namespace ActorCrm.Domain.Tests.Communications;

/// <summary>Both state machines, every state with every event (spec/communications.md §2.3).</summary>
public sealed class LifecycleTests
{
    [Fact]
    public void A_communication_takes_these_steps_and_no_others()
    {
        var steps =
            from state in new CommunicationState?[] { null, CommunicationState.Draft, CommunicationState.Completed }
            from wanted in Enum.GetValues<CommunicationEvent>()
            let step = CommunicationLifecycle.Of(state, wanted)
            where step.Allowed
            select $"{state?.ToString() ?? "-"} {wanted} {step.Next?.ToString() ?? "-"}";

        steps.ShouldBe(
        [
            "- SaveAsDraft Draft",
            "- Save Completed",
            "Draft SaveAsDraft Draft",
            "Draft Save Completed",
            "Draft Delete -",
            "Draft Edit Draft",
            "Draft EditNotes Draft",
            "Completed EditNotes Completed",
            "Completed FollowUp Completed",
        ]);
    }

    [Fact]
    public void An_entry_of_the_queue_takes_these_steps_and_no_others()
    {
        var steps =
            from state in Enum.GetValues<DeliveryState>()
            from happened in Enum.GetValues<DeliveryEvent>()
            let next = DeliveryLifecycle.Of(state, happened)
            where next is not null
            select $"{state} {happened} {next}";

        steps.ShouldBe(
        [
            "Pending Accepted Completed",
            "Pending Failed Rejected",
            "Pending Deferred Pending",
            "Pending Complete Completed",
            "Pending Reject Rejected",
            "Pending CompleteAndRemove CompletedAndRemoved",
            "Completed CompleteAndRemove CompletedAndRemoved",
            "Rejected Requeue Pending",
        ]);
    }
}
