using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Access.Visibility;

/// <summary>Somebody whom the network hides records from, and what it lets them see.</summary>
internal sealed class Viewing
{
    /// <summary>Type of the claim that names the group or unit of a principal; absent when there is none.</summary>
    public const string UnitClaim = "unit";

    /// <summary>
    /// Type of the claim of whom the network binds. Not bound are administrators, and API keys without a unit.
    /// </summary>
    public const string BoundClaim = "networkBinds";

    // A network never changes; the next one is another object.
    private static readonly ConditionalWeakTable<Network, ConcurrentDictionary<string, Viewing>> Known = [];

    private readonly NetworkMap _map;
    private readonly Viewer _viewer;

    private Viewing(NetworkMap map, string unitId)
    {
        _map = map;
        _viewer = new Viewer(false, unitId.Length == 0 ? null : unitId);
        GroupId = map.Find(_viewer.UnitId)?.GroupId;
        var levels = map.LevelsOf(_viewer, RecordAction.View);
        Levels = JsonSerializer.Serialize(
            levels.ToDictionary(
                level => level.Key, level => level.Value.ToString(CultureInfo.InvariantCulture),
                StringComparer.Ordinal),
            ReadJson.Plain.DictionaryStringString);
    }

    /// <summary>Their group; null when they are in none.</summary>
    public string? GroupId { get; }

    /// <summary>
    /// Group → the highest privacy level of its records that they see, as a JSON object: the parameter of the
    /// conditions in <c>visibility.*.sql</c>.
    /// </summary>
    public string Levels { get; }

    /// <summary>Who asks; null when nothing is hidden from them, or nobody set a network up.</summary>
    public static Viewing? Of(ClaimsPrincipal user, SiloHost silo)
    {
        var network = Network.Of(ServerSettings.Of(silo));
        return network.Communities.Length > 0 && user.HasClaim(claim => claim.Type == BoundClaim)
            ? Of(network, user.FindFirst(UnitClaim)?.Value ?? "")
            : null;
    }

    /// <summary>The group that owns what somebody makes; null when they are in none.</summary>
    public static string? GroupOf(ClaimsPrincipal user, SiloHost silo)
    {
        var network = Network.Of(ServerSettings.Of(silo));
        return network.Communities.Length > 0 && user.FindFirst(UnitClaim) is { } unit
            ? Of(network, unit.Value).GroupId
            : null;
    }

    /// <summary>The claims of a principal that belongs to a unit, or that the network binds.</summary>
    public static IEnumerable<Claim> Claims(string? unitId, bool isBound) =>
    [
        .. unitId is null ? [] : new[] { new Claim(UnitClaim, unitId) },
        .. isBound ? new[] { new Claim(BoundClaim, "") } : [],
    ];

    /// <summary>Whether they may do something to a record of somebody's; null for nobody's.</summary>
    public bool May(RecordAction action, RecordOwner? owner) => owner is null || _map.May(_viewer, action, owner);

    /// <summary>Whether a record is their own group's, or nobody's.</summary>
    public bool Owns(RecordOwner? owner) => owner?.GroupId is not { } group || group == GroupId;

    private static Viewing Of(Network network, string unitId) => Known
        .GetValue(network, static _ => new(StringComparer.Ordinal))
        .GetOrAdd(unitId, static (id, of) => new Viewing(new NetworkMap(of), id), network);
}
