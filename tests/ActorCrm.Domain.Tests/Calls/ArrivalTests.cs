using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>How events arrive: late, twice, incomplete, never.</summary>
public sealed class ArrivalTests
{
    private readonly CallCentre _centre = new();

    [Fact]
    public void CS_33_The_same_event_again_is_a_duplicate_and_makes_no_second_entity()
    {
        var call = _centre.Incoming().Ring().Answer(AnnaExtension).End();
        var before = _centre.World.Json(Call.Type) + _centre.Crm;

        foreach (var callEvent in call.State.Events)
        {
            _centre.Ask<EventDuplicate>(CallId("c1"), new RecordCallEvent(Source, "c1", callEvent))
                .Phase.ShouldBe(CallPhase.Ended);
        }

        (_centre.World.Json(Call.Type) + _centre.Crm).ShouldBe(before);
    }

    [Fact]
    public void CS_41_Exactly_one_of_T3_to_T9_fires_also_when_late_events_change_which()
    {
        _centre.ExistingContact(Bruno, (DealStatus.Open, Bruno));

        var call = _centre.Incoming().Ring().End();
        _centre.World.Advance(TimeSpan.FromSeconds(1));
        call.Decision.Triggers.ShouldBe([Trigger.T1, Trigger.T3]);
        _centre.Tasks.ShouldHaveSingleItem().Subject.ShouldContain("Call back");

        call.Answer(AnnaExtension);
        call.Decision.Triggers.ShouldBe([Trigger.T1, Trigger.T2, Trigger.T4]);
        _centre.Tasks.Count.ShouldBe(2);
        _centre.Tasks.Single(task => task.AssigneeId == Bruno).Subject.ShouldContain("Check the call");
        _centre.World.Timeline.Where(entry => entry.What == "callEnded").Select(entry => entry.By)
            .ShouldBe(["T3", "T4"]);
    }

    [Fact]
    public void An_end_without_outcome_and_answer_waits_the_settle_delay_and_is_missed()
    {
        var call = _centre.Incoming().Ring().End();
        call.State.Phase.ShouldBe(CallPhase.Ringing);
        call.State.SettleAt.ShouldBe(_centre.World.Now.AddMilliseconds(750));
        call.State.WaitingFor().ShouldBe(CallWait.Answer);
        _centre.Tasks.ShouldBeEmpty();

        _centre.World.Advance(TimeSpan.FromMilliseconds(750));

        call.Decision.EndTrigger().ShouldBe(Trigger.T3);
        call.State.ClosedBy.ShouldBe(CallClosing.End);
        call.State.SettleAt.ShouldBeNull();
        call.State.WaitingFor().ShouldBeNull();
    }

    [Fact]
    public void A_question_without_an_answer_leaves_its_call_waiting_for_the_decision()
    {
        // One turn only: what it asks goes nowhere, as when it becomes a dead letter.
        var turn = new Turn();
        turn.Begin(
            CallId("c2"), "m1", _centre.World.Now, _centre.World.Now,
            SettingsSnapshot.From(new Dictionary<GrainId, object>
            {
                [ScenarioId()] = _centre.World.State<Scenario>(ScenarioId())!,
            }));
        var ringing = _centre.Incoming("c2").Event(CallEventType.Ringing);

        var call = CallGrain.Handle(turn, null, new RecordCallEvent(Source, "c2", ringing))!;

        turn.Messages.ShouldHaveSingleItem();
        call.WaitingFor().ShouldBe(CallWait.Decision);
    }

    [Fact]
    public void An_answer_within_the_settle_delay_is_an_answered_call_although_it_is_dated_after_the_end()
    {
        var call = _centre.Incoming().Ring().End().Answer(AnnaExtension);

        call.Decision.EndTrigger().ShouldBe(Trigger.T5);
        _centre.World.Reminders.ShouldBeEmpty();
        _centre.Tasks.ShouldHaveSingleItem().AssigneeId.ShouldBe(Anna);
    }

    [Fact]
    public void An_end_that_speaks_of_an_answer_waits_for_it_and_then_believes_in_an_unknown_employee()
    {
        var call = _centre.Incoming().Ring().End(CallOutcome.Answered);
        _centre.World.Advance(TimeSpan.FromSeconds(9));
        call.State.Decision!.EndTrigger().ShouldBeNull();

        _centre.World.Advance(TimeSpan.FromSeconds(1));

        call.Decision.Triggers.ShouldBe([Trigger.T1, Trigger.T9]);
        call.State.Phase.ShouldBe(CallPhase.Ended);
    }

    [Fact]
    public void A_call_without_end_closes_when_it_was_quiet_for_the_timeout()
    {
        var call = _centre.Incoming().Ring();
        _centre.World.Advance(TimeSpan.FromHours(3));
        call.Answer(AnnaExtension);
        _centre.World.Advance(TimeSpan.FromHours(3));
        call.State.Phase.ShouldBe(CallPhase.Answered);

        _centre.World.Advance(TimeSpan.FromHours(1));

        call.State.ClosedBy.ShouldBe(CallClosing.Quiet);
        call.Decision.EndTrigger().ShouldBe(Trigger.T5);
        _centre.World.Reminders.ShouldBeEmpty();
    }

