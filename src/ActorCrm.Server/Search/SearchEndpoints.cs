using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Search;

/// <summary>Finds records of any type.</summary>
public static class SearchEndpoints
{
    /// <summary>Registers what searches need.</summary>
    public static void AddSearch(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(SearchOptions.From(builder.Configuration));
        builder.Services.AddSingleton<FieldIndexes>();
        builder.Services.AddSingleton<RecordFinder>();
        builder.Services.AddHostedService<FieldIndexKeeper>();
    }

    /// <summary>Maps <c>/search</c>.</summary>
    public static void MapSearch(this RouteGroupBuilder api) =>
        api.MapPost("/search", SearchAsync).NoParameters().RequirePermission(Permissions.RecordsRead)
            .SeesMany().WithTags("Search").WithName("searchRecords")
            .WithSummary("Records of a type for which criteria hold; as the list of the type, with a body.");

    /// <summary>The problem of a number of records that no page has; null when one has.</summary>
    private static ProblemResult? LimitFault(int limit) => limit is >= 1 and <= Page<RecordView>.LimitMax
        ? null
        : Problem.Invalid("limit", $"It must be 1 to {Page<RecordView>.LimitMax}.");

    private static async Task<Results<ViewResult<RecordPage>, ProblemResult>> SearchAsync(
        SearchRequest request, RecordFinder finder, SiloHost silo, ClaimsPrincipal user, CancellationToken stop)
    {
        if (request.Type is not { Length: > 0 } type)
        {
            return Problem.Invalid("type", "It is missing.");
        }

        var limit = request.Limit ?? Page<RecordView>.LimitDefault;
        if (LimitFault(limit) is { } fault)
        {
            return fault;
        }

        var (page, problem) = await finder.FindAsync(
            type,
            new AskedRecords
            {
                Criteria = request.Criteria,
                Sort = request.Sort,
                Fields = request.Fields,
                Limit = limit,
                Cursor = request.Cursor,
                Count = request.Count == true,
                Deleted = request.Deleted == true,
                TimeZone = request.TimeZone,
                Viewing = Viewing.Of(user, silo),
            },
            stop);
        return page is null ? problem! : new ViewResult<RecordPage>(page);
    }
}
