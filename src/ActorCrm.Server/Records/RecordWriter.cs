using System.Security.Claims;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Records;

/// <summary>
/// Asks records to change on behalf of somebody: what is made is their group's, and what is refused tells nothing of
/// records that are hidden from them.
/// </summary>
internal sealed class RecordWriter(RecordAsker asker, RecordClaims claims, ConcealedRecords concealed)
{
    /// <summary>Makes a record.</summary>
    public async Task<(ObjectRecord? Record, ProblemResult? Problem)> CreateAsync(
        ClaimsPrincipal user, string type, Guid id, CreateRecord create, CancellationToken stop)
    {
        var (claimed, refusal) = await claims.ClaimAsync(user, type, [id], stop);
        if (refusal is not null)
        {
            return (null, ProblemResult.Of(refusal));
        }

        var result = await asker.AskAsync(RecordGrain.Id(type, id), create);
        if (IsRefused(result))
        {
            await claims.DropAsync(claimed, [id]);
        }

        return await AnswerAsync(user, type, result, stop);
    }

    /// <summary>Changes a record.</summary>
    public async Task<(ObjectRecord? Record, ProblemResult? Problem)> ChangeAsync(
        ClaimsPrincipal user, string type, GrainId grain, object message, CancellationToken stop) =>
        await AnswerAsync(user, type, await asker.AskAsync(grain, message), stop);

    /// <summary>
    /// Does many operations on records of a type, of which <paramref name="isOrdered"/> says whether those on one
    /// record must wait for each other. The results are in their order.
    /// </summary>
    public async Task<IReadOnlyList<RecordWrite>> AskAsync(
        ClaimsPrincipal user, string type, IReadOnlyList<BulkOperation> operations, bool isOrdered,
        CancellationToken stop)
    {
        Guid[] made = [.. operations.Where(one => one.Message is CreateRecord).Select(one => one.Id)];
        var (claimed, refusal) = await claims.ClaimAsync(user, type, made, stop);
        if (refusal is not null)
        {
            return [.. operations.Select(_ => new RecordWrite(refusal, null, ProblemResult.Of(refusal)))];
        }

        Outgoing[] messages = [.. operations.Select(one => new Outgoing(one.To, one.Message!))];

        // All of them at once: what they change shares commits.
        var results = isOrdered ? await asker.AskInOrderAsync(messages) : await asker.AskAsync(messages);
        await claims.DropAsync(
            claimed, operations.Index().Where(one => IsRefused(results[one.Index])).Select(one => one.Item.Id));
        var writes = new RecordWrite[results.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var (record, problem) = await AnswerAsync(user, type, results[i], stop);
            writes[i] = new RecordWrite(results[i], record, problem);
        }

        return writes;
    }

    private async Task<(ObjectRecord? Record, ProblemResult? Problem)> AnswerAsync(
        ClaimsPrincipal user, string type, AskResult result, CancellationToken stop)
    {
        var (record, problem) = RecordAnswers.Of(result);
        return (record, problem is null ? null : await concealed.ConcealAsync(problem, user, type, stop));
    }

    private static bool IsRefused(AskResult result) => result is AskResult.Answered { Answer: RecordRefused };
}

/// <summary>What came of one change.</summary>
/// <param name="Result">The grain's answer.</param>
/// <param name="Record">The record; null when it was refused.</param>
/// <param name="Problem">Why it was.</param>
internal sealed record RecordWrite(AskResult Result, ObjectRecord? Record, ProblemResult? Problem);
