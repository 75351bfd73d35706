using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Objects;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Records;

/// <summary>Records of any object type: makes, reads, changes, deletes and restores them.</summary>
public static class RecordEndpoints
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Records/records");

    /// <summary>Registers what the addresses need.</summary>
    public static void AddRecords(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RecordAsker>();
        builder.Services.AddSingleton<RecordReferences>();
        builder.Services.AddSingleton<RecordWriter>();
        builder.Services.AddSingleton<BulkSight>();
        builder.Services.AddSingleton<ObjectTypeUse>(services => async (type, stop) =>
            await new ListQuery(Sql, "record_any").With("type", type)
                .ReadOneAsync<string>(services.GetRequiredService<ReadDatabase>(), stop) is not null);
    }

    /// <summary>Maps <c>/records</c>.</summary>
    public static void MapRecords(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/records/{type}").WithTags("Records");
        group.MapPost("", CreateAsync).NoParameters().RequirePermission(Permissions.RecordsWrite).MakesRecords()
            .Accepts<RecordRequest>("application/json")
            .WithName("createRecord")
            .WithSummary("Makes a record. With the same Idempotency-Key again, answers with the same one.");
        group.MapGet("", ListAsync).OnlyParameters<RecordListQuery>().RequirePermission(Permissions.RecordsRead)
            .SeesMany()
            .WithName("listRecords").WithSummary("The records of a type, newest first.");
        group.MapGet("/{id}", FindAsync).NoParameters().RequirePermission(Permissions.RecordsRead)
            .SeesOne(RecordAction.View, RecordAddress.Named)
            .WithName("getRecord").WithSummary("One record; a deleted one too, with its deletedAt.");
        group.MapPut("/{id}", ReplaceAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Edit, RecordAddress.Named)
            .Accepts<RecordRequest>("application/json")
            .WithName("replaceRecord")
            .WithSummary("Gives a record these fields and no others. With If-Match, only if that version stands.");
        group.MapPatch("/{id}", PatchAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Edit, RecordAddress.Named)
            .Accepts<RecordRequest>("application/merge-patch+json", "application/json")
            .WithName("patchRecord")
            .WithSummary("Changes some fields of a record (JSON merge patch, RFC 7396); null takes a value away.");
        group.MapDelete("/{id}", DeleteAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Delete, RecordAddress.Named)
            .WithName("deleteRecord")
            .WithSummary("Deletes a record, until it is restored. Its unique values are free then.");
        group.MapPost("/{id}/restore", RestoreAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Delete, RecordAddress.Named)
            .WithName("restoreRecord").WithSummary("Restores a deleted record. Again changes nothing.");
        group.MapRecordTimeline();
        group.MapRecordBulk();
    }

    private static async Task<Results<RecordWritten, ProblemResult>> CreateAsync(
        string type, HttpContext http, SiloHost silo, RecordWriter writer, RecordReferences references,
        ClaimsPrincipal user, TimeProvider clock)
    {
        if (RecordAddress.Unknown(type, silo) is { } unknown)
        {
            return unknown;
        }

        if (!RecordAddress.TryIdempotencyKey(http.Request, out var key))
        {
            return RecordAddress.IdempotencyKeyInvalid();
        }

        var (draft, problem) = await ReadAsync(http);
        if (draft is null)
        {
            return problem!;
        }

        var missing = await references.FindMissingAsync(type, draft.Fields, user, http.RequestAborted);
        var id = RecordAddress.NewId(
            type, draft.Fields, user.Name(), key, clock.GetUtcNow(), ServerSettings.Of(silo));
        var message = new CreateRecord(draft.Fields, user.Name(), key is null ? null : draft.Hash, missing);
        var (record, refused) = await writer.CreateAsync(user, type, id, message, http.RequestAborted);
        return record is null ? refused! : new RecordWritten(RecordView.Of(record), StatusCodes.Status201Created);
    }

    private static async Task<Results<PageResult<RecordView>, ProblemResult>> ListAsync(
        string type, [AsParameters] RecordListQuery asked, SiloHost silo, ReadDatabase database,
        ClaimsPrincipal user, CancellationToken stop)
    {
        if (RecordAddress.Unknown(type, silo) is { } unknown)
        {
            return unknown;
        }

        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var deleted = read.Flag("deleted", asked.Deleted) == true;
        var sort = read.Word("sort", asked.Sort, ["createdAt", "-createdAt", "updatedAt", "-updatedAt"]);
        var list = $"records/{type}/{sort}";
        var (after, id) = read.NumberCursor(list, asked.Cursor);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        if (RecordKey.IsEntity(type))
        {
            var entities = new EntityList(type, sort ?? "-createdAt", deleted, limit);
            return await entities.ReadAsync(list, after, id, Viewing.Of(user, silo), database, stop);
        }

        var statement = sort switch
        {
            "createdAt" => "record_list_oldest",
            "updatedAt" => "record_list_first_change",
            "-updatedAt" => "record_list_latest_change",
            _ => "record_list_newest",
        };
        var rows = await new ListQuery(Sql, statement)
            .With("type", type)
            .With("take", limit + 1)
            .VisibleTo(Viewing.Of(user, silo), ObjectRecord.Type)
            .Where("record_list_present", !deleted)
            .Where("record_list_deleted", deleted)
            .Where($"{statement}_after", "sort", after).With("id", id)
            .ReadAsync<RecordRow>(database, stop);
        return Page.Of(list, rows, limit, row => Cursor.Of(row.SortedBy, row.Id), row => RecordView.Of(Read(row.Doc)));
    }

    private static async Task<Results<RecordResult<RecordView>, ProblemResult>> FindAsync(
        string type, string id, SiloHost silo, ReadDatabase database, CancellationToken stop)
    {
        if (RecordAddress.Unknown(type, silo) is { } unknown)
        {
            return unknown;
        }

        var record = RecordAddress.Grain(type, id) is not { } grain ? null
            : RecordKey.IsEntity(type) ? await EntityList.FindAsync(type, grain.Key, database, stop)
            : await new ListQuery(Sql, "record_find").With("id", grain.Key)
                .ReadOneAsync<StateRow>(database, stop) is { } row ? Read(row.Doc)
            : null;
        return record is { Version: > 0 }
            ? new RecordResult<RecordView>(RecordView.Of(record), record.Version)
            : NotFound();
    }

    private static async Task<Results<RecordWritten, ProblemResult>> ReplaceAsync(
        string type, string id, HttpContext http, SiloHost silo, RecordWriter writer, RecordReferences references,
        ClaimsPrincipal user)
    {
        var (draft, problem) = await ReadAsync(http);
        if (draft is null)
        {
            return problem!;
        }

        var missing = await references.FindMissingAsync(type, draft.Fields, user, http.RequestAborted);
        return await ChangeAsync(
            type, id, http, silo, writer, user,
            version => new ReplaceRecord(draft.Fields, user.Name(), version, missing));
    }

    private static async Task<Results<RecordWritten, ProblemResult>> PatchAsync(
        string type, string id, HttpContext http, SiloHost silo, RecordWriter writer, RecordReferences references,
        ClaimsPrincipal user)
    {
        var (draft, problem) = await ReadAsync(http);
        if (draft is null)
        {
            return problem!;
        }

        var missing = await references.FindMissingAsync(type, draft.Fields, user, http.RequestAborted);
        return await ChangeAsync(
            type, id, http, silo, writer, user,
            version => new PatchRecord(draft.Fields, user.Name(), version, missing));
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        string type, string id, HttpContext http, SiloHost silo, RecordWriter writer, ClaimsPrincipal user)
    {
        var changed = await ChangeAsync(
            type, id, http, silo, writer, user, version => new DeleteRecord(user.Name(), version));
        return changed.Result is ProblemResult problem ? problem : TypedResults.NoContent();
    }

    private static Task<Results<RecordWritten, ProblemResult>> RestoreAsync(
        string type, string id, HttpContext http, SiloHost silo, RecordWriter writer, ClaimsPrincipal user) =>
        ChangeAsync(type, id, http, silo, writer, user, version => new RestoreRecord(user.Name(), version));

    private static async Task<Results<RecordWritten, ProblemResult>> ChangeAsync(
        string type, string id, HttpContext http, SiloHost silo, RecordWriter writer, ClaimsPrincipal user,
        Func<int?, object> message)
    {
        if (RecordAddress.Unknown(type, silo) is { } unknown)
        {
            return unknown;
        }

        if (!RecordAddress.TryVersion(http.Request, out var version))
        {
            return RecordAddress.TagInvalid();
        }

        if (RecordAddress.Grain(type, id) is not { } grain)
        {
            return NotFound();
        }

        var (record, refused) = await writer.ChangeAsync(
            user, type, grain, message(version), http.RequestAborted);
        return record is null ? refused! : new RecordWritten(RecordView.Of(record), StatusCodes.Status200OK);
    }

    private static async Task<(RecordDraft? Draft, ProblemResult? Problem)> ReadAsync(HttpContext http)
    {
        var (body, problem) = await RecordBody.ReadAsync(http, RecordBody.OneBytesMax);
        return body is null ? (null, problem)
            : RecordDraft.TryRead(body.Json, [], out var draft, out problem) ? (draft, null)
            : (null, problem);
    }

    private static ProblemResult NotFound() => Problem.NotFound("There is no record of this type with this id.");

    private static ObjectRecord Read(string doc) => JsonSerializer.Deserialize(doc, RecordJson.Default.ObjectRecord)!;
}
