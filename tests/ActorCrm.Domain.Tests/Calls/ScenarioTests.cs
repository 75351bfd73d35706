using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>What the matrix and its switch do to calls.</summary>
public sealed class ScenarioTests
{
    [Fact]
    public void CS_01_An_empty_matrix_writes_nothing_to_the_crm_whatever_the_call()
    {
        var centre = new CallCentre("");
        centre.ExistingContact(Anna, (DealStatus.Open, Bruno));
        var before = centre.Crm;

        centre.Incoming("c1").Ring(Utm).Answer(AnnaExtension).Recording().End();
        centre.Incoming("c2", "+48 600 000 002").Ring(Utm).End(CallOutcome.NoAnswer);
        centre.Outgoing("c3").Ring().Answer(BrunoExtension).End();
        centre.Submit(new Forms.Form(Phone: "+48 600 000 003", Name: "Fred", Company: "Form Ltd", Utm: Utm));
        centre.Settle();

        centre.Crm.ShouldBe(before);
        centre.World.Timeline.ShouldNotContain(entry => entry.What == "callAdded" || entry.What == "formAdded");
    }

    [Theory]
    [InlineData(Trigger.T1, "")]
    [InlineData(Trigger.T2, "Ac1 Ac2 Ac4")]
    [InlineData(Trigger.T3, "Ac1 Ac2 Ac4 Ac7:open")]
    [InlineData(Trigger.T4, "Ac6:done Ac7:open")]
    [InlineData(Trigger.T5, "Ac7:done")]
    [InlineData(Trigger.T6, "Ac7:done")]
    [InlineData(Trigger.T7, "Ac7:done")]
    [InlineData(Trigger.T8, "")]
    [InlineData(Trigger.T9, "Ac5:open")]
    [InlineData(Trigger.T10, "Ac1 Ac2 Ac4")]
    public void The_default_matrix_is_that_of_the_specification(Trigger row, string cells)
    {
        var expected = ScenarioMatrix.Of($"{row} {cells}");
        foreach (var action in Enum.GetValues<ScenarioAction>())
        {
            ScenarioMatrix.Default.Has(row, action).ShouldBe(expected.Has(row, action), $"{row}·{action}");
            ScenarioMatrix.Default.Completes(row, action).ShouldBe(expected.Completes(row, action), $"{row}·{action}");
        }
    }

    [Fact]
    public void CS_02_A_scenario_is_switched_on_only_with_a_top_manager_and_somebody_mapped()
    {
        var world = new GrainWorld(Catalog());

        var refused = world.Ask(ScenarioId(), new ActivateScenario("test")).ShouldBeOfType<SettingRefused>();
        refused.Code.ShouldBe("setupIncomplete");
        refused.Faults.Length.ShouldBe(2);

        var employees = new GrainId(Employees.Type, Employees.Key);
        world.Ask(employees, new SaveEmployees([new("a", "Anna", CrmUserId: Anna)], null, "test"));
        refused = world.Ask(ScenarioId(), new ActivateScenario("test")).ShouldBeOfType<SettingRefused>();
        refused.Faults.ShouldHaveSingleItem().ShouldContain("Top manager");

        world.Ask(employees, new SaveEmployees([new("a", "Anna", CrmUserId: Anna)], "a", "test"));
        world.Ask(ScenarioId(), new ActivateScenario("test")).ShouldBeOfType<SettingSaved>().Version.ShouldBe(1);
        world.State<Scenario>(ScenarioId())!.Active.ShouldBeTrue();
    }

    [Fact]
    public void CS_02_Before_it_is_switched_on_calls_are_stored_and_nothing_else()
    {
        var centre = new CallCentre();
        centre.Deactivate();

        var call = centre.Incoming().Ring(Utm).Answer(AnnaExtension).End();

        call.State.Phase.ShouldBe(CallPhase.Ended);
        call.State.ClientNumber.ShouldBe(Client);
        call.State.Scenario.Version.ShouldBeNull();
        call.State.Decision.ShouldBeNull();
        centre.Crm.ShouldBeEmpty();
    }

    [Fact]
    public void CS_24_T1_acts_before_the_pickup_T2_at_the_pickup_and_the_rest_after_the_end()
    {
        var centre = new CallCentre("T1 Ac5:open; T2 Ac6:open; T5 Ac7:open; T4 Ac7:open");
        centre.ExistingContact(Bruno, (DealStatus.Open, Bruno));

        var call = centre.Incoming().Ring();
        centre.Tasks.Select(task => task.AssigneeId).ShouldBe([Tess]);
        call.Answer(AnnaExtension);
        centre.Tasks.Select(task => task.AssigneeId).Order().ShouldBe([Anna, Tess]);
        call.End();
        centre.Tasks.Select(task => task.AssigneeId).Order().ShouldBe([Anna, Bruno, Tess]);
        call.Decision.Triggers.ShouldBe([Trigger.T1, Trigger.T2, Trigger.T4]);
    }

    [Fact]
    public void CS_37_What_T1_made_belongs_to_the_top_manager_until_somebody_picks_up()
    {
        var centre = new CallCentre("T1 Ac1 Ac2 Ac4; T5 Ac7:done");

        var call = centre.Incoming().Ring();
        centre.Deals.ShouldHaveSingleItem().OwnerId.ShouldBe(Tess);
        centre.Contacts.ShouldHaveSingleItem().OwnerId.ShouldBe(Tess);
        centre.Organizations.ShouldHaveSingleItem().OwnerId.ShouldBe(Tess);

        call.Answer(AnnaExtension).End();
        centre.Deals.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
        centre.Contacts.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
        centre.Organizations.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
        call.Decision.EndTrigger().ShouldBe(Trigger.T5);
    }

