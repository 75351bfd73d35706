using System.ComponentModel;
using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Timeline;

/// <summary>What happened to an entity, and the stream of all that happens.</summary>
public static class TimelineEndpoints
{
    private const string List = "timeline";

    private static readonly FeatureSql Sql = FeatureSql.Load("Timeline/timeline");

    /// <summary>Maps <c>/timeline</c>.</summary>
    public static void MapTimeline(this RouteGroupBuilder api) =>
        api.MapGet("/timeline", ListAsync).OnlyParameters<TimelineQuery>()
            .RequirePermission(Permissions.RecordsRead).SeesMany().WithTags("Timeline")
            .WithName("listTimeline").WithSummary("What happened to one entity, who or which rule did it, and why.");

    private static async Task<Results<PageResult<TimelineView>, ProblemResult>> ListAsync(
        [AsParameters] TimelineQuery asked, ReadDatabase database, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var entity = read.Word("entity", read.Required("entity", asked.Entity), TimelineEntities.Words);
        var id = read.Required("id", asked.Id);
        var latest = read.Word("order", asked.Order, ["oldest", "latest"]) == "latest";
        var list = $"{List}/{entity}/{asked.Order}";
        var (after, _) = read.NumberCursor(list, asked.Cursor);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await new ListQuery(Sql, latest ? "timeline_list_latest" : "timeline_list")
            .With("take", limit + 1)
            .VisibleTo(Viewing.Of(user, silo), "timeline")
            .With("entity", TimelineEntities.Type(entity!))
            .With("id", Guid.TryParse(id, out var key) ? key.ToString() : id)
            .Where(latest ? "timeline_list_latest_after" : "timeline_list_after", "after", after)
            .ReadAsync<TimelineRow>(database, stop);
        return Page.Of(list, rows, limit, row => Cursor.Of(row.Seq, ""), row => TimelineView.Of(row, entity!));
    }
}

/// <summary>Parameters of a timeline.</summary>
public sealed class TimelineQuery
{
    [FromQuery(Name = "entity")]
    [Description(
        "call, contact, organization, deal, task, record, form, scenario, employees, callSettings or objectType.")]
    public string? Entity { get; init; }

    [FromQuery(Name = "id")]
    [Description(
        "Its id; of calls and forms source/id, of records type/id, of a scenario its project, "
        + "of an object type its name.")]
    public string? Id { get; init; }

    [FromQuery(Name = "order")]
    [Description("oldest (first; the default) or latest.")]
    public string? Order { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Entries on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
