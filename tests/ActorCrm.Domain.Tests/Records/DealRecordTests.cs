using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Tasks;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Records;

/// <summary>Deals, tasks and organizations are changed as records, and what depends on them follows.</summary>
public sealed class DealRecordTests
{
    private readonly EntityWorld _world = new();

    [Fact]
    public void A_deal_that_the_api_makes_is_the_contacts_open_deal()
    {
        MakeContact();
        var deal = MakeDeal(2, "crm-bruno");

        deal.Fields.Text("status").ShouldBe("open");
        _world.Contact(1).Deals!.ShouldHaveSingleItem().OwnerId.ShouldBe(Bruno);
        _world.Centre.Incoming().Ring().End(CallOutcome.NoAnswer);

        _world.Centre.Deals.ShouldHaveSingleItem().Calls!.ShouldHaveSingleItem();
        _world.Centre.Tasks.ShouldHaveSingleItem().AssigneeId.ShouldBe(Bruno);
    }

    [Fact]
    public void A_deal_without_its_contact_is_refused()
    {
        var refused = _world.Create("deal", 2, $$"""{"title":"Roof","contactId":"{{EntityWorld.Id(1)}}"}""")
            .Refused("recordInvalid").Faults.ShouldHaveSingleItem();
        (refused.Field, refused.Code).ShouldBe(("contactId", "referenceUnknown"));

        MakeContact();
        MakeDeal(2);
        _world.Delete("deal", 2).Saved();
        _world.Delete("contact", 1).Saved();
        _world.Restore("deal", 2).Refused("recordInvalid").Faults[0].Field.ShouldBe("contactId");
        _world.Restore("contact", 1).Saved();
        _world.Restore("deal", 2).Saved();
        _world.Contact(1).Deals!.ShouldHaveSingleItem().IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void A_status_closes_a_deal_as_its_command_does_and_a_closed_one_stays_closed()
    {
        MakeContact();
        MakeDeal(2);
        var won = _world.Patch("deal", 2, """{"status":"won"}""").Saved();

        won.Fields.Text("closedAt").ShouldNotBeNull();
        _world.Contact(1).Deals!.ShouldHaveSingleItem().Status.ShouldBe(DealStatus.Won);
        _world.Told(EntityWorld.Grain("deal", 2)).ShouldBe(["dealCreated", "dealWon"]);
        var fault = _world.Patch("deal", 2, """{"status":"lost","amount":"x"}""").Refused("recordInvalid").Faults;
        fault.Select(one => one.Field).ShouldBe(["amount", "status"], ignoreOrder: true);
        _world.Patch("deal", 2, """{"amount":12.50,"status":"won"}""").Saved();
        _world.Put("deal", 2, $$"""{"title":"Roof","contactId":"{{EntityWorld.Id(1)}}"}""").Saved()
            .Fields.Text("status").ShouldBe("won");
    }

    [Fact]
    public void A_deleted_deal_is_not_made_again_by_the_call_that_made_it()
    {
        var call = _world.Centre.Incoming().Ring();
        var deal = _world.Centre.Deals.ShouldHaveSingleItem();
        _world.Delete(DealGrain.Id(deal.Id)).Saved();
        call.Answer(AnnaExtension).End();

        _world.Centre.Deals.ShouldHaveSingleItem().Hidden.ShouldBeTrue();
        _world.Centre.Incoming("c2").Ring();
        _world.Centre.Deals.Where(other => !other.Hidden).ShouldHaveSingleItem().Id.ShouldNotBe(deal.Id);
    }

    [Fact]
    public void A_task_is_completed_by_its_field_as_by_its_command_and_its_call_leaves_it_alone()
    {
        var call = _world.Centre.Incoming().Ring().Answer(AnnaExtension).End();
        var task = _world.Centre.Tasks.ShouldHaveSingleItem();
        var id = TaskGrain.Id(task.Id);
        var saved = _world.Patch(id, """{"completed":true,"subject":"Done"}""").Saved();

        saved.Fields.Text("completedBy").ShouldBe("bob");
        saved.Fields.Text("dueAt").ShouldNotBeNull();
        _world.World.State<CrmTask>(id)!.DueAt.ShouldBe(task.DueAt);
        call.Recording();
        var after = _world.World.State<CrmTask>(id)!;
        (after.Subject, after.Completed, after.CompletedByPerson).ShouldBe(("Done", true, true));
        after.Recordings.ShouldNotBeNull();
        _world.Told(id).ShouldBe(["taskCreated", "taskCompleted"]);
        _world.Patch(id, """{"completed":false}""").Saved().Fields.ContainsKey("completedAt").ShouldBeFalse();
        _world.Delete(id).Saved();
        _world.World.Ask(id, new CompleteTask("tess")).ShouldBeOfType<TaskNotFound>();
    }

    [Fact]
    public void A_person_makes_a_task_without_a_call()
    {
        var made = _world.Create("task", 3, """{"subject":"Send the offer","assigneeId":"crm-anna"}""").Saved();

        made.CreatedBy.ShouldBe("ann");
        made.Fields["completed"]!.GetValue<bool>().ShouldBeFalse();
        _world.World.Ask(EntityWorld.Grain("task", 3), new CompleteTask("tess")).ShouldBeOfType<TaskCompleted>();
        _world.Patch("task", 3, """{"text":"x"}""", made.Version).Refused("versionMismatch");
    }

    [Fact]
    public void A_form_that_names_a_company_finds_the_organization_that_the_api_made()
    {
        _world.Create("organization", 4, """{"name":"Acme  Ltd","industry":"Steel"}""").Saved();
        _world.Centre.Submit(new Form { Phone = Client, Name = "Cleo", Company = "acme ltd" });

        _world.Centre.Organizations.ShouldHaveSingleItem();
        _world.Contacts.ShouldHaveSingleItem().Organization!.Id.ShouldBe(EntityWorld.Id(4));
        _world.Patch("organization", 4, """{"name":"Bolt"}""").Saved();
        _world.Centre.Submit(new Form { Phone = "+48601234999", Name = "Dan", Company = "Acme Ltd" }, "f2");
        _world.Centre.Organizations.Count.ShouldBe(2);
    }

    [Fact]
    public void A_deal_named_after_its_contact_follows_the_contacts_new_name()
    {
        _world.Centre.Incoming().Ring();
        var contact = _world.Contacts.ShouldHaveSingleItem();
        _world.Patch(ContactGrain.Id(contact.Id), """{"name":"Nora"}""").Saved();

        _world.Centre.Deals.ShouldHaveSingleItem().Title.ShouldBe("Nora");
        _world.Centre.Organizations.ShouldHaveSingleItem().Name.ShouldBe("Nora");
    }

    private void MakeContact() =>
        _world.Create("contact", 1, $$"""{"name":"Ann","phones":["{{Client}}"]}""").Saved();

    private ObjectRecord MakeDeal(int n, string owner = Anna) => _world.Create(
        "deal", n, $$"""{"title":"Roof","contactId":"{{EntityWorld.Id(1)}}","ownerId":"{{owner}}"}""").Saved();
}
