using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>Incoming calls through the default scenario.</summary>
public sealed class IncomingCallTests
{
    private readonly CallCentre _centre = new();

    [Fact]
    public void CS_03_A_new_client_is_created_at_pickup_with_the_utm_tags_of_the_call()
    {
        var call = _centre.Incoming().Ring(Utm, "Nora New");
        _centre.Crm.ShouldBeEmpty();

        call.Answer(AnnaExtension);

        var contact = _centre.Contacts.ShouldHaveSingleItem();
        contact.Name.ShouldBe("Nora New");
        contact.Phones.ShouldBe([Client]);
        contact.Utm!.Tags.ShouldBe(Utm);
        var deal = _centre.Deals.ShouldHaveSingleItem();
        deal.ContactId.ShouldBe(contact.Id);
        deal.Status.ShouldBe(DealStatus.Open);
        deal.Utm!.Tags.ShouldBe(Utm);
        var organization = _centre.Organizations.ShouldHaveSingleItem();
        organization.Utm!.Tags.ShouldBe(Utm);
        contact.Organization!.Id.ShouldBe(organization.Id);
        deal.OrganizationId.ShouldBe(organization.Id);
        _centre.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void CS_04_A_6_Who_picks_up_owns_deal_contact_and_organization()
    {
        _centre.Incoming().Ring().Answer(AnnaExtension);

        _centre.Deals.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
        _centre.Contacts.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
        _centre.Organizations.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
    }

    [Fact]
    public void CS_04_After_the_end_the_answerer_of_a_new_client_is_the_responsible_manager()
    {
        var call = _centre.Incoming().Ring().Answer(AnnaExtension).End();

        call.Decision.Triggers.ShouldBe([Trigger.T1, Trigger.T2, Trigger.T5]);
        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Anna);
        task.Completed.ShouldBeTrue();
    }

