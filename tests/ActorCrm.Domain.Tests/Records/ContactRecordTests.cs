using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Tests.Worlds;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Records;

/// <summary>A contact is one state, whoever changes it: calls, forms, or people through the API.</summary>
public sealed class ContactRecordTests
{
    private const string Other = "+48601234999";

    private readonly EntityWorld _world = new();

    [Fact]
    public void A_call_finds_the_contact_that_the_api_made_with_its_number()
    {
        _world.Create("contact", 1, """{"name":"Ann","phones":["601 234 567"],"c_x":null,"firstName":"Ann"}""")
            .Refused("recordInvalid");
        var made = _world.Create(
            "contact", 1, """{"name":"Ann","phones":["601 234 567"],"firstName":"Ann","ownerId":"crm-bruno"}""")
            .Saved();

        made.Fields.Texts("phones").ShouldBe([Client]);
        _world.Centre.Incoming().Ring(name: "Nora New").Answer(AnnaExtension).End();

        var contact = _world.Contacts.ShouldHaveSingleItem();
        contact.Id.ShouldBe(EntityWorld.Id(1));
        contact.Name.ShouldBe("Ann");
        contact.OwnerId.ShouldBe(Bruno);
        contact.Fields!.Text("firstName").ShouldBe("Ann");
        _world.Centre.Deals.ShouldHaveSingleItem().ContactId.ShouldBe(contact.Id);
        contact.Record!.Version.ShouldBeGreaterThan(made.Version);
    }

    [Fact]
    public void What_only_calls_touched_has_no_member_of_records()
    {
        _world.Centre.Incoming().Ring(Utm).Answer(AnnaExtension).End();

        foreach (var word in new[] { "record", "fields", "hidden", "value", "deleted" })
        {
            _world.Centre.Crm.ShouldNotContain($"\"{word}\":");
            _world.World.Json(NumberContacts.Type).ShouldNotContain($"\"{word}\":");
        }
    }

    [Fact]
    public void A_version_that_was_read_is_refused_once_a_call_has_changed_the_contact()
    {
        var call = _world.Centre.Incoming().Ring();
        var id = ContactGrain.Id(_world.Contacts.ShouldHaveSingleItem().Id);
        var read = (int)_world.World.Version(id);
        call.Answer(AnnaExtension);

        _world.Patch(id, """{"firstName":"Nora"}""", read).Refused("versionMismatch");
        var saved = _world.Patch(id, """{"firstName":"Nora"}""", (int)_world.World.Version(id)).Saved();
        saved.Fields.Text("ownerId").ShouldBe(Anna);
        _world.Patch(id, """{"firstName":"Nora"}""").Saved().Version.ShouldBe(saved.Version);

        // From now on it counts by itself, and calls raise it.
        _world.Centre.Incoming("c2").Ring(Utm);
        _world.Patch(id, """{"firstName":"Nina"}""", saved.Version).Refused("versionMismatch");
    }

    [Fact]
    public void A_persons_change_is_not_overwritten_by_the_call_that_made_the_contact()
    {
        var call = _world.Centre.Incoming().Ring();
        var id = ContactGrain.Id(_world.Contacts.ShouldHaveSingleItem().Id);
        _world.Patch(id, """{"name":"Nora","ownerId":"crm-bruno"}""").Saved();
        call.Answer(AnnaExtension).End();

        var contact = _world.Contacts.ShouldHaveSingleItem();
        (contact.Name, contact.OwnerId, contact.NameTyped).ShouldBe(("Nora", Bruno, true));
        _world.Centre.Deals.ShouldHaveSingleItem().Title.ShouldBe("Nora");
        _world.Told(id).ShouldBe(["contactCreated", "contactChanged"]);
    }

    [Fact]
    public void A_number_or_address_of_another_contact_is_refused_and_the_holder_named()
    {
        _world.Create("contact", 1, $$"""{"name":"Ann","phones":["{{Client}}"],"emails":["Ann@x.example"]}""").Saved();
        _world.Centre.Incoming(from: Other).Ring();
        var called = _world.Contacts.Single(contact => contact.Phones is [Other]);

        _world.Create("contact", 2, $$"""{"name":"Bea","phones":["{{Client}}"]}""").Refused("duplicate")
            .Faults.ShouldHaveSingleItem().RecordId.ShouldBe(EntityWorld.Id(1));
        _world.Create("contact", 3, """{"name":"Bea","emails":["ann@X.example"]}""").Refused("duplicate")
            .Faults.ShouldHaveSingleItem().RecordId.ShouldBe(EntityWorld.Id(1));
        _world.Create("contact", 4, $$"""{"name":"Bea","phones":["{{Other}}"]}""").Refused("duplicate")
            .Faults.ShouldHaveSingleItem().RecordId.ShouldBe(called.Id);
        _world.Patch("contact", 1, $$"""{"phones":["{{Client}}","{{Other}}"]}""").Refused("duplicate");
        _world.Contact(1).Phones.ShouldBe([Client]);
    }