    [Fact]
    public void CS_37_Entities_of_other_calls_keep_their_owner()
    {
        var centre = new CallCentre("T1 Ac1 Ac2 Ac4");
        centre.Incoming("c1").Ring().Answer(AnnaExtension).End();

        centre.Incoming("c2").Ring().Answer(BrunoExtension).End();

        centre.Deals.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
        centre.Contacts.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
    }

    [Fact]
    public void CS_38_A_call_finishes_with_the_matrix_it_started_with()
    {
        var centre = new CallCentre("T2 Ac1; T4 Ac6:done; T5 Ac6:done");
        var old = centre.Incoming("c1").Ring();

        centre.SaveMatrix("T3 Ac5:open; T4 Ac5:open; T5 Ac5:open");
        old.Answer(AnnaExtension).End();
        var young = centre.Incoming("c2").Ring().End(CallOutcome.NoAnswer);

        old.State.Scenario.Version.ShouldBe(1);
        young.State.Scenario.Version.ShouldBe(2);
        centre.Contacts.Count.ShouldBe(1);
        centre.Tasks.Select(task => task.AssigneeId).Order().ShouldBe([Anna, Tess]);
    }

    [Fact]
    public void CS_38_A_call_that_started_before_the_switch_off_finishes_too()
    {
        var centre = new CallCentre();
        var call = centre.Incoming().Ring();

        centre.Deactivate();
        call.Answer(AnnaExtension).End();

        centre.Tasks.Count.ShouldBe(1);
    }

    [Fact]
    public void Calls_of_a_project_follow_its_own_scenario()
    {
        var centre = new CallCentre();
        centre.SaveMatrix("T3 Ac5:done", "sales");
        centre.Activate(project: "sales");

        centre.Incoming().Ring(project: "sales").End(CallOutcome.NoAnswer);

        centre.Tasks.ShouldHaveSingleItem().Completed.ShouldBeTrue();
        centre.Contacts.ShouldBeEmpty();
    }

    [Fact]
    public void A_project_that_becomes_known_late_decides_in_the_end()
    {
        var centre = new CallCentre();
        centre.SaveMatrix("T3 Ac5:done", "sales");
        centre.Activate(project: "sales");

        var call = centre.Incoming().Ring().End(CallOutcome.NoAnswer);
        centre.Contacts.Count.ShouldBe(1);
        call.Send(call.Event(CallEventType.Updated) with { Project = "sales" });

        // What the other scenario made is taken back.
        centre.Contacts.ShouldBeEmpty();
        centre.Deals.ShouldBeEmpty();
        centre.Organizations.ShouldBeEmpty();
        centre.Tasks.ShouldHaveSingleItem().Completed.ShouldBeTrue();
    }

    [Fact]
    public void CS_35_Reactivation_with_the_checkbox_asks_for_the_calls_of_three_days()
    {
        var settings = new CallSettings { UtcOffset = TimeSpan.FromHours(2) };
        var centre = new CallCentre(settings: settings);
        centre.Deactivate();
        var call = centre.Incoming().Ring(Utm).Answer(AnnaExtension).End();
        centre.World.Advance(TimeSpan.FromHours(30));

        centre.Activate(resend: true);

        var effect = centre.World.Effects.ShouldHaveSingleItem();
        effect.Kind.ShouldBe("resend-calls");
        var resend = effect.Payload.ShouldBeOfType<ResendCalls>();
        var today = centre.World.Now.ToOffset(settings.UtcOffset).Date;
        resend.Since.ShouldBe(new DateTimeOffset(today.AddDays(-2), settings.UtcOffset));
        resend.Until.ShouldBe(centre.World.Now);

        centre.World.Send(CallId("c1"), new ResendCall());
        centre.World.Send(CallId("c1"), new ResendCall());
        centre.World.Run();
        centre.Contacts.Count.ShouldBe(1);
        centre.Tasks.ShouldHaveSingleItem().AssigneeId.ShouldBe(Anna);
        call.State.Scenario.Version.ShouldBe(1);

        centre.World.Ask(ScenarioId(), new EffectOutcome("resend-calls", effect.IdempotencyKey, true, 1, "1 call"));
        centre.World.State<Scenario>(ScenarioId())!.Resend!.Done.ShouldBe(true);
    }

    [Fact]
    public void CS_35_A_call_that_was_evaluated_does_nothing_when_it_is_sent_again()
    {
        var centre = new CallCentre();
        centre.Incoming().Ring().Answer(AnnaExtension).End();
        var before = centre.World.Json(Call.Type) + centre.Crm;
        centre.SaveMatrix("T5 Ac5:open");

        centre.World.Ask(CallId("c1"), new ResendCall());

        (centre.World.Json(Call.Type) + centre.Crm).ShouldBe(before);
    }

    [Fact]
    public void CS_35_Reactivation_without_the_checkbox_sends_none()
    {
        var centre = new CallCentre();
        centre.Deactivate();
        centre.Incoming().Ring().Answer(AnnaExtension).End();

        centre.Activate();

        centre.World.Effects.ShouldBeEmpty();
        centre.Crm.ShouldBeEmpty();
    }
}
