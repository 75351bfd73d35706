using ActorCrm.Domain.Access;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Access;

/// <summary>Who sees and does what by the network (communications §2.9), over all cases of a small one.</summary>
public sealed class NetworkTests
{
    private static readonly GrainId NetworkId = new(Network.Type, Network.Key);

    // Two communities; the group a1 has two units.
    private static readonly Community[] Communities =
    [
        new("a", "A", [new("a1", "A1", [new("a1x", "A1x"), new("a1y", "A1y")]), new("a2", "A2", [])]),
        new("b", "B", [new("b1", "B1", [new("b1x", "B1x")])]),
    ];

    private static readonly string?[] Places = [null, "gone", "a", "a1", "a1x", "a1y", "a2", "b", "b1", "b1x"];

    private static readonly string?[] Owners = [null, "gone", "a1", "a2", "b1"];

    private readonly GrainWorld _world = new(CallCentre.Catalog());

    [Fact]
    public void Every_case_is_decided_as_the_rule_says()
    {
        var cases = 0;
        foreach (var profile in Profiles())
        {
            var map = new NetworkMap(new Network(Communities, profile is null ? [] : [profile], ["0", "1", "2"], 1));
            foreach (var (isAdministrator, place, owner) in
                from admin in new[] { false, true } from at in Places from of in Owners select (admin, at, of))
            {
                foreach (var (action, level) in
                    from act in Enum.GetValues<RecordAction>() from high in Enumerable.Range(0, 3) select (act, high))
                {
                    map.May(new Viewer(isAdministrator, place), action, new RecordOwner(owner, level))
                        .ShouldBe(
                            isAdministrator || Expected(profile, place, action, owner, level),
                            $"{profile?.Scope} {place} {action} {owner} {level}");
                    if (!isAdministrator && owner is not null)
                    {
                        var viewer = new Viewer(false, place);
                        (map.LevelsOf(viewer, action).GetValueOrDefault(owner, -1) >= level)
                            .ShouldBe(map.May(viewer, action, new RecordOwner(owner, level)));
                    }

                    cases++;
                }
            }
        }

        cases.ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public void Only_who_is_in_an_allowed_unit_may_select_and_without_a_list_nobody_but_administrators()
    {
        // With a profile that lets everybody do everything: collaboration does not widen selection.
        CollaborationGrant[] all = [.. Enum.GetValues<RecordAction>().Select(act => new CollaborationGrant(act, 2))];
        var map = new NetworkMap(new Network(
            Communities, [new CollaborationProfile("a1", CollaborationScope.All, all)], ["0", "1", "2"], 1));
        string[] nodes = ["gone", "a", "a1", "a1x", "a1y", "a2", "b", "b1", "b1x"];
        for (var set = 0; set < 1 << nodes.Length; set++)
        {
            string[] allowed = [.. nodes.Where((_, bit) => (set & (1 << bit)) != 0)];
            foreach (var place in Places)
            {
                map.MaySelect(new Viewer(true, place), allowed).ShouldBeTrue();
                map.MaySelect(new Viewer(false, place), allowed).ShouldBe(
                    place is not (null or "gone") && Above(place).Any(allowed.Contains), $"{place} in {set}");
            }
        }

        map.MaySelect(new Viewer(false, "a1"), null).ShouldBeFalse();
        map.MaySelect(new Viewer(true, null), null).ShouldBeTrue();
    }

    [Fact]
    public void A_network_is_saved_over_a_version_and_told_to_the_audit()
    {
        Ask<SettingSaved>(Save()).Version.ShouldBe(1);
        Ask<SettingSaved>(Save()).Version.ShouldBe(1);
        Ask<SettingRefused>(Save() with { IfVersion = 0 }).Code.ShouldBe("versionMismatch");

        _world.States<AuditEntry>(AuditEntry.Type).Select(entry => entry.What).ShouldBe(["networkSaved"]);
    }

    [Fact]
    public void Every_fault_of_a_network_is_named()
    {
        var refused = Ask<SettingRefused>(new SaveNetwork(
            [
                new("a", "A", [new("a1", "A1", [new("a", "twice")]), new("A2", "\u0007", [])]),
            ],
            [
                new("a", CollaborationScope.All),
                new("a1", CollaborationScope.All, [new(RecordAction.View, 1)], [new("nobody", []), new("nobody", [])]),
                new("a1", CollaborationScope.Specific, [new(RecordAction.View, -1)]),
            ],
            ["low", "low"], "test"));

        refused.Code.ShouldBe("networkInvalid");
        refused.Faults.ShouldBe(
            [
                "'A2' cannot be an id: 1 to 64 letters a to z, digits, and . _ - besides.",
                "The id 'a' is there more than once.",
                "The name of 'A2' has 1 to 100 printable characters.",
                "Privacy levels have different names.",
                "The group 'a1' has more than one profile.",
                "The profile of 'a' names 'a', which is no group.",
                "The profile of 'a1' names 'nobody', which is no group.",
                "The profile of 'a1' names 'nobody', which is no group.",
                "The profile of 'a1' has 'all' or 'groups', as its scope says, not both.",
                "The profile of 'a1' names a group more than once.",
                "The profile of 'a1' has 'all' or 'groups', as its scope says, not both.",
                "The profile of 'a1' grants a privacy level that there is not.",
            ]);
    }

    [Fact]
    public void What_is_missing_in_the_middle_is_refused_and_no_failure() =>
        Ask<SettingRefused>(new SaveNetwork([new Community("a", "A", null!)], [], ["low"], "test"))
            .Faults.ShouldHaveSingleItem().ShouldContain("null stands for nothing");

    [Fact]
    public void A_unit_that_somebody_belongs_to_is_not_taken_away()
    {
        Ask<SettingSaved>(Save());
        _world.Ask(
            new GrainId(UserLogin.Type, "anna"), new CreateUser("u1", "Anna", Roles.Agent, "hash", "test", "a1x"))
            .ShouldBeOfType<UserStored>();

        Ask<SettingRefused>(new SaveNetwork([], [], ["low"], "test")).Faults.ShouldHaveSingleItem()
            .ShouldBe("The user 'anna' belongs to 'a1x', which would be gone.");
    }

    private static SaveNetwork Save() => new(
        Communities,
        [new CollaborationProfile("a1", CollaborationScope.All, [new CollaborationGrant(RecordAction.View, 1)])],
        ["normal", "private"], "test");

    /// <summary>All profiles of a1 with one grant, and none.</summary>
    private static IEnumerable<CollaborationProfile?> Profiles()
    {
        yield return null;
        foreach (var (action, level) in
            from act in Enum.GetValues<RecordAction>() from high in Enumerable.Range(0, 3) select (act, high))
        {
            CollaborationGrant[] grants = [new(action, level)];
            yield return new("a1", CollaborationScope.All, grants);
            yield return new("a1", CollaborationScope.Specific, null, [new("a2", grants)]);
            yield return new("a1", CollaborationScope.Specific, null, [new("b1", grants), new("a2", [])]);
        }
    }

    /// <summary>The rule again, written from the specification by the letter.</summary>
    private static bool Expected(
        CollaborationProfile? profile, string? place, RecordAction action, string? owner, int level)
    {
        if (owner is null)
        {
            return true;
        }

        // R.group = U.group
        var group = place is null or "gone" or "a" or "b" ? null : place[..2];
        if (group is null || owner == "gone")
        {
            return false;
        }

        if (group == owner)
        {
            return true;
        }

        // … or a profile of R.group names U.group (or scope All) for the action with privacy level ≥ R.privacyLevel
        if (profile is null || profile.GroupId != owner)
        {
            return false;
        }

        var grants = profile.Scope == CollaborationScope.All
            ? group[0] == owner[0] ? profile.All! : []
            : profile.Groups!.Where(other => other.GroupId == group).SelectMany(other => other.Grants);
        return grants.Any(grant => grant.Action == action && grant.PrivacyLevelMax >= level);
    }

    private static IEnumerable<string> Above(string place) =>
        Enumerable.Range(1, place.Length).Select(length => place[..length]);

    private T Ask<T>(SaveNetwork save) => _world.Ask(NetworkId, save).ShouldBeOfType<T>();
}
