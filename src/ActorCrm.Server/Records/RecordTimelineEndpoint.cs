using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Timeline;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Records;

/// <summary>What happened to a record, with the fields before and after.</summary>
internal static class RecordTimelineEndpoint
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Timeline/timeline");

    /// <summary>Maps <c>/{id}/timeline</c>.</summary>
    public static void MapRecordTimeline(this RouteGroupBuilder group) =>
        group.MapGet("/{id}/timeline", ListAsync).OnlyParameters<RecordTimelineQuery>()
            .RequirePermission(Permissions.RecordsRead).SeesMany()
            .WithName("listRecordTimeline")
            .WithSummary("What happened to a record, who did it, and the changed fields before and after.");

    private static async Task<Results<PageResult<RecordTimelineView>, ProblemResult>> ListAsync(
        string type, string id, [AsParameters] RecordTimelineQuery asked, SiloHost silo, ReadDatabase database,
        ClaimsPrincipal user, CancellationToken stop)
    {
        if (RecordAddress.Unknown(type, silo) is { } unknown)
        {
            return unknown;
        }

        if (RecordAddress.Grain(type, id) is not { } grain)
        {
            return Problem.NotFound("There is no record of this type with this id.");
        }

        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var latest = read.Word("order", asked.Order, ["oldest", "latest"]) == "latest";
        var list = $"records/{type}/{id}/timeline/{asked.Order}";
        var (after, _) = read.NumberCursor(list, asked.Cursor);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await new ListQuery(Sql, latest ? "timeline_list_latest" : "timeline_list")
            .With("take", limit + 1)
            .VisibleTo(Viewing.Of(user, silo), "timeline")
            .With("entity", grain.Type)
            .With("id", grain.Key)
            .Where(latest ? "timeline_list_latest_after" : "timeline_list_after", "after", after)
            .ReadAsync<TimelineRow>(database, stop);
        return Page.Of(list, rows, limit, row => Cursor.Of(row.Seq, ""), RecordTimelineView.Of);
    }
}

/// <summary>Something that happened to a record.</summary>
/// <param name="Seq">Its place in the order of all that happened.</param>
/// <param name="At">When, UTC.</param>
/// <param name="What">
/// recordCreated, recordChanged, recordDeleted or recordRestored; of a contact contactCreated and so on, and what calls
/// and rules did: nameWritten, dealWon, callAdded.
/// </param>
/// <param name="By">Who did it.</param>
/// <param name="Rule">The number of the rule that decided; null where a person did.</param>
/// <param name="Why">The reason.</param>
/// <param name="Cause">The call or form that led to it, as <c>type/source/id</c>.</param>
/// <param name="Changes">
/// The changed fields; at most 100, and of values longer than 500 characters the beginning. Empty when it was made:
/// what it was made with is what the first change of each field, or the record itself, says.
/// </param>
/// <param name="MoreChanges">How many changed fields are not shown.</param>
public sealed record RecordTimelineView(
    long Seq, DateTimeOffset At, string What, string By, string? Rule, string? Why, string? Cause,
    FieldChangeView[] Changes, int MoreChanges)
{
    internal static RecordTimelineView Of(TimelineRow row)
    {
        var data = row.Data is null ? [] : JsonSerializer.Deserialize(row.Data, ReadJson.Plain.DictionaryStringString)!;
        var more = data.Remove(FieldChanges.More, out var count)
            ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        return new RecordTimelineView(
            row.Seq, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.What, row.By, row.Rule, row.Why, row.Call,
            [.. data.Select(change => FieldChangeView.Of(change.Key, change.Value))], more);
    }
}

/// <summary>A field that was changed.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Before">Its value before; null when there was none.</param>
/// <param name="After">Its value afterwards; null when there is none.</param>
public sealed record FieldChangeView(string Field, JsonNode? Before, JsonNode? After)
{
    internal static FieldChangeView Of(string field, string text)
    {
        // What a rule wrote is the value itself; what a change of a record did is an object.
        return IsChange(text) && JsonNode.Parse(text) is JsonObject change
            ? new FieldChangeView(field, change["before"], change["after"])
            : new FieldChangeView(field, null, JsonValue.Create(text));
    }

    private static bool IsChange(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.EnumerateObject().All(value => value.Name is "before" or "after");
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
