using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Records;

/// <summary>Many operations in one request, each with a result of its own.</summary>
internal static class RecordBulk
{
    /// <summary>Most operations of a request.</summary>
    public const int OperationsMax = 1_000;

    /// <summary>Maps <c>/bulk</c>.</summary>
    public static void MapRecordBulk(this RouteGroupBuilder group) =>
        group.MapPost("/bulk", HandleAsync).NoParameters().RequirePermission(Permissions.RecordsWrite).SeesMany()
            .Accepts<BulkRequest>("application/json")
            .WithName("bulkRecords")
            .WithSummary("Up to 1,000 operations at once: create, update, delete. Each succeeds or fails by itself.");

    private static async Task<Results<ViewResult<BulkAnswer>, ProblemResult>> HandleAsync(
        string type, HttpContext http, SiloHost silo, RecordWriter writer, RecordReferences references,
        BulkSight sight, TimeProvider clock)
    {
        if (RecordAddress.Unknown(type, silo) is { } unknown)
        {
            return unknown;
        }

        if (!RecordAddress.TryIdempotencyKey(http.Request, out var key))
        {
            return RecordAddress.IdempotencyKeyInvalid();
        }

        var (body, problem) = await RecordBody.ReadAsync(http, RecordBody.ManyBytesMax);
        if (body is null)
        {
            return problem!;
        }

        if (!body.Json.TryGetProperty("operations", out var operations)
            || operations.ValueKind != JsonValueKind.Array || operations.GetArrayLength() is 0 or > OperationsMax)
        {
            return Problem.Invalid("operations", $"It is a list of 1 to {OperationsMax} operations.");
        }

        var user = http.User;
        var settings = ServerSettings.Of(silo);
        var reader = new BulkReader(type, user.Name(), key, clock.GetUtcNow(), settings);
        BulkOperation[] read = [.. operations.EnumerateArray().Select(reader.Read)];
        await sight.LookAsync(type, read, http);
        await LookAtReferencesAsync(type, read, references, user, http.RequestAborted);
        var mayWait = RecordKey.IsEntity(type)
            || settings.ObjectTypes.Find(type)?.Fields.Any(field => field.Unique) == true;
        return await AskAsync(
            read, asked => writer.AskAsync(user, type, asked, isOrdered: mayWait, http.RequestAborted));
    }

    private static async Task LookAtReferencesAsync(
        string type, BulkOperation[] operations, RecordReferences references, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var missing = await references.FindMissingAsync(
            type, [.. operations.Select(operation => FieldsOf(operation.Message))], user, stop);
        for (var i = 0; i < operations.Length; i++)
        {
            operations[i] = operations[i] with
            {
                Message = operations[i].Message switch
                {
                    CreateRecord create => create with { Missing = missing[i] },
                    PatchRecord patch => patch with { Missing = missing[i] },
                    var message => message,
                },
            };
        }
    }

    private static JsonObject FieldsOf(object? message) => message switch
    {
        CreateRecord create => create.Fields,
        PatchRecord patch => patch.Patch,
        _ => [],
    };

    private static async Task<Results<ViewResult<BulkAnswer>, ProblemResult>> AskAsync(
        BulkOperation[] operations, Func<IReadOnlyList<BulkOperation>, Task<IReadOnlyList<RecordWrite>>> ask)
    {
        var items = new BulkItem[operations.Length];
        var asked = new List<int>(operations.Length);
        for (var i = 0; i < operations.Length; i++)
        {
            if (operations[i].Message is not null)
            {
                asked.Add(i);
            }
            else
            {
                items[i] = BulkItem.Failed(i, operations[i].NamedId, operations[i].Fault!);
            }
        }

        var writes = await ask([.. asked.Select(i => operations[i])]);
        if (writes.Count > 0 && writes.All(write => write.Result is AskResult.Overloaded))
        {
            // None was taken, so the whole request can be sent again.
            return ProblemResult.Of(writes[0].Result);
        }

        for (var i = 0; i < writes.Count; i++)
        {
            items[asked[i]] = BulkItem.Of(asked[i], operations[asked[i]], writes[i]);
        }

        return new ViewResult<BulkAnswer>(new BulkAnswer(items, items.Count(item => item.Problem is not null)));
    }
}

/// <summary>Many operations on records of one type.</summary>
/// <param name="Operations">1 to 1,000. Those on one record happen in their order.</param>
public sealed record BulkRequest(BulkOperationRequest[] Operations);

/// <summary>One operation.</summary>
/// <param name="Op"><c>create</c>, <c>update</c> (a JSON merge patch of the fields) or <c>delete</c>.</param>
/// <param name="Id">Which record; not with <c>create</c>.</param>
/// <param name="Fields">Field → value; not with <c>delete</c>.</param>
/// <param name="IfVersion">Refused unless this version stands; not with <c>create</c>.</param>
public sealed record BulkOperationRequest(
    string Op, Guid? Id = null, JsonObject? Fields = null, int? IfVersion = null);

/// <summary>What became of the operations.</summary>
/// <param name="Items">One for each, in their order.</param>
/// <param name="Failed">How many have a problem.</param>
public sealed record BulkAnswer(BulkItem[] Items, int Failed);

/// <summary>What became of one operation.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Status">What the operation by itself is answered with: 200, 201, 204, or a problem's.</param>
/// <param name="Id">The record; null when it was not made.</param>
/// <param name="Version">The record's version; null when it failed.</param>
/// <param name="Problem">Why it failed; null when it did not.</param>
public sealed record BulkItem(int Index, int Status, Guid? Id, int? Version, Problem? Problem)
{
    internal static BulkItem Failed(int index, Guid? id, ProblemResult fault) =>
        new(index, fault.Problem.Status, id, null, fault.Problem);

    internal static BulkItem Of(int index, BulkOperation operation, RecordWrite write) => write.Record is { } record
        ? new BulkItem(index, operation.Success, record.Id, record.Version, null)
        : Failed(index, operation.Message is CreateRecord ? null : operation.Id, write.Problem!);
}
