using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Deals;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Deals;

/// <summary>Reads deals and closes them.</summary>
public static class DealEndpoints
{
    private const string List = "deals";

    private static readonly FeatureSql Sql = FeatureSql.Load("Deals/deals");

    /// <summary>Maps <c>/deals</c>.</summary>
    public static void MapDeals(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/deals").WithTags("Deals");
        group.MapGet("", ListAsync).OnlyParameters<DealListQuery>().RequirePermission(Permissions.RecordsRead)
            .SeesMany()
            .WithName("listDeals").WithSummary("Deals, newest first.");
        group.MapGet("/{id}", FindAsync).NoParameters().RequirePermission(Permissions.RecordsRead)
            .SeesOne(RecordAction.View, Deal.Type)
            .WithName("getDeal").WithSummary("One deal.");
        group.MapPost("/{id}/close", CloseAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Edit, Deal.Type)
            .WithName("closeDeal").WithSummary("Closes a deal, won or lost. The same again changes nothing.");
    }

    private static async Task<Results<PageResult<DealView>, ProblemResult>> ListAsync(
        [AsParameters] DealListQuery asked, ReadDatabase database, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var open = read.Flag("open", asked.Open);
        var query = new ListQuery(Sql, "deal_list")
            .With("take", limit + 1)
            .VisibleTo(Viewing.Of(user, silo), Deal.Type)
            .Where("deal_list_after", "id", read.Cursor(List, asked.Cursor)?.Id)
            .Where("deal_list_contact", "contactId", read.Id("contactId", asked.ContactId))
            .Where("deal_list_owner", "ownerId", read.Text("ownerId", asked.OwnerId))
            .Where("deal_list_open", open == true)
            .Where("deal_list_closed", open == false);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await query.ReadAsync<StateRow>(database, stop);
        return Page.Of(List, rows, limit, row => new Cursor("", row.Id), View);
    }

    private static async Task<Results<RecordResult<DealView>, ProblemResult>> FindAsync(
        string id, ReadDatabase database, CancellationToken stop)
    {
        var row = Guid.TryParse(id, out var key) ? await ReadAsync(key, database, stop) : null;
        return row is null ? NotFound() : Found(row);
    }

    private static async Task<Results<RecordResult<DealView>, ProblemResult>> CloseAsync(
        string id, CloseDealRequest request, SiloHost silo, ReadDatabase database, ClaimsPrincipal user,
        CancellationToken stop)
    {
        if (request.Outcome is not ("won" or "lost"))
        {
            return Problem.Invalid("outcome", "It must be won or lost.");
        }

        if (!Guid.TryParse(id, out var key))
        {
            return NotFound();
        }

        var won = request.Outcome == "won";
        var result = await silo.AskAsync(DealGrain.Id(key), new CloseDeal(won, user.Name()), stop);
        if (result is not AskResult.Answered { Answer: var answer })
        {
            return ProblemResult.Of(result);
        }

        if (answer is DealAlreadyClosed before && (before.Status == DealStatus.Won) != won)
        {
            return Problem.Of(ProblemCode.DealAlreadyClosed, $"It is {(won ? "lost" : "won")}.");
        }

        var row = answer is DealNotFound ? null : await ReadAsync(key, database, stop);
        return row is null ? NotFound() : Found(row);
    }

    private static Task<StateRow?> ReadAsync(Guid id, ReadDatabase database, CancellationToken stop) =>
        new ListQuery(Sql, "deal_find").With("id", id.ToString()).ReadOneAsync<StateRow>(database, stop);

    private static ProblemResult NotFound() => Problem.NotFound("There is no deal with this id.");

    private static RecordResult<DealView> Found(StateRow row)
    {
        var view = View(row);
        return new RecordResult<DealView>(view, view.Version);
    }

    private static DealView View(StateRow row) =>
        DealView.Of(JsonSerializer.Deserialize(row.Doc, DealJson.Default.Deal)!, row.Version);
}

/// <summary>Closes a deal.</summary>
/// <param name="Outcome"><c>won</c> or <c>lost</c>.</param>
public sealed record CloseDealRequest(string? Outcome);

/// <summary>Parameters of the list of deals.</summary>
public sealed class DealListQuery
{
    [FromQuery(Name = "contactId")]
    [Description("Deals of this contact.")]
    public string? ContactId { get; init; }

    [FromQuery(Name = "open")]
    [Description("true: open ones; false: closed ones.")]
    public string? Open { get; init; }

    [FromQuery(Name = "ownerId")]
    [Description("Deals of this CRM user.")]
    public string? OwnerId { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Records on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
