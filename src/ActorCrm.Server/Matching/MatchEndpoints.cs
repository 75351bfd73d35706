using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Matching;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Matching;

/// <summary>Says whether somebody or something is known.</summary>
public static class MatchEndpoints
{
    /// <summary>Registers what matching needs.</summary>
    public static void AddMatching(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<RecordMatcher>();

    /// <summary>Maps <c>/match</c>.</summary>
    public static void MapMatch(this RouteGroupBuilder api) =>
        api.MapPost("/match", MatchAsync).NoParameters().RequirePermission(Permissions.RecordsRead)
            .SeesMany().WithTags("Search").WithName("matchRecords")
            .WithSummary("Whether a record is known: one match, several candidates with their reasons, or none.");

    private static async Task<Results<ViewResult<MatchView>, ProblemResult>> MatchAsync(
        MatchAsked asked, RecordMatcher matcher, ClaimsPrincipal user, CancellationToken stop)
    {
        if (asked.Type is not { Length: > 0 } type)
        {
            return Problem.Invalid("type", "It is missing.");
        }

        var limit = asked.Limit ?? MatchRequest.LimitDefault;
        if (limit is < 1 or > MatchRequest.LimitMax)
        {
            return Problem.Invalid("limit", $"It must be 1 to {MatchRequest.LimitMax}.");
        }

        if (asked.Criteria is null || asked.Criteria.Any(criterion => criterion?.Field is null))
        {
            return Problem.Invalid("criteria", "It is a list of what is known: {\"field\": …, \"value\": …}.");
        }

        var request = new MatchRequest([.. asked.Criteria.Select(criterion => new MatchCriterion(
            criterion!.Field!, criterion.Value ?? JsonElement.Parse("null")))])
        {
            AllowPartial = asked.AllowPartial ?? true,
            SinglePartialIsMatch = asked.SinglePartialIsMatch ?? false,
            Limit = limit,
        };
        var (view, problem) = await matcher.MatchAsync(type, request, asked.TimeZone, user, stop);
        return view is null ? problem! : new ViewResult<MatchView>(view);
    }
}
