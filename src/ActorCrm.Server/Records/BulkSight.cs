using ActorCrm.Domain.Access;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Records;

/// <summary>Looks at the records that many operations name, as <see cref="RecordSight"/> does at one.</summary>
internal sealed class BulkSight(RecordOwners owners, RefusedRequests refused, SiloHost silo)
{
    /// <summary>Gives the operations that who asks may not do a fault in the place of their message.</summary>
    public async Task LookAsync(string type, BulkOperation[] operations, HttpContext http)
    {
        int[] named = [.. Enumerable.Range(0, operations.Length).Where(i => ActionOf(operations[i]) is not null)];
        if (named.Length == 0 || Viewing.Of(http.User, silo) is not { } viewing)
        {
            return;
        }

        var grainType = operations[named[0]].To.Type;
        var found = await owners.FindAsync(
            grainType, named.Select(i => operations[i].To.Key), http.RequestAborted);
        foreach (var i in named)
        {
            var (action, owner) = (ActionOf(operations[i])!.Value, found[operations[i].To.Key].Owner);
            ProblemResult? fault = !viewing.May(RecordAction.View, owner) ? Problem.Of(ProblemCode.NotFound)
                : viewing.May(action, owner) ? null
                : Problem.Of(ProblemCode.RecordOfOtherGroup);
            if (fault is not null)
            {
                operations[i] = operations[i] with { Message = null, Fault = fault };
            }

            if (fault?.Problem.Status == StatusCodes.Status403Forbidden)
            {
                refused.Note(http.User.Name(), RefusedRequests.Network, http);
            }
        }
    }

    private static RecordAction? ActionOf(BulkOperation operation) => operation.Message switch
    {
        null or CreateRecord => null,
        DeleteRecord => RecordAction.Delete,
        _ => RecordAction.Edit,
    };
}
