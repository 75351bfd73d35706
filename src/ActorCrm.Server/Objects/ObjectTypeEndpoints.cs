using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Objects;

/// <summary>Object types: what fields records have.</summary>
public static class ObjectTypeEndpoints
{
    private const string List = "objectTypes";

    /// <summary>Maps <c>/object-types</c>.</summary>
    public static void MapObjectTypes(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/object-types").WithTags("Object types");
        group.MapGet("", ListTypes).OnlyParameters<ObjectTypesQuery>().RequirePermission(Permissions.RecordsRead)
            .SeesNothing()
            .WithName("listObjectTypes")
            .WithSummary("All object types, in order of their names: those that come with the program first.");
        group.MapGet("/{name}", FindAsync).NoParameters().RequirePermission(Permissions.RecordsRead)
            .SeesNothing()
            .WithName("getObjectType").WithSummary("An object type with its fields.");
        group.MapPut("/{name}", SaveAsync).NoParameters().RequirePermission(Permissions.SettingsWrite)
            .WithName("putObjectType")
            .WithSummary("Makes or changes a custom type, or replaces the custom fields of a built-in one.");
        group.MapDelete("/{name}", DeleteAsync).NoParameters().RequirePermission(Permissions.SettingsWrite)
            .WithName("deleteObjectType").WithSummary("Removes a custom type that has no records.");
    }

    // The types of this silo's settings; what another silo saved a moment ago may still be on its way here.
    private static Results<PageResult<ObjectTypeView>, ProblemResult> ListTypes(
        [AsParameters] ObjectTypesQuery asked, SiloHost silo)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var (custom, after) = read.NumberCursor(List, asked.Cursor);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var types = ServerSettings.Of(silo).ObjectTypes.All
            .Where(type => custom is not { } place || Group(type) > place
                || (Group(type) == place && string.CompareOrdinal(type.Name, after) > 0))
            .Take(limit + 1)
            .ToList();
        return Page.Of(List, types, limit, type => Cursor.Of(Group(type), type.Name), ObjectTypeView.Of);
    }

    private static int Group(ObjectType type) => type.Custom ? 1 : 0;

    private static async Task<Results<RecordResult<ObjectTypeView>, ProblemResult>> FindAsync(
        string name, ReadDatabase database, CancellationToken stop)
    {
        var row = GrainId.IsKey(name)
            ? await SettingAnswers.ReadAsync("object_type_find", name, database, stop)
            : null;
        var type = row is null
            ? BuiltInTypes.Find(name)
            : ObjectTypes.Merge(JsonSerializer.Deserialize(row.Doc, ObjectTypeJson.Default.SavedObjectType)!);
        return type is null
            ? Problem.NotFound("There is no object type with this name; names are case-sensitive.")
            : new RecordResult<ObjectTypeView>(
                ObjectTypeView.Of(type), SettingAnswers.Tag(type.Version, row?.Version ?? 0));
    }

    private static async Task<Results<RecordResult<ObjectTypeView>, ProblemResult>> SaveAsync(
        string name, SaveObjectTypeRequest request, HttpRequest http, SiloHost silo, ReadDatabase database,
        ClaimsPrincipal user, CancellationToken stop)
    {
        if (!GrainId.IsKey(name))
        {
            return Problem.Invalid("name", "It must have printable characters only.");
        }

        if (!SettingAnswers.TryVersion(http, request.IfVersion, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        var result = await silo.AskAsync(
            new GrainId(ObjectType.Type, name), new SaveObjectType(request.Draft(), user.Name(), version), stop);
        return SettingAnswers.Refusal(result, "objectType") is { } problem
            ? problem
            : await FindAsync(name, database, stop);
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        string name, HttpRequest http, SiloHost silo, [FromServices] IEnumerable<ObjectTypeUse> uses,
        ClaimsPrincipal user, CancellationToken stop)
    {
        if (!GrainId.IsKey(name))
        {
            return Problem.NotFound("There is no object type with this name.");
        }

        if (!SettingAnswers.TryVersion(http, null, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        foreach (var isUsed in uses)
        {
            if (await isUsed(name, stop))
            {
                return Problem.Of(ProblemCode.ObjectTypeInUse, "There are records of it.");
            }
        }

        var result = await silo.AskAsync(
            new GrainId(ObjectType.Type, name), new DeleteObjectType(user.Name(), version), stop);
        if (result is AskResult.Answered { Answer: SettingRefused { Code: "objectTypeNotFound" } refused })
        {
            return Problem.NotFound(refused.Faults[0]);
        }

        return SettingAnswers.Refusal(result, "objectType") is { } problem ? problem : TypedResults.NoContent();
    }
}

/// <summary>Parameters of the list of object types.</summary>
public sealed class ObjectTypesQuery
{
    [FromQuery(Name = "limit")]
    [Description("Types on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