    [Fact]
    public void An_address_that_a_form_wrote_belongs_to_its_contact()
    {
        _world.Centre.Submit(new Form { Phone = Client, Email = "cleo@x.example", Name = "Cleo" });
        var contact = _world.Contacts.ShouldHaveSingleItem();

        _world.Create("contact", 1, """{"name":"Bea","emails":["cleo@x.example"]}""").Refused("duplicate")
            .Faults.ShouldHaveSingleItem().RecordId.ShouldBe(contact.Id);
        _world.Patch(ContactGrain.Id(contact.Id), """{"emails":null}""").Saved();
        _world.Create("contact", 1, """{"name":"Bea","emails":["cleo@x.example"]}""").Saved();
    }

    [Fact]
    public void The_numbers_of_a_deleted_contact_make_a_new_one_and_are_its_own_again_when_it_is_restored()
    {
        _world.Create("contact", 1, $$"""{"name":"Ann","phones":["{{Client}}","{{Other}}"]}""").Saved();
        _world.Delete("contact", 1).Saved().DeletedAt.ShouldNotBeNull();
        _world.Centre.Incoming().Ring();

        var made = _world.Contacts.ShouldHaveSingleItem();
        made.Id.ShouldNotBe(EntityWorld.Id(1));
        _world.Restore("contact", 1).Refused("duplicate").Faults[0].RecordId.ShouldBe(made.Id);
        _world.Patch(ContactGrain.Id(made.Id), """{"phones":[]}""").Saved();
        _world.Restore("contact", 1).Saved();
        _world.Centre.Incoming("c2").Ring();
        _world.Centre.Incoming("c3", Other).Ring();

        _world.Contacts.Count.ShouldBe(2);
        _world.Centre.Call("c2").Decision!.Contact!.Id.ShouldBe(EntityWorld.Id(1));
        _world.Centre.Call("c3").Decision!.Contact!.Id.ShouldBe(EntityWorld.Id(1));
    }

    [Fact]
    public void The_call_that_made_a_contact_goes_on_when_a_person_deletes_it_and_the_next_call_makes_another()
    {
        var call = _world.Centre.Incoming().Ring();
        var made = _world.Contacts.ShouldHaveSingleItem();
        _world.Delete(ContactGrain.Id(made.Id)).Saved();
        call.Answer(AnnaExtension).End();

        _world.Contacts.ShouldBeEmpty();
        _world.Centre.Tasks.ShouldHaveSingleItem().AssigneeId.ShouldBe(Anna);
        _world.Centre.Incoming("c2").Ring();
        _world.Contacts.ShouldHaveSingleItem().Id.ShouldNotBe(made.Id);
    }

    [Fact]
    public void What_a_number_is_for_is_said_by_lists_that_are_parts_of_all_numbers()
    {
        var made = _world.Create(
            "contact", 1,
            $$"""{"name":"Ann","workPhones":["{{Client}}"],"mobile":"{{Other}}","homeEmails":["a@x.example"]}""")
            .Saved();
        made.Fields.Texts("phones").ShouldBe([Other, Client]);
        made.Fields.Texts("emails").ShouldBe(["a@x.example"]);

        var changed = _world.Patch("contact", 1, $$"""{"phones":["{{Client}}"]}""").Saved().Fields;
        changed.ContainsKey("mobile").ShouldBeFalse();
        changed.Texts("workPhones").ShouldBe([Client]);
        _world.Put("contact", 1, """{"name":"Ann"}""").Saved().Fields.ContainsKey("workPhones").ShouldBeFalse();
        _world.World.States<NumberContacts>(NumberContacts.Type).ShouldBeEmpty();
    }

