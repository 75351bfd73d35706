using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Tests.Worlds;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>
/// A contact made under its number takes the first real name; what a person typed is never overwritten.
/// </summary>
public sealed class ClientNameTests
{
    private static readonly Form Filled = new(
        Phone: Client, Name: "Fred Form", Email: "fred@form.example", Company: "Form Ltd");

    private readonly CallCentre _centre = new();

    private Contact Known => _centre.Contacts.ShouldHaveSingleItem();

    [Fact]
    public void CS_28_A_later_call_names_the_client_and_what_was_named_after_the_number()
    {
        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        Known.Name.ShouldBe(Client);
        var call = _centre.Incoming("c2").Ring(name: "Nora New");
        Known.Name.ShouldBe(Client);

        // CS-40: nothing is written before the row of a trigger is ticked.
        call.Answer(AnnaExtension);

        Known.Name.ShouldBe("Nora New");
        Known.Named!.From.ShouldBe(CallId("c2").ToString());
        _centre.Deals.ShouldHaveSingleItem().Title.ShouldBe("Nora New");
        _centre.Organizations.ShouldHaveSingleItem().Name.ShouldBe("Nora New");
        var entry = _centre.World.Timeline.Where(entry => entry.What == "nameWritten").ShouldHaveSingleItem();
        entry.Entity.ShouldBe(ContactGrain.Id(Known.Id));
        entry.By.ShouldBe("T2·Ac1");
        entry.Rule.ShouldBe("CS-28");
        entry.Call.ShouldBe(CallId("c2").ToString());
        entry.Data!.ShouldContain(new KeyValuePair<string, string>("name", "Nora New"));
        call.Decision.Steps!.ShouldContain(step => step.What == "nameWritten" && step.Id == Known.Id);
    }

    [Fact]
    public void CS_28_The_first_name_stays()
    {
        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        _centre.Incoming("c2").Ring(name: "Nora New").Answer(AnnaExtension).End();

        _centre.Incoming("c3").Ring(name: "N. Newer").Answer(AnnaExtension).End();
        _centre.Submit(Filled);

        Known.Name.ShouldBe("Nora New");
        _centre.World.Timeline.Count(entry => entry.What == "nameWritten" && entry.Entity.Type == Contact.Type)
            .ShouldBe(1);
    }

    [Fact]
    public void CS_28_The_call_that_made_the_client_does_not_undo_a_name_that_another_one_told()
    {
        var first = _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        _centre.Incoming("c2").Ring(name: "Nora New").Answer(AnnaExtension).End();

        first.Update(Utm).Update(name: "Late Name").Recording();

        Known.Name.ShouldBe("Nora New");
        Known.Utm!.Tags.ShouldBe(Utm);
        _centre.Deals.Single().Title.ShouldBe("Nora New");
    }

    [Fact]
    public void A_late_name_of_the_call_that_made_the_client_is_in_the_timeline_too()
    {
        _centre.Incoming().Ring().Answer(AnnaExtension).End().Update(name: "Nora New");

        Known.Name.ShouldBe("Nora New");
        _centre.World.Timeline.Count(entry => entry.What == "nameWritten").ShouldBe(1);
    }

