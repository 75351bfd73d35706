using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>Outgoing and internal calls through the default scenario.</summary>
public sealed class OutgoingCallTests
{
    private readonly CallCentre _centre = new();

    [Fact]
    public void CS_17_A_8_A_successful_call_by_the_responsible_gives_a_completed_task_with_the_recording()
    {
        _centre.ExistingContact(Tess, (DealStatus.Open, Anna));

        var call = _centre.Outgoing().Ring().Answer(AnnaExtension).Recording().End(CallOutcome.Answered);

        call.Decision.Triggers.ShouldBe([Trigger.T6]);
        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Anna);
        task.Completed.ShouldBeTrue();
        task.Recordings.ShouldNotBeNull();
        task.Contributions.ShouldHaveSingleItem().Rule.ShouldBe("CS-17");
    }

    [Fact]
    public void CS_18_A_4_A_successful_call_by_another_manager_gives_a_completed_task_to_the_responsible_only()
    {
        _centre.ExistingContact(Tess, (DealStatus.Open, Bruno));

        var call = _centre.Outgoing().Ring().Answer(AnnaExtension).Recording().End();

        call.Decision.Triggers.ShouldBe([Trigger.T7]);
        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Bruno);
        task.Completed.ShouldBeTrue();
        task.DealId.ShouldBe(_centre.Deals.ShouldHaveSingleItem().Id);
        task.Recordings.ShouldNotBeNull();
    }

    [Fact]
    public void CS_19_A_5_A_call_to_a_new_client_creates_nothing_whatever_the_scenario_says()
    {
        var centre = new CallCentre("T6 Ac1 Ac2 Ac4; T7 Ac1 Ac2 Ac4; T8 Ac1 Ac3 Ac4; T9 Ac1 Ac2 Ac4");

        centre.Outgoing("c1").Ring(Utm).Answer(AnnaExtension).End();
        centre.Outgoing("c2").Ring(Utm).End(CallOutcome.NoAnswer);
        var call = centre.Outgoing("c3", "999").Ring(Utm).Answer("999").End();

        centre.Crm.ShouldBeEmpty();
        call.Decision.Steps!.ShouldAllBe(step => step.Rule == "CS-19" && step.What == "nothing");
    }

    [Fact]
    public void CS_31_CS_30_A_call_to_a_new_client_gives_its_maker_a_completed_task_without_links()
    {
        _centre.Outgoing().Ring().Answer(AnnaExtension).End();

        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Anna);
        task.Completed.ShouldBeTrue();
        task.DealId.ShouldBeNull();
        task.ContactId.ShouldBeNull();
        task.Contributions.ShouldHaveSingleItem().Rule.ShouldBe("CS-31");
    }

    [Fact]
    public void CS_39_An_unanswered_call_fires_T8_only_and_writes_nothing()
    {
        _centre.ExistingContact(Anna, (DealStatus.Open, Anna));
        var before = _centre.Crm;

        var call = _centre.Outgoing().Ring(Utm).End(CallOutcome.NoAnswer);

        call.Decision.Triggers.ShouldBe([Trigger.T8]);
        _centre.Crm.ShouldBe(before);
    }

    [Fact]
    public void A_7_An_unknown_employees_call_fires_T9_answered_or_not()
    {
        _centre.ExistingContact(Anna, (DealStatus.Open, Anna));

        var answered = _centre.Outgoing("c1", UrsulaExtension).Ring().Answer(UrsulaExtension).End();
        var missed = _centre.Outgoing("c2", UrsulaExtension).Ring().End(CallOutcome.NoAnswer);

        answered.Decision.Triggers.ShouldBe([Trigger.T9]);
        missed.Decision.Triggers.ShouldBe([Trigger.T9]);
        _centre.Tasks.ShouldAllBe(task => task.AssigneeId == Tess && !task.Completed);
        _centre.Tasks.ShouldAllBe(task => task.Text.StartsWith("The call was made by Ursula Unmapped (109)"));
    }

    [Fact]
    public void CS_07_Nobody_is_said_to_have_made_a_call_that_comes_from_the_centres_own_number()
    {
        var call = _centre.Outgoing(agent: OwnNumber);
        call.Send(call.Event(CallEventType.Answered)).End();

        call.Decision.EndTrigger().ShouldBe(Trigger.T9);
        _centre.Tasks.ShouldHaveSingleItem().Text.ShouldStartWith(
            "The telephone system does not say who made the call. Check the integration settings");
    }

    [Fact]
    public void Without_any_reference_the_caller_is_who_an_outgoing_call_comes_from()
    {
        var script = new CallScript(_centre, "c1", CallDirection.Outgoing, "centre_anna", Client);

        script.Send(script.Event(CallEventType.Ringing)).End(CallOutcome.NoAnswer);

        script.State.Asked!.End!.Who!.UserId.ShouldBe(Anna);
    }

    [Theory]
    [InlineData("105", NoClientReason.Extension)]
    [InlineData("anonymous", NoClientReason.NoNumber)]
    [InlineData("sip:guest@pbx.example", NoClientReason.NoNumber)]
    public void CS_08_CS_30_Who_has_no_number_is_neither_matched_nor_created_but_the_top_manager_is_told(
        string from, NoClientReason reason)
    {
        var call = _centre.Incoming(from: from).Ring(Utm).End(CallOutcome.NoAnswer);

        call.State.NoClient.ShouldBe(reason);
        call.Decision.Triggers.ShouldBe([Trigger.T1, Trigger.T3]);
        _centre.Contacts.ShouldBeEmpty();
        _centre.Deals.ShouldBeEmpty();
        _centre.Organizations.ShouldBeEmpty();
        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Tess);
        task.DealId.ShouldBeNull();
        task.ContactId.ShouldBeNull();
    }

    [Theory]
    [InlineData(OwnNumber, NoClientReason.OwnNumber)]
    [InlineData("602 111 222", NoClientReason.EmployeeNumber)]
    public void The_centres_own_people_never_become_clients_and_trigger_nothing(string from, NoClientReason reason)
    {
        var call = _centre.Incoming(from: from).Ring(Utm).Answer(BrunoExtension).End();

        call.State.NoClient.ShouldBe(reason);
        call.State.Decision.ShouldBeNull();
        call.State.Phase.ShouldBe(CallPhase.Ended);
        _centre.Crm.ShouldBeEmpty();
    }

    [Fact]
    public void An_internal_call_triggers_nothing()
    {
        var call = new CallScript(_centre, "c1", CallDirection.Internal, AnnaExtension, BrunoExtension)
            .Ring().Answer(BrunoExtension).End();

        call.State.NoClient.ShouldBe(NoClientReason.Internal);
        call.State.Decision.ShouldBeNull();
        _centre.Crm.ShouldBeEmpty();
    }
}