    [Fact]
    public void CS_05_A_2_A_missed_new_client_gives_one_open_task_to_the_top_manager_linked_to_the_open_deal()
    {
        var call = _centre.Incoming().Ring(Utm).End(CallOutcome.NoAnswer);

        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Tess);
        task.Completed.ShouldBeFalse();
        var deal = _centre.Deals.ShouldHaveSingleItem();
        task.DealId.ShouldBe(deal.Id);
        task.ContactId.ShouldBeNull();
        deal.OwnerId.ShouldBe(Tess);
        _centre.Contacts.ShouldHaveSingleItem().OwnerId.ShouldBe(Tess);
        _centre.Organizations.ShouldHaveSingleItem().OwnerId.ShouldBe(Tess);
        call.Decision.Steps!.ShouldContain(step => step.Action == ScenarioAction.Ac7 && step.Rule == "CS-05");
    }

    [Fact]
    public void CS_07_A_new_client_answered_by_an_unknown_employee_gives_the_top_manager_one_task_naming_who_answered()
    {
        _centre.Incoming().Ring().Answer(new AgentReference(Sip: "centre_ursula")).End();

        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Tess);
        task.Completed.ShouldBeFalse();
        task.Text.ShouldContain("centre_ursula");
        task.Text.ShouldContain("integration settings");
        task.Text.ShouldContain("move the deal and the call to another agent");
        task.DealId.ShouldBe(_centre.Deals.ShouldHaveSingleItem().Id);
        task.Contributions.ShouldHaveSingleItem().Rule.ShouldBe("CS-07");
    }

    [Theory]
    [InlineData(OwnNumber, "The telephone system does not say who answered the call.")]
    [InlineData("+48 22 765 43 21", "The telephone system does not say who answered the call to +48 22 765 43 21.")]
    [InlineData(null, "The telephone system does not say who answered the call.")]
    [InlineData(UrsulaExtension, "The call was answered by Ursula Unmapped (109), who is linked to no CRM user.")]
    public void CS_07_Without_a_reference_nobody_is_said_to_have_answered_but_whose_extension_was_called(
        string? called, string text)
    {
        var call = new CallScript(_centre, "c1", CallDirection.Incoming, Client, called)
            .Ring().Answer((string?)null).End();

        call.Decision.EndTrigger().ShouldBe(Trigger.T9);
        _centre.Tasks.ShouldHaveSingleItem().Text.ShouldStartWith(text + " Check the integration settings");
    }

    [Fact]
    public void CS_08_A_contact_is_found_by_its_number_however_either_is_written()
    {
        var contact = _centre.ExistingContact(Guid.CreateVersion7(), "(601) 234-567", Anna);

        _centre.Incoming(from: "0048 601 23 45 67").Ring();

        _centre.Call().ClientNumber.ShouldBe(Client);
        _centre.Call().Decision!.Contact!.Id.ShouldBe(contact.Id);
        _centre.Contacts.Count.ShouldBe(1);
    }

    [Fact]
    public void CS_09_A_call_is_added_to_the_open_deal_after_its_end_and_not_before()
    {
        _centre.ExistingContact(Anna, (DealStatus.Open, Anna));
        var before = _centre.Crm;

        var call = _centre.Incoming().Ring();
        _centre.Crm.ShouldBe(before);
        call.Answer(AnnaExtension);
        _centre.Deals.ShouldHaveSingleItem().Calls.ShouldBeNull();
        call.End();

        var deal = _centre.Deals.ShouldHaveSingleItem();
        deal.Calls.ShouldNotBeNull().ShouldHaveSingleItem().Cause.ShouldBe(CallId("c1").ToString());
        deal.UpdatedAt.ShouldBe(_centre.World.Now);
        _centre.World.Timeline.ShouldContain(entry =>
            entry.What == "callAdded" && entry.Entity == DealGrain.Id(deal.Id) && entry.Rule == "CS-09");
        _centre.Contacts.Count.ShouldBe(1);
    }

    [Fact]
    public void CS_10_A_contact_without_any_deal_gets_one_and_no_second_contact()
    {
        var contact = _centre.ExistingContact(Bruno);

        _centre.Incoming().Ring().Answer(AnnaExtension);

        _centre.Contacts.ShouldHaveSingleItem().Id.ShouldBe(contact.Id);
        var deal = _centre.Deals.ShouldHaveSingleItem();
        deal.ContactId.ShouldBe(contact.Id);
        deal.OwnerId.ShouldBe(Anna);
    }

    [Fact]
    public void CS_11_A_3_A_missed_client_gives_one_open_task_to_the_owner_of_the_open_deal()
    {
        _centre.ExistingContact(Bruno, (DealStatus.Open, Anna));

        _centre.Incoming().Ring().End(CallOutcome.Busy);

        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Anna);
        task.Completed.ShouldBeFalse();
        task.Contributions.ShouldHaveSingleItem().Rule.ShouldBe("CS-11");
    }

    [Fact]
    public void CS_11_A_missed_client_without_open_deal_gives_the_task_to_the_owner_of_the_contact()
    {
        _centre.ExistingContact(Bruno);

        _centre.Incoming().Ring().End(CallOutcome.Cancelled);

        // A deal is made (CS-10), for the Top manager; who is responsible was known before that.
        _centre.Tasks.ShouldHaveSingleItem().AssigneeId.ShouldBe(Bruno);
        _centre.Deals.ShouldHaveSingleItem().OwnerId.ShouldBe(Tess);
    }

    [Fact]
    public void CS_12_A_8_Answered_by_the_responsible_gives_one_completed_task_with_the_recording()
    {
        _centre.ExistingContact(Bruno, (DealStatus.Open, Anna));

        var call = _centre.Incoming().Ring().Answer(AnnaExtension).Recording().End();

        call.Decision.EndTrigger().ShouldBe(Trigger.T5);
        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Anna);
        task.Completed.ShouldBeTrue();
        task.CompletedBy.ShouldBe("T5·Ac7");
        task.DueAt.ShouldBeNull();
        task.Recordings.ShouldBe(["https://pbx.example/r1.mp3"]);
    }

    [Fact]
    public void CS_13_Answered_by_another_manager_gives_exactly_two_tasks()
    {
        _centre.ExistingContact(Bruno, (DealStatus.Open, Bruno));

        var call = _centre.Incoming().Ring().Answer(AnnaExtension).Recording().End();

        call.Decision.EndTrigger().ShouldBe(Trigger.T4);
        _centre.Tasks.Count.ShouldBe(2);
        var done = _centre.Tasks.Single(task => task.AssigneeId == Anna);
        done.Completed.ShouldBeTrue();
        var check = _centre.Tasks.Single(task => task.AssigneeId == Bruno);
        check.Completed.ShouldBeFalse();
        check.Subject.ShouldContain("Check the call");
        check.DueAt.ShouldNotBeNull();
        _centre.Tasks.ShouldAllBe(task => task.Recordings != null && task.DealId != null);
    }

    [Fact]
    public void CS_14_A_7_An_existing_client_answered_by_an_unknown_employee_gives_one_task_to_the_top_manager()
    {
        _centre.ExistingContact(Bruno, (DealStatus.Open, Bruno));

        var call = _centre.Incoming().Ring().Answer(UrsulaExtension).End();

        call.Decision.Triggers.ShouldBe([Trigger.T1, Trigger.T2, Trigger.T9]);
        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Tess);
        task.Contributions.ShouldHaveSingleItem().Rule.ShouldBe("CS-14");
    }

    [Fact]
    public void A_7_Pickup_by_an_unknown_employee_still_creates_the_client_for_the_top_manager()
    {
        _centre.Incoming().Ring().Answer("777");

        _centre.Contacts.ShouldHaveSingleItem().OwnerId.ShouldBe(Tess);
        _centre.Deals.ShouldHaveSingleItem().OwnerId.ShouldBe(Tess);
    }

    [Fact]
    public void A_12_The_oldest_contact_and_the_latest_updated_open_deal_are_the_clients()
    {
        var old = _centre.ExistingContact(
            Guid.CreateVersion7(), Client, Tess, (DealStatus.Open, Anna), (DealStatus.Open, Bruno));
        _centre.ExistingContact(Guid.CreateVersion7(), Client, Anna, (DealStatus.Open, Tess));
        var before = _centre.Deals.Single(deal => deal.OwnerId == Tess);

        var call = _centre.Incoming().Ring().Answer(BrunoExtension).End();

        call.Decision.Contact!.Id.ShouldBe(old.Id);
        call.Decision.EndTrigger().ShouldBe(Trigger.T5);
        _centre.Deals.Single(deal => deal.OwnerId == Tess).ShouldBe(before);
        _centre.Deals.Single(deal => deal.OwnerId == Anna).Calls.ShouldBeNull();
    }

    [Fact]
    public void A_12_A_call_on_one_of_two_open_deals_makes_it_the_latest_updated_one()
    {
        _centre.ExistingContact(Tess, (DealStatus.Open, Anna), (DealStatus.Open, Bruno));
        var dealOfAnna = _centre.Deals.Single(deal => deal.OwnerId == Anna);
        _centre.Ask<DealAssigned>(DealGrain.Id(dealOfAnna.Id), new AssignDeal(Tess, "person"));
        _centre.World.Advance(TimeSpan.FromMinutes(5));

        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        _centre.World.Advance(TimeSpan.FromMinutes(5));
        var call = _centre.Incoming("c2").Ring();

        call.Decision.Deal!.Id.ShouldBe(dealOfAnna.Id);
        _centre.Contacts.Single().Deals!.Single(deal => deal.Id == dealOfAnna.Id).UpdatedAt
            .ShouldBe(_centre.Deals.Single(deal => deal.Id == dealOfAnna.Id).UpdatedAt);
    }

    [Fact]
    public void A_13_CS_25_The_owner_of_the_open_deal_is_the_responsible_not_the_owner_of_the_contact()
    {
        _centre.ExistingContact(Anna, (DealStatus.Open, Bruno));

        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End().Decision.EndTrigger().ShouldBe(Trigger.T4);
        _centre.Incoming("c2").Ring().Answer(BrunoExtension).End().Decision.EndTrigger().ShouldBe(Trigger.T5);
    }

    [Fact]
    public void CS_25_Without_open_deal_the_owner_of_the_contact_is_the_responsible()
    {
        var centre = new CallCentre("T4 Ac6:done Ac7:open; T5 Ac7:done");
        centre.ExistingContact(Anna, (DealStatus.Won, Bruno));

        centre.Incoming("c1").Ring().Answer(AnnaExtension).End().Decision.EndTrigger().ShouldBe(Trigger.T5);
        centre.Incoming("c2").Ring().Answer(BrunoExtension).End().Decision.EndTrigger().ShouldBe(Trigger.T4);
    }

    [Fact]
    public void A_15_A_voicemail_is_missed_although_a_machine_picked_up()
    {
        _centre.ExistingContact(Anna, (DealStatus.Open, Anna));

        var call = _centre.Incoming().Ring().Answer((string?)null).End(CallOutcome.Voicemail);

        call.Decision.EndTrigger().ShouldBe(Trigger.T3);
        _centre.Tasks.ShouldHaveSingleItem().Completed.ShouldBeFalse();

        // Queries tell it from an answered call by this; left out, the answer event would speak.
        _centre.World.Json(Call.Type).ShouldContain("\"answered\":false},");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(AnnaExtension)]
    public void A_15_CS_05_A_voicemail_of_a_new_client_is_a_task_of_the_top_manager(string? mailbox)
    {
        var call = _centre.Incoming().Ring().Answer(mailbox).End(CallOutcome.Voicemail);

        call.Decision.Triggers.ShouldBe([Trigger.T1, Trigger.T2, Trigger.T3]);
        call.Decision.ResponsibleId.ShouldBeNull();
        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Tess);
        task.Completed.ShouldBeFalse();
        task.DealId.ShouldBe(_centre.Deals.ShouldHaveSingleItem().Id);
        task.Contributions.ShouldHaveSingleItem().Rule.ShouldBe("CS-05");
    }

    [Fact]
    public void A_15_CS_11_A_voicemail_of_a_client_without_deal_is_a_task_of_the_owner_of_the_contact()
    {
        _centre.ExistingContact(Bruno);

        _centre.Incoming().Ring().Answer(AnnaExtension).End(CallOutcome.Voicemail);

        // The deal that was made at the pickup has made nobody responsible (§1.8.4).
        var task = _centre.Tasks.ShouldHaveSingleItem();
        task.AssigneeId.ShouldBe(Bruno);
        task.Contributions.ShouldHaveSingleItem().Rule.ShouldBe("CS-11");
    }

    [Fact]
    public void A_16_After_a_transfer_the_last_connected_employee_is_the_answerer()
    {
        _centre.ExistingContact(Tess, (DealStatus.Open, Bruno));

        var call = _centre.Incoming().Ring().Answer(AnnaExtension).Transfer(BrunoExtension).End();

        call.Decision.EndTrigger().ShouldBe(Trigger.T5);
        _centre.Tasks.ShouldHaveSingleItem().AssigneeId.ShouldBe(Bruno);
    }

    [Fact]
    public void A_16_Who_picked_up_first_owns_the_new_client_and_who_was_handed_the_call_gets_the_done_task()
    {
        _centre.Incoming().Ring().Answer(AnnaExtension).Transfer(BrunoExtension).End();

        _centre.Deals.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
        _centre.Tasks.Single(task => task.AssigneeId == Bruno).Completed.ShouldBeTrue();
        _centre.Tasks.Single(task => task.AssigneeId == Anna).Completed.ShouldBeFalse();
    }

    [Fact]
    public void CS_26_An_employee_without_crm_user_is_unknown_and_so_is_a_number_of_nobody()
    {
        foreach (var (call, agent) in new[]
        {
            ("c1", new AgentReference(UrsulaExtension)), ("c2", new AgentReference(Sip: "nobody_1")),
            ("c3", new AgentReference(Number: "+48 600 999 888")),
        })
        {
            _centre.Incoming(call).Ring().Answer(agent).End().Decision.EndTrigger().ShouldBe(Trigger.T9);
        }
    }

    [Fact]
    public void CS_26_An_employee_is_known_by_extension_sip_account_address_or_number()
    {
        AgentReference[] references =
        [
            new("101"), new(Sip: "CENTRE_Anna"), new(Email: "ANNA@centre.example"), new(Number: "602 111 222"),
        ];
        for (var i = 0; i < references.Length; i++)
        {
            var call = _centre.Incoming($"c{i}").Ring().Answer(references[i]).End();
            call.State.Asked!.End!.Who!.UserId.ShouldBe(Anna);
        }
    }

    [Fact]
    public void CS_26_Without_a_reference_the_dialled_extension_tells_who_answered()
    {
        var script = new CallScript(_centre, "c1", CallDirection.Incoming, Client, AnnaExtension);

        script.Ring().Answer((string?)null).End();

        script.State.Asked!.End!.Who!.UserId.ShouldBe(Anna);
    }

    [Fact]
    public void CS_40_Initiation_alone_writes_nothing_but_shows_whose_call_it_is()
    {
        var contact = _centre.ExistingContact(Anna, (DealStatus.Open, Bruno));
        var before = _centre.Crm;

        var call = _centre.Incoming().Ring();

        _centre.Crm.ShouldBe(before);
        call.Decision.Triggers.ShouldBe([Trigger.T1]);
        call.Decision.Contact!.Id.ShouldBe(contact.Id);
        call.Decision.Deal.ShouldNotBeNull();
        call.Decision.ResponsibleId.ShouldBe(Bruno);
    }
}
