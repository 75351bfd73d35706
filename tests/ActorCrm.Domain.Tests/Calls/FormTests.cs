using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>Forms sent from the site, T10 of the default scenario.</summary>
public sealed class FormTests
{
    private static readonly Form Filled = new(
        Phone: "601 234 567", Name: "Fred Form", Email: "fred@form.example", Company: "Form  Ltd",
        Fields: new() { ["message"] = "Please call" }, Utm: Utm, LandingPage: "https://site.example/");

    private readonly CallCentre _centre = new();

    [Fact]
    public void CS_20_The_contact_is_found_by_the_phone_in_the_form()
    {
        var contact = _centre.ExistingContact(Anna);

        _centre.Submit(Filled).ShouldBeOfType<FormAccepted>();

        _centre.Form().Decision!.Contact!.Id.ShouldBe(contact.Id);
        _centre.Contacts.ShouldHaveSingleItem().Name.ShouldBe("Cleo Client");
    }

    [Fact]
    public void CS_21_With_an_open_deal_the_form_is_added_to_it_and_nothing_is_created()
    {
        _centre.ExistingContact(Anna, (DealStatus.Open, Anna));

        _centre.Submit(Filled);

        var deal = _centre.Deals.ShouldHaveSingleItem();
        deal.Calls.ShouldNotBeNull().ShouldHaveSingleItem().Cause.ShouldBe("form_submission/site/f1");
        _centre.Organizations.ShouldBeEmpty();
        _centre.Tasks.ShouldBeEmpty();
        var added = _centre.World.Timeline.Single(entry => entry.What == "formAdded");
        added.Entity.ShouldBe(DealGrain.Id(deal.Id));
        added.Rule.ShouldBe("CS-21");
        added.Data!.ShouldContain(new KeyValuePair<string, string>("message", "Please call"));
    }

    [Fact]
    public void CS_22_Otherwise_contact_deal_and_organization_are_created_from_the_form()
    {
        _centre.Submit(Filled);

        var contact = _centre.Contacts.ShouldHaveSingleItem();
        contact.Name.ShouldBe("Fred Form");
        contact.Emails.ShouldBe(["fred@form.example"]);
        contact.Phones.ShouldBe([Client]);
        contact.OwnerId.ShouldBe(Tess);
        contact.LandingPage.ShouldBe("https://site.example/");
        contact.Utm!.Tags.ShouldBe(Utm);
        _centre.Deals.ShouldHaveSingleItem().OrganizationId.ShouldBe(contact.Organization!.Id);
        _centre.Organizations.ShouldHaveSingleItem().Name.ShouldBe("Form  Ltd");
    }

    [Fact]
    public void CS_22_A_11_An_existing_contact_is_reused_and_gets_the_missing_deal_and_organization()
    {
        var contact = _centre.ExistingContact(Bruno);

        _centre.Submit(Filled);

        var kept = _centre.Contacts.ShouldHaveSingleItem();
        kept.Id.ShouldBe(contact.Id);
        kept.OwnerId.ShouldBe(Bruno);
        _centre.Deals.ShouldHaveSingleItem().ContactId.ShouldBe(contact.Id);
        kept.Organization!.Id.ShouldBe(_centre.Organizations.ShouldHaveSingleItem().Id);
    }

    [Fact]
    public void CS_23_With_forms_inactive_a_form_is_stored_and_nothing_else()
    {
        var centre = new CallCentre(settings: new CallSettings { FormsActive = false });

        centre.Submit(Filled).ShouldBeOfType<FormAccepted>();

        centre.Form().StoredOnly.ShouldBe(FormStoredOnly.FormsInactive);
        centre.Crm.ShouldBeEmpty();
        centre.World.States<OrganizationName>(OrganizationName.Type).ShouldBeEmpty();
    }

    [Fact]
    public void With_the_integration_off_a_form_is_stored_and_nothing_else()
    {
        _centre.Deactivate();

        _centre.Submit(Filled);

        _centre.Form().StoredOnly.ShouldBe(FormStoredOnly.IntegrationInactive);
        _centre.Crm.ShouldBeEmpty();
    }

    [Fact]
    public void CS_27_Forms_of_one_company_share_the_organization_however_its_name_is_written()
    {
        _centre.Submit(Filled, "f1");
        _centre.Submit(Filled with { Phone = "+48 600 000 002", Company = "FORM ltd" }, "f2");

        var organization = _centre.Organizations.ShouldHaveSingleItem();
        _centre.Contacts.Count.ShouldBe(2);
        _centre.Contacts.ShouldAllBe(contact => contact.Organization!.Id == organization.Id);
        organization.MadeBy.ShouldBe("form_submission/site/f1");
        _centre.Form("f2").Decision!.Organization!.Made.ShouldBeFalse();
    }

    [Fact]
    public void CS_27_Forms_of_one_company_at_once_make_one_organization_whatever_order_their_messages_take()
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var world = new CallCentre().World.Fork(new Random(seed));
            for (var i = 0; i < 20; i++)
            {
                world.Send(
                    new GrainId(FormSubmission.Type, $"site/f{i}"),
                    new SubmitForm("site", $"f{i}", Filled with { Phone = $"+48 600 000 0{10 + (i % 5)}" }),
                    $"visitor {i}");
            }

            world.Run();
            world.States<Organization>(Organization.Type).Count.ShouldBe(1, $"seed {seed}");
            world.States<Deal>(Deal.Type).Count.ShouldBe(5, $"seed {seed}");
        }
    }

    [Fact]
    public void CS_33_The_same_form_again_changes_nothing()
    {
        _centre.Submit(Filled).ShouldBeOfType<FormAccepted>();
        var before = _centre.Crm;

        _centre.Submit(Filled).ShouldBeOfType<FormDuplicate>();

        _centre.Crm.ShouldBe(before);
    }

    [Fact]
    public void CS_30_A_form_without_a_phone_creates_nobody_but_its_tasks_are_made()
    {
        var centre = new CallCentre("T10 Ac1 Ac2 Ac4 Ac5:open");

        centre.Submit(Filled with { Phone = "no phone" });

        centre.Contacts.ShouldBeEmpty();
        centre.Organizations.ShouldBeEmpty();
        var task = centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Tess);
        task.Subject.ShouldBe("Form: Fred Form");
    }

    [Fact]
    public void A_form_with_a_number_of_the_centre_creates_nobody()
    {
        _centre.Submit(Filled with { Phone = OwnNumber });

        _centre.Crm.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(600, 0)]
    [InlineData(10, 101)]
    public void An_overlong_form_is_refused(int nameLength, int fields)
    {
        var form = Filled with
        {
            Name = new string('n', nameLength),
            Fields = Enumerable.Range(0, fields).ToDictionary(i => $"{i}", i => "text"),
        };

        _centre.Submit(form).ShouldBeOfType<FormRefused>().Code.ShouldBe("formInvalid");
        _centre.World.State<FormSubmission>(new GrainId(FormSubmission.Type, "site/f1")).ShouldBeNull();
    }
}
