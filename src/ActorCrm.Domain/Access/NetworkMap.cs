namespace ActorCrm.Domain.Access;

/// <summary>
/// Who may see and do what, by the network: the one place of the rule. Built once for a network and asked often.
/// </summary>
public sealed class NetworkMap
{
    private readonly Dictionary<string, NetworkPlace> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CollaborationProfile> _profiles = new(StringComparer.Ordinal);

    /// <summary>Reads a network.</summary>
    public NetworkMap(Network network)
    {
        foreach (var community in network.Communities)
        {
            _places.TryAdd(community.Id, new NetworkPlace(community.Id));
            foreach (var group in community.Groups)
            {
                _places.TryAdd(group.Id, new NetworkPlace(community.Id, group.Id));
                foreach (var unit in group.Units)
                {
                    _places.TryAdd(unit.Id, new NetworkPlace(community.Id, group.Id, unit.Id));
                }
            }
        }

        foreach (var profile in network.Profiles)
        {
            _profiles.TryAdd(profile.GroupId, profile);
        }
    }

    /// <summary>Where a community, group or unit stands; null when the network has none of this id.</summary>
    public NetworkPlace? Find(string? id) => id is null ? null : _places.GetValueOrDefault(id);

    /// <summary>
    /// Whether somebody may do something to a record that a group owns. An administrator may everything; the owning
    /// group may everything with its own; another group may what the owner's profile grants it, up to the record's
    /// privacy level. A record that no group owns is everybody's. A record or a person whose group is not in the
    /// network (any more) gets nothing by it.
    /// </summary>
    public bool May(Viewer viewer, RecordAction action, RecordOwner record)
    {
        if (viewer.IsAdministrator || record.GroupId is null)
        {
            return true;
        }

        return Find(viewer.UnitId) is { GroupId: { } own } place
            && Find(record.GroupId) is { GroupId: { } owner } owned
            && (own == owner || Grants(place, owned).Any(grant =>
                grant.Action == action && grant.PrivacyLevelMax >= record.PrivacyLevel));
    }

    /// <summary>
    /// What somebody who is no administrator may do something to, as groups with the highest privacy level of their
    /// records: the same as <see cref="May"/> for each record that a group owns.
    /// </summary>
    public IReadOnlyDictionary<string, int> LevelsOf(Viewer viewer, RecordAction action)
    {
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        if (Find(viewer.UnitId) is not { GroupId: { } own } place)
        {
            return levels;
        }

        foreach (var groupId in _profiles.Keys)
        {
            if (Find(groupId) is { GroupId: { } } owner)
            {
                foreach (var grant in Grants(place, owner).Where(grant => grant.Action == action))
                {
                    levels[groupId] = Math.Max(levels.GetValueOrDefault(groupId, -1), grant.PrivacyLevelMax);
                }
            }
        }

        levels[own] = int.MaxValue;
        return levels;
    }

    /// <summary>
    /// Whether somebody may choose a record of controlled selection, such as a template: one of the organisational
    /// units that are allowed is theirs or holds theirs. Without a list nobody but administrators may, and no
    /// collaboration widens it.
    /// </summary>
    public bool MaySelect(Viewer viewer, IReadOnlyCollection<string>? allowedUnitIds) =>
        viewer.IsAdministrator
        || (allowedUnitIds is not null
            && Find(viewer.UnitId) is { } place
            && allowedUnitIds.Any(id => id == place.UnitId || id == place.GroupId || id == place.CommunityId));

    private CollaborationGrant[] Grants(NetworkPlace viewer, NetworkPlace owner)
    {
        if (!_profiles.TryGetValue(owner.GroupId!, out var profile))
        {
            return [];
        }

        return profile.Scope switch
        {
            CollaborationScope.All => viewer.CommunityId == owner.CommunityId ? profile.All ?? [] : [],
            CollaborationScope.Specific =>
                Array.Find(profile.Groups ?? [], group => group.GroupId == viewer.GroupId)?.Grants ?? [],
            _ => throw new InvalidOperationException($"There is no scope '{profile.Scope}'."),
        };
    }
}

/// <summary>Where something stands in the network.</summary>
/// <param name="CommunityId">The community.</param>
/// <param name="GroupId">The group; null for a community itself.</param>
/// <param name="UnitId">The unit; null for a community or a group.</param>
public sealed record NetworkPlace(string CommunityId, string? GroupId = null, string? UnitId = null);

/// <summary>Who wants to see or do something.</summary>
/// <param name="IsAdministrator">Whether the network does not bind them.</param>
/// <param name="UnitId">Their group or unit; null for none.</param>
public sealed record Viewer(bool IsAdministrator, string? UnitId);

/// <summary>
/// Whose a record is. One that follows a master record (a queue entry its communication, a notification its contact)
/// has the master's.
/// </summary>
/// <param name="GroupId">The group that owns it; null for nobody in particular.</param>
/// <param name="PrivacyLevel">0 is the lowest.</param>
public sealed record RecordOwner(string? GroupId, int PrivacyLevel = 0);
