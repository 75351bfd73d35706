using ActorCrm.Domain.Access;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Access;

/// <summary>Whose a record is: claimed by its maker, given away, made private.</summary>
public sealed class RecordOwnershipTests
{
    private const string Id = "0198c0de-7000-7000-8000-000000000000";

    private static readonly GrainId Owner = RecordOwnershipGrain.Id("contact", Id);

    private readonly GrainWorld _world = new(CallCentre.Catalog());

    public RecordOwnershipTests() => _world.Ask(
        new GrainId(Network.Type, Network.Key),
        new SaveNetwork(
            [new("pl", "Poland", [new("sales", "Sales", [new("krakow", "Kraków")]), new("care", "Care", [])])], [],
            ["normal", "private"], "user:a"));

    [Fact]
    public void The_first_claim_counts_and_is_given_back_by_who_made_it_only()
    {
        _world.Ask(Owner, new ClaimRecord("sales", "user:a")).ShouldBe(new RecordClaimed(true));
        _world.Ask(Owner, new ClaimRecord("care", "user:b")).ShouldBe(new RecordClaimed(false));
        State.ShouldNotBeNull().GroupId.ShouldBe("sales");

        Drop("user:b");
        State.ShouldNotBeNull();
        Drop("user:a");
        State.ShouldBeNull();
    }

    [Fact]
    public void A_record_that_was_given_away_since_is_not_given_back()
    {
        _world.Ask(Owner, new ClaimRecord("sales", "user:a"));
        Stored(_world.Ask(Owner, new GiveRecord("care", "user:a"))).Version.ShouldBe(2);

        Drop("user:a");

        State.ShouldNotBeNull().GroupId.ShouldBe("care");
    }

    [Fact]
    public void Group_and_level_change_by_themselves_over_the_version_that_stands()
    {
        Stored(_world.Ask(Owner, new GiveRecord("sales", "user:a", 0))).GroupId.ShouldBe("sales");
        Refused(_world.Ask(Owner, new SetPrivacyLevel(1, "user:a", 0))).ShouldBe("versionMismatch");
        var stored = Stored(_world.Ask(Owner, new SetPrivacyLevel(1, "user:a", 1)));
        Stored(_world.Ask(Owner, new SetPrivacyLevel(1, "user:b", 2))).ShouldBe(stored);
        Stored(_world.Ask(Owner, new GiveRecord(null, "user:b"))).PrivacyLevel.ShouldBe(1);

        (stored.GroupId, stored.PrivacyLevel, stored.Version).ShouldBe(("sales", 1, 2));
    }

    [Fact]
    public void Only_groups_and_levels_of_the_network_are_taken()
    {
        foreach (var id in new[] { "krakow", "pl", "none", "" })
        {
            Refused(_world.Ask(Owner, new GiveRecord(id, "user:a"))).ShouldBe("groupUnknown", id);
        }

        foreach (var level in new[] { -1, 2 })
        {
            Refused(_world.Ask(Owner, new SetPrivacyLevel(level, "user:a"))).ShouldBe("levelUnknown");
        }

        State.ShouldBeNull();
    }

    private void Drop(string by)
    {
        _world.Send(Owner, new DropClaim(by));
        _world.Run();
    }

    private RecordOwnership? State => _world.State<RecordOwnership>(Owner);

    private static RecordOwnership Stored(object? answer) => answer.ShouldBeOfType<OwnershipStored>().Ownership;

    private static string Refused(object? answer) => answer.ShouldBeOfType<OwnershipRefused>().Code;
}