    [Fact]
    public void A_name_day_is_a_day_and_a_language_is_one_of_bcp_47()
    {
        _world.Create("contact", 1, """{"nameDay":"13-01","language":"polish!","birthday":"x"}""")
            .Refused("recordInvalid").Faults.Select(fault => (fault.Field, fault.Code)).ShouldBe(
                [("birthday", "typeMismatch"), ("name", "requiredMissing"), ("nameDay", "typeMismatch"),
                    ("language", "typeMismatch")], ignoreOrder: true);
        foreach (var nameDay in new[] { "02-30", "2-3", "0226", "00-01" })
        {
            _world.Create("contact", 1, $$"""{"name":"Ann","nameDay":"{{nameDay}}"}""").Refused("recordInvalid");
        }

        foreach (var language in new[] { "p", "pl_PL", "de-", "en-x", "a-b", "de-DE-1" })
        {
            _world.Create("contact", 1, $$"""{"name":"Ann","language":"{{language}}"}""").Refused("recordInvalid");
        }

        var made = _world.Create("contact", 1, """{"name":"Ann","nameDay":"02-29","language":"SR-latn-rs"}""").Saved();
        made.Fields.Text("language").ShouldBe("sr-Latn-RS");
    }

    [Fact]
    public void A_creation_and_a_first_call_at_the_same_moment_end_with_one_contact()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var world = new EntityWorld(new GrainWorld(Catalog(), new Random(seed)) { ThroughJson = false });
            for (var n = 1; n <= 3; n++)
            {
                Send(world, n);
                Ring(world, n);
            }

            world.Centre.Settle();

            var contact = world.Contacts.ShouldHaveSingleItem($"seed {seed}");
            contact.Record?.Pending.ShouldBeNull($"seed {seed}");
            world.World.States<NumberContacts>(NumberContacts.Type).ShouldHaveSingleItem().Contacts
                .ShouldHaveSingleItem($"seed {seed}").Id.ShouldBe(contact.Id);
            for (var n = 1; n <= 3; n++)
            {
                world.Centre.Call($"c{n}").Decision!.Contact!.Id.ShouldBe(contact.Id, $"seed {seed}");
            }
        }

        static void Send(EntityWorld world, int n) => world.World.Send(
            EntityWorld.Grain("contact", n),
            new CreateRecord(RecordWorld.Json($$"""{"name":"Ann","phones":["{{Client}}"]}"""), "ann"));
    }

    [Fact]
    public void A_call_on_its_way_to_a_contact_that_is_deleted_is_not_lost_and_brings_nothing_back()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var world = new EntityWorld(new GrainWorld(Catalog(), new Random(seed)) { ThroughJson = false });
            world.Create("contact", 1, $$"""{"name":"Ann","phones":["{{Client}}"]}""").Saved();
            Ring(world, 1);
            world.World.Send(EntityWorld.Grain("contact", 1), new DeleteRecord("cat"), "desk");
            Ring(world, 2);
            world.Centre.Settle();

            world.Contact(1).Hidden.ShouldBeTrue();
            world.Contacts.Count.ShouldBeLessThanOrEqualTo(1, $"seed {seed}");
            for (var n = 1; n <= 2; n++)
            {
                var found = world.Centre.Call($"c{n}").Decision!.Contact!.Id;
                (found == EntityWorld.Id(1) || found == world.Contacts.Single().Id).ShouldBeTrue($"seed {seed}");
            }

            world.Centre.Incoming("c3").Ring();
            world.Centre.Settle();
            world.Contacts.ShouldHaveSingleItem($"seed {seed}").Id.ShouldBe(
                world.Centre.Call("c3").Decision!.Contact!.Id, $"seed {seed}");
        }
    }

    [Fact]
    public void Every_message_twice_gives_the_same_states()
    {
        var world = new EntityWorld(new GrainWorld(Catalog()) { EverythingTwice = true });
        world.Create("contact", 1, $$"""{"name":"Ann","phones":["{{Client}}"],"emails":["a@x.example"]}""");
        world.Create("deal", 2, $$"""{"title":"Roof","contactId":"{{EntityWorld.Id(1)}}"}""");
        world.Centre.Settle();

        world.Contact(1).Deals!.ShouldHaveSingleItem().Id.ShouldBe(EntityWorld.Id(2));
        world.Deal(2).Status.ShouldBe(DealStatus.Open);
    }

    private static void Ring(EntityWorld world, int n) => world.World.Send(
        CallId($"c{n}"),
        new RecordCallEvent(Source, $"c{n}", new CallEvent(
            $"c{n}-1", CallEventType.Ringing, world.World.Now, CallDirection.Incoming, Client, OwnNumber)));
}
