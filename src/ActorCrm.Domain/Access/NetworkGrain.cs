using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Access;

/// <summary>The one network.</summary>
public static class NetworkGrain
{
    private const int IdLengthMax = 64;
    private const int NameLengthMax = 100;

    /// <summary>Handles one message.</summary>
    public static Network? Handle(Turn turn, Network? state, object message) => message switch
    {
        SaveNetwork save => Save(turn, state, save),
        _ => throw new InvalidOperationException($"The network does not understand {message.GetType().Name}."),
    };

    private static Network? Save(Turn turn, Network? state, SaveNetwork save)
    {
        var version = state?.Version ?? 0;
        if (save.IfVersion is { } expected && expected != version)
        {
            turn.Reply(SettingFaults.VersionMismatch(expected, version));
            return state;
        }

        var next = new Network(
            save.Communities ?? [], save.Profiles ?? [], save.PrivacyLevels ?? Network.Empty.PrivacyLevels, version);
        string[] faults = [.. Faults(next, SettingsSnapshot.Of(turn))];
        if (faults.Length > 0)
        {
            turn.Reply(new SettingRefused("networkInvalid", faults, version));
            return state;
        }

        if (state is not null && SettingFaults.Same(state, next, AccessJson.Default.Network))
        {
            turn.Reply(new SettingSaved(version));
            return state;
        }

        turn.Record(new TimelineEntry(turn.Self, "networkSaved", save.By, Why: $"version {version + 1}"));
        turn.Audit("networkSaved", save.By, new() { ["version"] = $"{version + 1}" });
        turn.Reply(new SettingSaved(version + 1));
        return next with { Version = version + 1 };
    }

    private static IEnumerable<string> Faults(Network network, SettingsSnapshot settings)
    {
        // What is missing in the middle is said alone: everything else builds on it.
        if (Missing(network) is { } missing)
        {
            return [missing];
        }

        var nodes = network.Communities.SelectMany(community => community.Groups
            .SelectMany(group => group.Units.Select(unit => (unit.Id, unit.Name)).Prepend((group.Id, group.Name)))
            .Prepend((community.Id, community.Name))).ToList();
        if (nodes.Count > Network.NodesMax)
        {
            return [$"There are {Network.NodesMax} communities, groups and units at most."];
        }

        var ids = nodes.Select(node => node.Item1).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. nodes.Where(node => !IsId(node.Item1)).Select(node =>
                $"'{node.Item1}' cannot be an id: 1 to {IdLengthMax} letters a to z, digits, and . _ - besides."),
            .. nodes.GroupBy(node => node.Item1).Where(same => same.Skip(1).Any())
                .Select(same => $"The id '{same.Key}' is there more than once."),
            .. nodes.Where(node => !IsName(node.Item2)).Select(node =>
                $"The name of '{node.Item1}' has 1 to {NameLengthMax} printable characters."),
            .. Levels(network),
            .. Profiles(network, new NetworkMap(network)),
            .. settings.States.Values.OfType<User>()
                .Where(user => user.UnitId is { } unit && !ids.Contains(unit))
                .Select(user => $"The user '{user.Login}' belongs to '{user.UnitId}', which would be gone."),
            .. settings.States.Values.OfType<ApiKey>()
                .Where(key => key is { RevokedAt: null, UnitId: { } unit } && !ids.Contains(unit))
                .Select(key => $"The API key {key.Id} is bound to '{key.UnitId}', which would be gone."),
        ];
    }

    private static string? Missing(Network network)
    {
        var isWhole = Array.TrueForAll(network.Communities, community =>
                community is { Id: { }, Name: { }, Groups: { } } && Array.TrueForAll(community.Groups, group =>
                    group is { Id: { }, Name: { }, Units: { } }
                    && Array.TrueForAll(group.Units, unit => unit is { Id: { }, Name: { } })))
            && Array.TrueForAll(network.Profiles, profile => profile is { GroupId: { } }
                && Array.TrueForAll(profile.All ?? [], grant => grant is not null)
                && Array.TrueForAll(profile.Groups ?? [], group => group is { GroupId: { }, Grants: { } }
                    && Array.TrueForAll(group.Grants, grant => grant is not null)))
            && Array.TrueForAll(network.PrivacyLevels, level => level is not null);
        return isWhole
            ? null
            : "Communities have 'id', 'name' and 'groups', groups 'units' likewise; profiles have 'groupId', and what "
                + "they name has 'groupId' and 'grants'; null stands for nothing.";
    }

    private static IEnumerable<string> Levels(Network network)
    {
        if (network.PrivacyLevels.Length is 0 or > Network.LevelsMax)
        {
            yield return $"There are 1 to {Network.LevelsMax} privacy levels, the lowest first.";
        }

        foreach (var level in network.PrivacyLevels.Where(level => !IsName(level)))
        {
            yield return $"The privacy level '{level}' has 1 to {NameLengthMax} printable characters.";
        }

        if (network.PrivacyLevels.Distinct().Count() < network.PrivacyLevels.Length)
        {
            yield return "Privacy levels have different names.";
        }
    }

    private static IEnumerable<string> Profiles(Network network, NetworkMap map)
    {
        foreach (var same in network.Profiles.GroupBy(profile => profile.GroupId).Where(same => same.Skip(1).Any()))
        {
            yield return $"The group '{same.Key}' has more than one profile.";
        }

        foreach (var profile in network.Profiles)
        {
            var groups = profile.Groups ?? [];
            foreach (var id in groups.Select(group => group.GroupId).Prepend(profile.GroupId)
                .Where(id => map.Find(id) is not { GroupId: { }, UnitId: null }))
            {
                yield return $"The profile of '{profile.GroupId}' names '{id}', which is no group.";
            }

            if (profile.Scope == CollaborationScope.All ? groups.Length > 0 : profile.All is { Length: > 0 })
            {
                yield return $"The profile of '{profile.GroupId}' has 'all' or 'groups', as its scope says, not both.";
            }

            if (groups.DistinctBy(group => group.GroupId).Count() < groups.Length)
            {
                yield return $"The profile of '{profile.GroupId}' names a group more than once.";
            }

            if (groups.SelectMany(group => group.Grants).Concat(profile.All ?? [])
                .Any(grant => grant.PrivacyLevelMax < 0 || grant.PrivacyLevelMax >= network.PrivacyLevels.Length))
            {
                yield return $"The profile of '{profile.GroupId}' grants a privacy level that there is not.";
            }
        }
    }

    private static bool IsId(string id) => id.Length is > 0 and <= IdLengthMax
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || "._-".Contains(c));

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameLengthMax && !string.IsNullOrWhiteSpace(name) && !name.Any(char.IsControl);
}
