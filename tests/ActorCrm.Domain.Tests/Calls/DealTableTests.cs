using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>The decision table of deals, spec/calls.md §1.7, row by row and through real calls.</summary>
public sealed class DealTableTests
{
    [Theory]
    [InlineData("T2 Ac1 Ac2")]
    [InlineData("T2 Ac1 Ac3")]
    [InlineData("T2 Ac1 Ac2 Ac3")]
    public void CS_03_No_contact_and_Ac1_on_gives_contact_and_deal(string matrix)
    {
        var centre = Answered(matrix);

        centre.Contacts.Count.ShouldBe(1);
        centre.Deals.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
    }

    [Theory]
    [InlineData("T2 Ac2")]
    [InlineData("T2 Ac3")]
    [InlineData("T2 Ac2 Ac3 Ac4")]
    public void CS_15_No_contact_and_Ac1_off_gives_nothing(string matrix)
    {
        var centre = Answered(matrix);

        centre.Crm.ShouldBeEmpty();
        centre.Call().Decision!.Steps!.ShouldAllBe(step => step.Rule == "CS-15");
    }

    [Theory]
    [InlineData("T2 Ac1 Ac2")]
    [InlineData("T2 Ac2")]
    [InlineData("T2 Ac1 Ac3")]
    [InlineData("T2 Ac3")]
    public void CS_09_CS_28_An_open_deal_stays_the_only_one_gets_the_event_and_the_missing_utm_tags(string matrix)
    {
        var centre = Answered(matrix, (DealStatus.Won, Bruno), (DealStatus.Open, Bruno));

        centre.Deals.Count.ShouldBe(2);
        var open = centre.Deals.Single(deal => deal.Status == DealStatus.Open);
        open.Utm!.Tags.ShouldBe(Utm);
        open.Calls.ShouldNotBeNull().Length.ShouldBe(1);
        open.OwnerId.ShouldBe(Bruno);
    }

    [Theory]
    [InlineData("T2 Ac1 Ac2")]
    [InlineData("T2 Ac2")]
    [InlineData("T2 Ac1 Ac3")]
    [InlineData("T2 Ac3")]
    public void CS_10_A_contact_without_any_deal_gets_a_new_one(string matrix)
    {
        var centre = Answered(matrix, []);

        var deal = centre.Deals.ShouldHaveSingleItem();
        deal.ContactId.ShouldBe(centre.Contacts.ShouldHaveSingleItem().Id);
        deal.Utm!.Tags.ShouldBe(Utm);
    }

    [Fact]
    public void A_1_Only_closed_deals_and_Ac1_on_with_Ac2_gives_a_new_deal()
    {
        var centre = Answered("T2 Ac1 Ac2", (DealStatus.Won, Bruno));

        centre.Deals.Count.ShouldBe(2);
        centre.Deals.Single(deal => deal.Status == DealStatus.Open).OwnerId.ShouldBe(Anna);
    }

    [Fact]
    public void CS_16_Only_closed_deals_and_Ac1_off_with_Ac2_gives_no_deal_and_the_event_to_the_contact()
    {
        var centre = Answered("T2 Ac2", (DealStatus.Lost, Bruno));

        centre.Deals.ShouldHaveSingleItem().Calls.ShouldBeNull();
        centre.World.Timeline.ShouldContain(entry => entry.What == "callAdded"
            && entry.Rule == "CS-16" && entry.Entity.Key == centre.Contacts.Single().Id.ToString());
    }

    [Theory]
    [InlineData("T2 Ac1 Ac3")]
    [InlineData("T2 Ac3")]
    [InlineData("T2 Ac1 Ac2 Ac3")]
    public void CS_29_Only_closed_deals_with_Ac3_gives_no_deal_and_the_event_to_the_one_closed_last(string matrix)
    {
        var centre = Answered(matrix, (DealStatus.Won, Bruno), (DealStatus.Lost, Anna));

        centre.Deals.Count.ShouldBe(2);
        var last = centre.Deals.MaxBy(deal => deal.ClosedAt)!;
        last.Calls.ShouldNotBeNull().ShouldHaveSingleItem().Cause.ShouldBe(CallId("c1").ToString());
        last.Utm.ShouldBeNull();
        centre.Deals.MinBy(deal => deal.ClosedAt)!.Calls.ShouldBeNull();
    }

    [Theory]
    [InlineData("T7 Ac1 Ac2 Ac4")]
    [InlineData("T7 Ac1 Ac3 Ac4")]
    public void CS_19_An_outgoing_call_makes_no_deal_when_the_contact_is_missing_but_one_when_it_is_there(string matrix)
    {
        var centre = new CallCentre(matrix);
        centre.Outgoing("c1").Ring().Answer(AnnaExtension).End();
        centre.Crm.ShouldBeEmpty();

        centre.ExistingContact(Bruno);
        centre.Outgoing("c2").Ring().Answer(AnnaExtension).End();
        centre.Deals.ShouldHaveSingleItem().OwnerId.ShouldBe(Anna);
    }

    [Fact]
    public void Ac3_wins_over_Ac2_where_both_are_ticked()
    {
        var both = Answered("T2 Ac1 Ac2 Ac3", (DealStatus.Won, Bruno)).Call().Decision!;

        both.Steps!.ShouldContain(step => step.Action == ScenarioAction.Ac3);
        both.Steps!.ShouldNotContain(step => step.Action == ScenarioAction.Ac2);
    }

    [Fact]
    public void Every_combination_of_the_table_has_an_answer()
    {
        bool[] both = [false, true];
        var rows = from contact in both
                   from open in both
                   from closed in both
                   from ac1 in both
                   from ac3 in both
                   from outgoing in both
                   let row = DealRule.Of(contact, open, closed, ac1, ac3, outgoing)
                   select (contact, open, closed, ac1, ac3, row);
        foreach (var (contact, open, closed, ac1, ac3, row) in rows)
        {
            var expected = !contact ? DealAction.Nothing
                : open ? DealAction.Keep
                : !closed ? DealAction.Make
                : ac3 ? DealAction.AttachToClosed
                : ac1 ? DealAction.Make
                : DealAction.Nothing;
            row.Action.ShouldBe(expected, $"{contact} {open} {closed} {ac1} {ac3}");
        }
    }

    private static CallCentre Answered(string matrix, params (DealStatus, string?)[]? deals)
    {
        var centre = new CallCentre(matrix);
        if (deals is not null)
        {
            centre.ExistingContact(Bruno, deals);
        }

        centre.Incoming().Ring(Utm).Answer(AnnaExtension).End();
        return centre;
    }

    private static CallCentre Answered(string matrix) => Answered(matrix, null);
}
