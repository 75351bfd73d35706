using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Access;

/// <summary>
/// The organisation that decides who sees which record (setting grain <c>network</c>, key <c>all</c>): communities
/// hold groups, groups hold units, and groups let others take part by collaboration profiles.
/// </summary>
/// <param name="Communities">The communities; none where nobody set the network up.</param>
/// <param name="Profiles">What groups allow others; one a group at most.</param>
/// <param name="PrivacyLevels">Names of the levels, the lowest first; a record's level is the place in here.</param>
/// <param name="Version">Raised by each save.</param>
public sealed record Network(
    Community[] Communities, CollaborationProfile[] Profiles, string[] PrivacyLevels, int Version)
{
    /// <summary>The grain type.</summary>
    public const string Type = "network";

    /// <summary>The key of the one grain.</summary>
    public const string Key = "all";

    /// <summary>Communities, groups and units together at most.</summary>
    public const int NodesMax = 10_000;

    /// <summary>Privacy levels at most.</summary>
    public const int LevelsMax = 20;

    /// <summary>The network that nobody set up.</summary>
    public static Network Empty { get; } = new([], [], ["normal"], 0);

    /// <summary>The network in force.</summary>
    public static Network Of(SettingsSnapshot settings) =>
        settings.States.TryGetValue(new GrainId(Type, Key), out var state) ? (Network)state : Empty;
}

/// <summary>The widest circle: groups of one community know each other.</summary>
/// <param name="Id">Unique among communities, groups and units.</param>
/// <param name="Name">For people.</param>
/// <param name="Groups">Its groups.</param>
public sealed record Community(string Id, string Name, NetworkGroup[] Groups);

/// <summary>Who owns records together.</summary>
/// <param name="Id">Unique among communities, groups and units.</param>
/// <param name="Name">For people.</param>
/// <param name="Units">Its units.</param>
public sealed record NetworkGroup(string Id, string Name, NetworkUnit[] Units);

/// <summary>A part of a group, such as a branch or a team.</summary>
/// <param name="Id">Unique among communities, groups and units.</param>
/// <param name="Name">For people.</param>
public sealed record NetworkUnit(string Id, string Name);

/// <summary>What a group lets other groups do with its records.</summary>
/// <param name="GroupId">The group that owns the records.</param>
/// <param name="Scope">Whom it lets.</param>
/// <param name="All">With <see cref="CollaborationScope.All"/>: what every group of its community may.</param>
/// <param name="Groups">With <see cref="CollaborationScope.Specific"/>: who may what.</param>
public sealed record CollaborationProfile(
    string GroupId, CollaborationScope Scope, CollaborationGrant[]? All = null, Collaboration[]? Groups = null);

/// <summary>Whom a group lets do something.</summary>
public enum CollaborationScope
{
    /// <summary>Every group of its own community.</summary>
    All,

    /// <summary>The groups that it names, of any community.</summary>
    Specific,
}

/// <summary>What one other group may do.</summary>
/// <param name="GroupId">The other group.</param>
/// <param name="Grants">What it may; nothing that is not named.</param>
public sealed record Collaboration(string GroupId, CollaborationGrant[] Grants);

/// <summary>An action on records up to a privacy level.</summary>
/// <param name="Action">The action.</param>
/// <param name="PrivacyLevelMax">The highest level of a record that it may be done to.</param>
public sealed record CollaborationGrant(RecordAction Action, int PrivacyLevelMax);

/// <summary>What is done to a record.</summary>
public enum RecordAction
{
    /// <summary>Read it, find it.</summary>
    View,

    /// <summary>Change it.</summary>
    Edit,

    /// <summary>Delete it.</summary>
    Delete,
}

/// <summary>
/// To <c>network</c>: replaces it. Reply: <see cref="SettingSaved"/> or <see cref="SettingRefused"/>
/// (<c>networkInvalid</c>, <c>versionMismatch</c>).
/// </summary>
public sealed record SaveNetwork(
    Community[] Communities, CollaborationProfile[] Profiles, string[] PrivacyLevels, string By,
    int? IfVersion = null);
