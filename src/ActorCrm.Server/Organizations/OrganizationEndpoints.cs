using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Organizations;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Organizations;

/// <summary>Reads organizations.</summary>
public static class OrganizationEndpoints
{
    private const string List = "organizations";
    private const string ListByName = "organizationsByName";

    private static readonly FeatureSql Sql = FeatureSql.Load("Organizations/organizations");

    /// <summary>Maps <c>/organizations</c>.</summary>
    public static void MapOrganizations(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/organizations").RequirePermission(Permissions.RecordsRead).WithTags("Organizations");
        group.MapGet("", ListAsync).OnlyParameters<OrganizationListQuery>().SeesMany()
            .WithName("listOrganizations").WithSummary("Organizations by the beginning of the name, or newest first.");
        group.MapGet("/{id}", FindAsync).NoParameters().SeesOne(RecordAction.View, Organization.Type)
            .WithName("getOrganization").WithSummary("One organization.");
    }

    private static async Task<Results<PageResult<OrganizationView>, ProblemResult>> ListAsync(
        [AsParameters] OrganizationListQuery asked, ReadDatabase database, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var byName = asked.Name is not null;
        var list = byName ? ListByName : List;
        var cursor = read.Cursor(list, asked.Cursor);
        var query = new ListQuery(Sql, byName ? "organization_list_by_name" : "organization_list")
            .With("take", limit + 1)
            .VisibleTo(Viewing.Of(user, silo), Organization.Type)
            .With("sort", cursor?.Sort)
            .Where(byName ? "organization_list_by_name_after" : "organization_list_after", "id", cursor?.Id)
            .Where("organization_list_name", "name", read.Text("name", asked.Name)?.Trim());
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await query.ReadAsync<SortedRow>(database, stop);
        return Page.Of(list, rows, limit, row => new Cursor(row.Sort ?? "", row.Id), row => View(row.Doc, row.Version));
    }

    private static async Task<Results<RecordResult<OrganizationView>, ProblemResult>> FindAsync(
        string id, ReadDatabase database, CancellationToken stop)
    {
        var row = Guid.TryParse(id, out var key)
            ? await new ListQuery(Sql, "organization_find").With("id", key.ToString())
                .ReadOneAsync<StateRow>(database, stop)
            : null;
        var view = row is null ? null : View(row.Doc, row.Version);
        return view is null
            ? Problem.NotFound("There is no organization with this id.")
            : new RecordResult<OrganizationView>(view, view.Version);
    }

    private static OrganizationView View(string doc, long version) =>
        OrganizationView.Of(JsonSerializer.Deserialize(doc, OrganizationJson.Default.Organization)!, version);
}

/// <summary>Parameters of the list of organizations.</summary>
public sealed class OrganizationListQuery
{
    [FromQuery(Name = "name")]
    [Description("The beginning of the name; upper and lower case of A to Z are the same.")]
    public string? Name { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Records on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
