using System.ComponentModel;
using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Objects;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Imports;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Records;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Exports;

/// <summary>All records of a type as a file.</summary>
public static class ExportEndpoints
{
    /// <summary>Maps <c>/records/{type}/export</c>.</summary>
    public static void MapExports(this RouteGroupBuilder api) =>
        api.MapGet("/records/{type}/export", Export).OnlyParameters<ExportQuery>()
            .RequirePermission(Permissions.RecordsRead).SeesMany().WithTags("Records")
            .WithName("exportRecords")
            .WithSummary("All records of a type that are not deleted, oldest first, as CSV or NDJSON.");

    private static Results<FileStreamed, ProblemResult> Export(
        string type, [AsParameters] ExportQuery asked, SiloHost silo, ReadDatabase database,
        ClaimsPrincipal user)
    {
        if (RecordAddress.Unknown(type, silo) is { } unknown)
        {
            return unknown;
        }

        var read = new Parameters();
        var objectType = ServerSettings.Of(silo).ObjectTypes.Find(type)!;
        var format = read.Word("format", asked.Format, ["csv", "ndjson"]) ?? "csv";
        var export = new RecordExport(database, objectType, Fields(read, objectType, asked.Fields))
        {
            IsCsv = format == "csv",
            HasMark = read.Flag("bom", asked.Bom) == true,
            IsPacked = read.Flag("gzip", asked.Gzip) == true,
            Viewing = Viewing.Of(user, silo),
        };
        if (read.Problem is { } problem)
        {
            return problem;
        }

        return new FileStreamed(
            export.IsPacked ? "application/gzip" : export.IsCsv ? "text/csv; charset=utf-8" : "application/x-ndjson",
            $"{type}.{format}{(export.IsPacked ? ".gz" : "")}", export.WriteAsync);
    }

    private static FieldDefinition[] Fields(Parameters read, ObjectType type, string? asked)
    {
        if (asked is null)
        {
            return
            [
                SystemFields.Find("id")!, .. type.Fields, SystemFields.Find("createdAt")!,
                SystemFields.Find("updatedAt")!,
            ];
        }

        var names = asked.Split(',', StringSplitOptions.TrimEntries);
        var fields = Array.ConvertAll(names, name => SystemFields.Find(name) ?? type.Find(name));
        if (Array.FindIndex(fields, field => field is null) is >= 0 and var missing)
        {
            var name = names[missing] is { Length: <= FieldLimits.NameLengthMax } shown ? shown : "…";
            read.Fault("fields", $"Type '{type.Name}' has no field '{name}'.");
        }

        return [.. fields.OfType<FieldDefinition>()];
    }
}

/// <summary>Parameters of an export.</summary>
public sealed class ExportQuery
{
    [FromQuery(Name = "format")]
    [Description("csv (when absent) or ndjson.")]
    public string? Format { get; init; }

    [FromQuery(Name = "fields")]
    [Description("Names separated by commas; absent: id, all fields of the type, createdAt, updatedAt.")]
    public string? Fields { get; init; }

    [FromQuery(Name = "bom")]
    [Description("true: CSV begins with a byte order mark, by which Excel knows UTF-8.")]
    public string? Bom { get; init; }

    [FromQuery(Name = "gzip")]
    [Description("true: the file is gzipped.")]
    public string? Gzip { get; init; }
}
