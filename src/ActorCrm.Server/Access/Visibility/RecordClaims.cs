using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Deals;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Access.Visibility;

/// <summary>
/// Gives records to their maker's group. It is done before they are made, so that nobody sees them in between; what was
/// not made after all is given back.
/// </summary>
internal sealed class RecordClaims(SiloHost silo)
{
    /// <summary>
    /// Claims records that are about to be made. Nothing is asked for a maker without a group. A refusal means that
    /// nothing may be made.
    /// </summary>
    public async Task<(Claimed Claimed, AskResult? Refusal)> ClaimAsync(
        ClaimsPrincipal user, string objectType, IReadOnlyList<Guid> ids, CancellationToken stop)
    {
        // A deal has its contact's owner, always.
        if (objectType == Deal.Type || ids.Count == 0 || Viewing.GroupOf(user, silo) is not { } group)
        {
            return (Claimed.None, null);
        }

        var by = user.Name();
        var results = await silo.AskManyAsync(
            [.. ids.Select(id => new Outgoing(Grain(objectType, id), new ClaimRecord(group, by)))], stop);
        var made = new HashSet<Guid>();
        for (var i = 0; i < ids.Count; i++)
        {
            if (results[i] is AskResult.Answered { Answer: RecordClaimed { IsNew: true } })
            {
                made.Add(ids[i]);
            }
        }

        var claimed = new Claimed(objectType, by, made);
        if (Array.Find([.. results], result => result is not AskResult.Answered) is { } refusal)
        {
            await DropAsync(claimed, ids);
            return (Claimed.None, refusal);
        }

        return (claimed, null);
    }

    /// <summary>Gives back what was claimed for records that were refused.</summary>
    public async Task DropAsync(Claimed claimed, IEnumerable<Guid> refused)
    {
        Outgoing[] drops =
        [
            .. refused.Where(claimed.Ids.Contains).Select(id =>
                new Outgoing(Grain(claimed.ObjectType, id), new DropClaim(claimed.By))),
        ];
        if (drops.Length > 0)
        {
            // What is not given back belongs to a record that nobody made, and nobody finds.
            await silo.AskManyAsync(drops, CancellationToken.None);
        }
    }

    private static GrainId Grain(string objectType, Guid id) => RecordOwnershipGrain.Id(objectType, id.ToString());
}

/// <summary>Records that were claimed for the first time.</summary>
/// <param name="ObjectType">Their type.</param>
/// <param name="By">Who makes them.</param>
/// <param name="Ids">Their ids.</param>
internal sealed record Claimed(string ObjectType, string By, IReadOnlySet<Guid> Ids)
{
    /// <summary>None were.</summary>
    public static Claimed None { get; } = new("", "", new HashSet<Guid>());
}
