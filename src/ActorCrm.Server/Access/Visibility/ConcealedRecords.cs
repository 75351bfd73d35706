using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Records;

namespace ActorCrm.Server.Access.Visibility;

/// <summary>
/// Keeps refusals from telling of records that who asks does not see: that somebody has a unique value cannot be hidden
/// from who wants it too, but which record that is can.
/// </summary>
internal sealed class ConcealedRecords(RecordOwners owners, SiloHost silo)
{
    /// <summary>The problem without the ids of records that are hidden from who asks.</summary>
    public async Task<ProblemResult> ConcealAsync(
        ProblemResult result, ClaimsPrincipal user, string objectType, CancellationToken stop)
    {
        if (result.Problem is not { Code: "duplicate", Faults: { } faults }
            || Viewing.Of(user, silo) is not { } viewing)
        {
            return result;
        }

        var shown = new List<FieldProblem>(faults.Count);
        foreach (var fault in faults)
        {
            var isHidden = fault.RecordId is { } id
                && RecordAddress.Named(objectType, id) is var record
                && !viewing.May(RecordAction.View, (await owners.FindAsync(record.Type, record.Key, stop)).Owner);
            shown.Add(isHidden
                ? fault with { Message = "A record of another group has this value.", RecordId = null }
                : fault);
        }

        return Problem.Of(ProblemCode.Duplicate, shown);
    }
}
