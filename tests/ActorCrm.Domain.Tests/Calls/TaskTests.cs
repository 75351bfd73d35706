using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>Tasks: who gets them, when they are due, what they are linked to, how they merge.</summary>
public sealed class TaskTests
{
    [Fact]
    public void CS_06_A_9_An_open_task_is_due_four_hours_after_the_event()
    {
        var centre = new CallCentre();
        centre.ExistingContact(Bruno, (DealStatus.Open, Bruno));

        var call = centre.Incoming().Ring().Answer(AnnaExtension).End();

        var endedAt = call.State.Facts.EndedAt!.Value;
        centre.Tasks.Single(task => task.AssigneeId == Bruno).DueAt.ShouldBe(endedAt.AddHours(4));
    }

    [Fact]
    public void CS_06_A_changed_deadline_affects_later_tasks_only()
    {
        var centre = new CallCentre();
        var first = centre.Incoming("c1").Ring().End(CallOutcome.NoAnswer);
        var due = centre.Tasks.Single().DueAt;

        centre.Ask<SettingSaved>(
            new GrainId(CallSettings.Type, CallSettings.Key),
            new SaveCallSettings(new CallSettings { TaskDeadline = TimeSpan.FromHours(1) }, "test"));
        first.Update(name: "Late Name");
        var second = centre.Incoming("c2").Ring().End(CallOutcome.NoAnswer);

        var before = centre.Tasks.Single(task => task.Call!.EndsWith("c1", StringComparison.Ordinal));
        before.ClientName.ShouldBe("Late Name");
        before.DueAt.ShouldBe(due);
        centre.Tasks.Single(task => task.Call!.EndsWith("c2", StringComparison.Ordinal)).DueAt
            .ShouldBe(second.State.Facts.EndedAt!.Value.AddHours(1));
    }

