using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Tests.Worlds;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>First touch wins (CS-28), and one of each (CS-27).</summary>
public sealed class UtmTests
{
    private static readonly UtmTags Later = new("bing", "cpc");

    private readonly CallCentre _centre = new();

    [Fact]
    public void CS_28_Contact_deal_and_organization_without_tags_receive_those_of_the_call()
    {
        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        _centre.Contacts.Single().Utm.ShouldBeNull();

        _centre.Incoming("c2").Ring(Utm).Answer(AnnaExtension).End();

        _centre.Contacts.Single().Utm!.Tags.ShouldBe(Utm);
        _centre.Deals.Single().Utm!.Tags.ShouldBe(Utm);
        _centre.Organizations.Single().Utm!.Tags.ShouldBe(Utm);
        _centre.Deals.Single().Utm!.From.ShouldBe(CallId("c2").ToString());
    }

    [Fact]
    public void CS_28_With_tags_they_stay_unchanged()
    {
        _centre.Incoming("c1").Ring(Utm).Answer(AnnaExtension).End();

        _centre.Incoming("c2").Ring(Later).Answer(AnnaExtension).End();

        _centre.Contacts.Single().Utm!.Tags.ShouldBe(Utm);
        _centre.Deals.Single().Utm!.Tags.ShouldBe(Utm);
        _centre.Organizations.Single().Utm!.Tags.ShouldBe(Utm);
        _centre.Call("c2").Decision!.Steps!.ShouldContain(step => step.Rule == "CS-28" && step.What == "nothing");
    }

    [Fact]
    public void CS_28_Tags_are_written_only_through_a_ticked_cell()
    {
        var centre = new CallCentre("T2 Ac2");
        centre.ExistingContact(Anna, (DealStatus.Open, Anna));

        centre.Incoming().Ring(Utm).Answer(AnnaExtension).End();

        centre.Deals.Single().Utm!.Tags.ShouldBe(Utm);
        centre.Contacts.Single().Utm.ShouldBeNull();
    }

    [Fact]
    public void The_tags_of_a_call_are_the_earliest_ones_for_each_tag()
    {
        var call = _centre.Incoming().Ring(new UtmTags("google")).Update(new UtmTags("bing", Term: "late"));

        call.State.Facts.Utm.ShouldBe(new UtmTags("google", Term: "late"));
    }

    [Fact]
    public void CS_27_Two_calls_from_one_number_make_one_contact_one_open_deal_and_one_organization()
    {
        _centre.Incoming("c1").Ring().Answer(AnnaExtension).End();
        _centre.Incoming("c2").Ring().Answer(BrunoExtension).End();
        _centre.Incoming("c3").Ring().End(CallOutcome.NoAnswer);

        _centre.Contacts.Count.ShouldBe(1);
        _centre.Deals.Count(deal => deal.Status == DealStatus.Open).ShouldBe(1);
        _centre.Organizations.Count.ShouldBe(1);
    }

    [Fact]
    public void Ac4_makes_the_organization_that_a_known_contact_lacks_and_none_without_a_contact()
    {
        var centre = new CallCentre("T3 Ac4");
        centre.Incoming("c1").Ring().End(CallOutcome.NoAnswer);
        centre.Organizations.ShouldBeEmpty();

        centre.ExistingContact(Bruno);
        centre.Incoming("c2").Ring().End(CallOutcome.NoAnswer);
        centre.Contacts.Single().Organization!.Id.ShouldBe(centre.Organizations.ShouldHaveSingleItem().Id);
    }
}