    [Fact]
    public void A_name_goes_with_the_call_that_told_it()
    {
        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        var before = _centre.Crm;
        var call = _centre.Incoming("c2").Ring(name: "Nora New").Answer(AnnaExtension);
        Known.Name.ShouldBe("Nora New");

        // An earlier event says that somebody else called.
        call.Send(call.Event(CallEventType.Initiated) with
        {
            At = _centre.World.Now.AddMinutes(-1),
            From = "anonymous",
        });

        Known.Name.ShouldBe(Client);
        _centre.Crm.Replace("\"shared\":true", "\"shared\":false", StringComparison.Ordinal)
            .ShouldBe(before.Replace("\"shared\":true", "\"shared\":false", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("601234567")]
    [InlineData("+48 601 234 567")]
    [InlineData(" - ")]
    public void A_caller_name_without_a_letter_is_no_name(string name)
    {
        _centre.Incoming("c1").Ring(name: name).Answer(AnnaExtension).End();
        Known.Name.ShouldBe(Client);

        _centre.Incoming("c2").Ring(name: name).Answer(AnnaExtension).End();

        Known.Name.ShouldBe(Client);
        Known.Named.ShouldBeNull();
    }

    [Fact]
    public void CS_21_A_form_fills_name_address_and_company_of_a_client_with_an_open_deal()
    {
        _centre.Incoming().Ring().Answer(AnnaExtension).End();

        _centre.Submit(Filled);

        Known.Name.ShouldBe("Fred Form");
        Known.Emails.ShouldBe(["fred@form.example"]);
        var organization = _centre.Organizations.ShouldHaveSingleItem();
        organization.Name.ShouldBe("Form Ltd");
        organization.MadeBy.ShouldBe(CallId("c1").ToString());
        _centre.Deals.ShouldHaveSingleItem().Title.ShouldBe("Fred Form");
        _centre.World.Timeline.Where(entry => entry.Call == "form_submission/site/f1")
            .Select(entry => (entry.Entity.Type, entry.What, entry.By)).ShouldBe(
            [
                (Contact.Type, "nameWritten", "T10·Ac1"), (Contact.Type, "emailWritten", "T10·Ac1"),
                (Organization.Type, "nameWritten", "T10·Ac4"), (Deal.Type, "formAdded", "T10"),
            ], ignoreOrder: true);
    }

    [Fact]
    public void CS_27_A_company_named_later_keeps_its_organization_and_further_forms_find_it()
    {
        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        _centre.Submit(Filled, "f1");
        _centre.Submit(Filled with { Phone = "+48 600 000 002", Company = "FORM ltd" }, "f2");
        _centre.Submit(Filled with { Company = "Other Ltd" }, "f3");

        var organization = _centre.Organizations.ShouldHaveSingleItem();
        organization.Name.ShouldBe("Form Ltd");
        organization.NamedBy.ShouldBe("form_submission/site/f1");
        _centre.Contacts.ShouldAllBe(contact => contact.Organization!.Id == organization.Id);
    }

    [Fact]
    public void CS_27_A_company_that_has_an_organization_gets_no_second_one_under_its_name()
    {
        _centre.Submit(Filled with { Phone = "+48 600 000 002" }, "f1");
        _centre.Incoming().Ring().Answer(AnnaExtension).End();

        _centre.Submit(Filled, "f2");

        _centre.Organizations.Count(organization => organization.Name == "Form Ltd").ShouldBe(1);
        _centre.Organizations.Count.ShouldBe(2);
    }

    [Fact]
    public void The_call_that_made_the_organization_does_not_undo_its_name()
    {
        var call = _centre.Incoming().Ring().Answer(AnnaExtension);
        _centre.Submit(Filled);

        call.Update(Utm, "Nora New").End();

        _centre.Organizations.ShouldHaveSingleItem().Name.ShouldBe("Form Ltd");
        _centre.Organizations[0].Utm!.Tags.ShouldBe(Utm);
    }

    [Fact]
    public void What_a_person_typed_stays_even_a_number()
    {
        var contact = _centre.ExistingContact(Anna);
        _centre.Ask<ContactSaved>(
            ContactGrain.Id(contact.Id), new SaveContact(Client, [Client], ["own@client.example"], Anna, "person"));

        _centre.Incoming().Ring(name: "Nora New").Answer(AnnaExtension).End();
        _centre.Submit(Filled);

        Known.Name.ShouldBe(Client);
        Known.Emails.ShouldBe(["own@client.example"]);
        _centre.Deals.ShouldHaveSingleItem().Title.ShouldBe(Client);
    }

    [Fact]
    public void A_person_who_changes_something_else_leaves_the_number_to_be_replaced()
    {
        var call = _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        _centre.Ask<ContactSaved>(
            ContactGrain.Id(Known.Id), new SaveContact(Client, [Client], null, Bruno, "person"));

        call.Update(name: "Nora New");

        Known.Name.ShouldBe("Nora New");
        Known.OwnerId.ShouldBe(Bruno);
    }

    [Fact]
    public void A_name_that_a_person_has_saved_does_not_go_with_the_call_that_told_it()
    {
        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        var call = _centre.Incoming("c2").Ring(name: "Nora New").Answer(AnnaExtension);
        _centre.Ask<ContactSaved>(
            ContactGrain.Id(Known.Id), new SaveContact("Nora New", [Client], null, Bruno, "person"));

        call.Send(call.Event(CallEventType.Initiated) with
        {
            At = _centre.World.Now.AddMinutes(-1),
            From = "anonymous",
        });

        Known.Name.ShouldBe("Nora New");
    }

    [Theory]
    [InlineData("")]
    [InlineData("T2 Ac2; T5 Ac7:done")]
    public void CS_01_Without_a_ticked_Ac1_no_name_is_written(string matrix)
    {
        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        _centre.SaveMatrix(matrix);

        _centre.Incoming("c2").Ring(name: "Nora New").Answer(AnnaExtension).End();

        Known.Name.ShouldBe(Client);
    }

    [Fact]
    public void The_order_of_the_events_that_tell_a_name_does_not_matter()
    {
        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        var second = _centre.Incoming("c2");
        CallEvent[] events =
        [
            second.Event(CallEventType.Ringing),
            second.Event(CallEventType.Answered) with { Agent = new(AnnaExtension), CallerName = "Nora New" },
            second.Event(CallEventType.Updated) with { CallerName = "N. Newer" },
            second.Event(CallEventType.Ended),
        ];
        string? expected = null;
        for (var seed = 0; seed < 60; seed++)
        {
            var order = events.ToArray();
            var chance = new Random(seed);
            chance.Shuffle(order);
            var world = _centre.World.Fork(chance, everythingTwice: seed % 2 == 0);
            foreach (var callEvent in order)
            {
                world.Ask(CallId("c2"), new RecordCallEvent(Source, "c2", callEvent));
            }

            world.Advance(TimeSpan.FromHours(1));
            var state = world.Json(Contact.Type, Deal.Type, Organization.Type, Call.Type);
            expected ??= state;
            state.ShouldBe(expected, $"seed {seed}");
            world.States<Contact>(Contact.Type).Single().Name.ShouldBe("Nora New");
        }
    }
}