    [Fact]
    public void A_quiet_call_that_nobody_answered_is_missed()
    {
        var call = _centre.Incoming().Ring();

        _centre.World.Advance(TimeSpan.FromHours(4));

        call.Decision.EndTrigger().ShouldBe(Trigger.T3);
    }

    [Fact]
    public void A_call_that_ended_leaves_no_reminder()
    {
        _centre.Incoming().Ring().Answer(AnnaExtension).End();

        _centre.World.Reminders.ShouldBeEmpty();
    }

    [Fact]
    public void Direction_and_number_may_be_on_any_one_event()
    {
        var call = _centre.Incoming();
        call.Send(call.Event(CallEventType.Ringing) with { Direction = null, From = null, To = null });
        call.State.NoClient.ShouldBe(NoClientReason.DirectionUnknown);
        call.Send(call.Event(CallEventType.Answered) with
        {
            From = null,
            Agent = new AgentReference(AnnaExtension),
        });
        call.State.NoClient.ShouldBe(NoClientReason.NumberUnknown);
        _centre.Crm.ShouldBeEmpty();

        call.End();

        call.Decision.Triggers.ShouldBe([Trigger.T1, Trigger.T2, Trigger.T5]);
        _centre.Contacts.Count.ShouldBe(1);
    }

    [Fact]
    public void An_ended_call_without_any_number_is_decided_without_a_client_after_the_answer_wait()
    {
        var call = _centre.Incoming(from: null).Ring().End(CallOutcome.NoAnswer);
        _centre.Tasks.ShouldBeEmpty();
        call.State.WaitingFor().ShouldBe(CallWait.ClientNumber);

        _centre.World.Advance(TimeSpan.FromSeconds(10));

        call.State.NoClient.ShouldBe(NoClientReason.NumberUnknown);
        _centre.Tasks.ShouldHaveSingleItem().AssigneeId.ShouldBe(Tess);
    }

    [Fact]
    public void Without_a_direction_a_call_closes_and_triggers_nothing()
    {
        var call = _centre.Incoming();
        call.Send(call.Event(CallEventType.Ended) with { Direction = null, Outcome = CallOutcome.NoAnswer });

        _centre.Settle();

        call.State.Phase.ShouldBe(CallPhase.Ended);
        call.State.Decision.ShouldBeNull();
    }

    [Fact]
    public void Late_tags_and_names_reach_what_the_call_made()
    {
        _centre.Incoming().Ring().Answer(AnnaExtension).End().Update(Utm, "Nora New");

        _centre.Contacts.ShouldHaveSingleItem().Name.ShouldBe("Nora New");
        _centre.Contacts.Single().Utm!.Tags.ShouldBe(Utm);
        _centre.Deals.ShouldHaveSingleItem().Title.ShouldBe("Nora New");
        _centre.Deals.Single().Utm!.Tags.ShouldBe(Utm);
        _centre.Organizations.ShouldHaveSingleItem().Utm!.Tags.ShouldBe(Utm);
        _centre.Tasks.ShouldHaveSingleItem().ClientName.ShouldBe("Nora New");
    }

    [Fact]
    public void What_a_person_changed_late_events_leave_alone()
    {
        var call = _centre.Incoming().Ring().Answer(AnnaExtension);
        var contact = _centre.Contacts.Single();
        _centre.Ask<ContactSaved>(
            ContactGrain.Id(contact.Id), new SaveContact("Chosen Name", [Client], null, Bruno, "person"));
        _centre.Ask<DealAssigned>(DealGrain.Id(_centre.Deals.Single().Id), new AssignDeal(Bruno, "person"));

        call.Update(name: "Late Name").End();

        _centre.Contacts.Single().Name.ShouldBe("Chosen Name");
        _centre.Contacts.Single().OwnerId.ShouldBe(Bruno);
        _centre.Deals.Single().OwnerId.ShouldBe(Bruno);
    }

    [Fact]
    public void A_deal_of_this_call_that_a_person_closed_meanwhile_stays_closed_and_is_not_made_again()
    {
        var centre = new CallCentre("T2 Ac1 Ac2; T5 Ac1 Ac2 Ac7:done; T4 Ac1 Ac2 Ac7:done");
        var call = centre.Incoming().Ring().Answer(AnnaExtension);
        var deal = centre.Deals.Single();
        centre.Ask<DealClosed>(DealGrain.Id(deal.Id), new CloseDeal(true, "person"));
        centre.Ask<DealAlreadyClosed>(DealGrain.Id(deal.Id), new CloseDeal(false, "person"))
            .Status.ShouldBe(DealStatus.Won);

        call.End();

        centre.Deals.ShouldHaveSingleItem().Status.ShouldBe(DealStatus.Won);
        centre.Tasks.ShouldHaveSingleItem().ContactId.ShouldBe(centre.Contacts.Single().Id);
    }