    [Theory]
    [InlineData("T3 Ac5:open")]
    [InlineData("T3 Ac7:open")]
    public void CS_30_CS_31_Without_deal_and_contact_the_top_managers_task_has_no_links(string matrix)
    {
        var centre = new CallCentre(matrix);

        centre.Incoming().Ring().End(CallOutcome.NoAnswer);

        var task = centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Tess);
        task.DealId.ShouldBeNull();
        task.ContactId.ShouldBeNull();
    }

    [Fact]
    public void CS_30_The_managers_own_task_without_deal_and_contact_has_no_links()
    {
        var centre = new CallCentre("T4 Ac6:done");

        centre.Incoming().Ring().Answer(AnnaExtension).End();

        var task = centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Anna);
        (task.DealId ?? task.ContactId).ShouldBeNull();
    }

    [Theory]
    [InlineData(AnnaExtension, Anna)]
    [InlineData(UrsulaExtension, Tess)]
    [InlineData(null, Tess)]
    public void CS_31_With_nobody_responsible_Ac7_goes_to_who_answered_else_to_the_top_manager(
        string? answerer, string assignee)
    {
        var centre = new CallCentre("T3 Ac7:open; T4 Ac7:open; T9 Ac7:open");

        var call = centre.Incoming().Ring();
        _ = answerer is null ? call.End(CallOutcome.NoAnswer) : call.Answer(answerer).End();

        centre.Tasks.ShouldHaveSingleItem().AssigneeId.ShouldBe(assignee);
    }

    [Fact]
    public void CS_31_Who_answered_a_hidden_number_is_asked_to_add_the_client_not_to_check_their_own_call()
    {
        var centre = new CallCentre();

        var call = centre.Incoming(from: "anonymous").Ring().Answer(AnnaExtension).End();

        call.Decision.EndTrigger().ShouldBe(Trigger.T4);
        var task = centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Anna);
        task.Completed.ShouldBeFalse();
        task.Subject.ShouldBe("Nobody is responsible: unknown number");
        task.Text.ShouldBe("Anna Able talked with the client. The caller has no number to be found by: "
            + "add the client and the deal if you know who it was.");
    }

    [Fact]
    public void CS_31_Who_answered_a_client_of_nobody_is_asked_to_take_the_client_over()
    {
        var centre = new CallCentre("T4 Ac6:done Ac7:open");
        centre.ExistingContact(ownerId: null);

        centre.Incoming().Ring(name: "Cleo Client").Answer(AnnaExtension).End();

        var task = centre.Tasks.ShouldHaveSingleItem();
        task.Subject.ShouldBe("Nobody is responsible: Cleo Client");
        task.Text.ShouldEndWith("take the client over or hand them to a colleague.");
    }

    [Fact]
    public void CS_32_A_task_links_to_the_open_deal_if_there_is_one_else_to_the_contact()
    {
        var centre = new CallCentre("T3 Ac5:open");
        var contact = centre.ExistingContact(Anna, (DealStatus.Won, Anna));

        centre.Incoming("c1").Ring().End(CallOutcome.NoAnswer);
        var linked = centre.Tasks.ShouldHaveSingleItem();
        linked.ContactId.ShouldBe(contact.Id);
        linked.DealId.ShouldBeNull();

        var dealId = Guid.CreateVersion7();
        centre.Ask<Contacts.ContactSaved>(
            Contacts.ContactGrain.Id(contact.Id), new Contacts.OpenDeal(dealId, "New", Anna, "person"));
        centre.Incoming("c2").Ring().End(CallOutcome.NoAnswer);
        centre.Tasks.Single(task => task.Id != linked.Id).DealId.ShouldBe(dealId);
    }

    [Fact]
    public void Tasks_of_one_assignee_and_call_are_one_task_completed_only_if_all_of_them_are()
    {
        var centre = new CallCentre("T2 Ac6:done; T5 Ac6:done Ac7:done");
        centre.ExistingContact(Anna, (DealStatus.Open, Anna));
        centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        var done = centre.Tasks.ShouldHaveSingleItem();
        done.Completed.ShouldBeTrue();
        done.Contributions.Select(part => (part.Trigger, part.Action)).ShouldBe(
        [
            (Trigger.T2, ScenarioAction.Ac6), (Trigger.T5, ScenarioAction.Ac6), (Trigger.T5, ScenarioAction.Ac7),
        ]);

        centre.SaveMatrix("T2 Ac6:done; T5 Ac5:done Ac6:done Ac7:open");
        centre.Incoming("c2").Ring().Answer(AnnaExtension).End();
        var tasks = centre.Tasks.Where(task => task.Id != done.Id).ToList();
        tasks.Count.ShouldBe(2);
        tasks.Single(task => task.AssigneeId == Anna).Completed.ShouldBeFalse();
        tasks.Single(task => task.AssigneeId == Tess).Completed.ShouldBeTrue();
    }

    [Fact]
    public void Of_merged_open_tasks_the_earliest_due_time_counts()
    {
        var centre = new CallCentre("T1 Ac5:open; T3 Ac5:open");

        var call = centre.Incoming().Ring().End(CallOutcome.NoAnswer);

        centre.Tasks.ShouldHaveSingleItem().DueAt.ShouldBe(call.State.Facts.StartedAt.AddHours(4));
    }

    [Fact]
    public void CS_34_A_late_recording_updates_the_tasks_and_makes_none()
    {
        var centre = new CallCentre();
        centre.ExistingContact(Bruno, (DealStatus.Open, Bruno));
        var call = centre.Incoming().Ring().Answer(AnnaExtension).End();
        var ids = centre.Tasks.Select(task => task.Id).ToList();
        centre.World.Advance(TimeSpan.FromMinutes(30));

        call.Recording().Recording("https://pbx.example/r2.mp3");

        centre.Tasks.Select(task => task.Id).ShouldBe(ids);
        centre.Tasks.ShouldAllBe(task => task.Recordings!.Length == 2);
        centre.World.Timeline.Count(entry => entry.What == "recordingAdded" && entry.Rule == "CS-34"
            && entry.Entity.Type == Deal.Type).ShouldBe(2);
    }

    [Fact]
    public void The_recording_is_on_the_tasks_of_T4_to_T7_and_on_no_others()
    {
        var centre = new CallCentre();

        centre.Incoming().Ring().Answer(UrsulaExtension).Recording().End();

        centre.Tasks.ShouldHaveSingleItem().Recordings.ShouldBeNull();
    }

    [Fact]
    public void A_person_completes_a_task_once()
    {
        var centre = new CallCentre();
        var call = centre.Incoming().Ring().End();
        centre.World.Advance(TimeSpan.FromSeconds(1));
        var id = TaskGrain.Id(centre.Tasks.ShouldHaveSingleItem().Id);

        centre.Ask<TaskCompleted>(id, new CompleteTask("tess"));
        centre.Ask<TaskAlreadyCompleted>(id, new CompleteTask("bruno")).By.ShouldBe("tess");
        centre.Ask<TaskNotFound>(TaskGrain.Id(Guid.CreateVersion7()), new CompleteTask("tess"));

        // Late events neither reopen it nor take it back, although the call turns out to have been answered.
        call.Answer(AnnaExtension);
        var task = centre.Tasks.Single(kept => kept.AssigneeId == Tess);
        task.Completed.ShouldBeTrue();
        task.CompletedBy.ShouldBe("tess");
        centre.Tasks.Single(made => made.AssigneeId == Anna).Completed.ShouldBeTrue();
    }

    [Fact]
    public void Without_a_top_manager_his_tasks_are_not_made_and_the_reason_is_told()
    {
        var centre = new CallCentre("T3 Ac5:open Ac7:open");
        centre.Ask<SettingSaved>(
            new GrainId(Employees.Type, Employees.Key), new SaveEmployees(Staff, null, "test"));

        var call = centre.Incoming().Ring().End(CallOutcome.NoAnswer);

        centre.Tasks.ShouldBeEmpty();
        call.Decision.Steps!.Where(step => step.Action >= ScenarioAction.Ac5)
            .ShouldAllBe(step => step.Why == "topManagerMissing");
    }
}