    [Fact]
    public void A_call_has_a_limit_of_events()
    {
        var call = _centre.Incoming();
        for (var i = 0; i < Call.EventsMax; i++)
        {
            call.Send(call.Event(CallEventType.Updated));
        }

        _centre.Ask<EventRefused>(
                CallId("c1"), new RecordCallEvent(Source, "c1", call.Event(CallEventType.Ended)))
            .Code.ShouldBe("callEventsTooMany");
        call.State.Events.Length.ShouldBe(Call.EventsMax);
    }

    [Fact]
    public void An_event_that_cannot_be_is_refused_and_leaves_no_call()
    {
        var fine = new CallEvent("e1", CallEventType.Ringing, _centre.World.Now);
        CallEvent[] faulty =
        [
            fine with { Id = "" }, fine with { Id = new string('i', 201) }, fine with { At = DateTimeOffset.MaxValue },
            fine with { Type = CallEventType.Recording }, fine with { From = new string('1', 513) },
            fine with { Type = CallEventType.Recording, RecordingUrl = "file:///etc/passwd" },
        ];
        foreach (var callEvent in faulty)
        {
            _centre.Ask<EventRefused>(CallId("c1"), new RecordCallEvent(Source, "c1", callEvent))
                .Code.ShouldBe("callEventInvalid", callEvent.ToString());
        }

        _centre.Ask<EventRefused>(CallId("c1"), new ReplaceCallEvents(Source, "c1", []));
        _centre.Ask<EventRefused>(CallId("c1"), new ReplaceCallEvents(Source, "c1", [fine, faulty[0]]));
        _centre.World.State<Call>(CallId("c1")).ShouldBeNull();
    }

    [Fact]
    public void A_replaced_call_that_turns_out_to_go_on_is_open_again()
    {
        var call = _centre.Incoming().Ring().Answer(AnnaExtension).End();
        var events = call.State.Events;
        _centre.Tasks.Count.ShouldBe(1);

        _centre.Ask<EventAccepted>(CallId("c1"), new ReplaceCallEvents(Source, "c1", events[..2]))
            .Phase.ShouldBe(CallPhase.Answered);
        _centre.Ask<EventDuplicate>(CallId("c1"), new ReplaceCallEvents(Source, "c1", events[..2]));
        _centre.Tasks.ShouldBeEmpty();
        _centre.World.Reminders.ShouldHaveSingleItem().Name.ShouldBe("quiet");

        _centre.Ask<EventAccepted>(CallId("c1"), new ReplaceCallEvents(Source, "c1", events));
        _centre.Tasks.ShouldHaveSingleItem().AssigneeId.ShouldBe(Anna);
    }

    [Fact]
    public void A_taken_back_contact_makes_way_for_a_contact_that_a_person_made()
    {
        var centre = new CallCentre("T3 Ac1; T4 Ac6:done; T5 Ac6:done");
        var call = centre.Incoming("c1").Ring().End();
        centre.World.Advance(TimeSpan.FromSeconds(1));
        centre.Contacts.Count.ShouldBe(1);
        call.Answer(AnnaExtension);
        centre.Contacts.ShouldBeEmpty();

        var contact = centre.ExistingContact(Bruno);
        var next = centre.Incoming("c2").Ring().End(CallOutcome.NoAnswer);

        next.Decision.Contact!.Id.ShouldBe(contact.Id);
        centre.Contacts.Count.ShouldBe(1);
    }

    [Fact]
    public void A_contact_that_another_call_has_seen_is_not_taken_back()
    {
        var centre = new CallCentre("T3 Ac1; T4 Ac6:done; T5 Ac6:done");
        var call = centre.Incoming("c1").Ring().End();
        centre.World.Advance(TimeSpan.FromSeconds(1));
        centre.Incoming("c2").Ring();

        call.Answer(AnnaExtension);

        centre.Contacts.ShouldHaveSingleItem().Shared.ShouldBeTrue();
    }

    [Fact]
    public void A_call_of_four_events_in_the_steady_state_writes_little()
    {
        _centre.ExistingContact(Tess, (DealStatus.Open, Anna));
        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        _centre.Incoming("c2").Ring().Answer(AnnaExtension).End();
        _centre.World.Writes.Clear();
        _centre.World.Timeline.Clear();

        _centre.Incoming("c3").Ring().Answer(AnnaExtension).End().Recording();

        _centre.World.Writes.ShouldNotContainKey(Contact.Type);
        _centre.World.Writes.ShouldNotContainKey(NumberContacts.Type);
        _centre.World.Writes[Deal.Type].ShouldBe(1);
        _centre.World.Timeline.Select(entry => entry.What).ShouldBe(
            ["callStarted", "callAnswered", "callEnded", "callAdded", "taskCreated", "recordingAdded"],
            ignoreOrder: true);
    }
}
