using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage;
using ActorCrm.Server.Access;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.DeadLetters;

/// <summary>Shows messages that failed too often, and drives them again.</summary>
internal static class DeadLetterEndpoints
{
    private const int LimitDefault = 50;
    private const int LimitMax = 500;
    private const int IdLengthMax = 200;

    /// <summary>Maps <c>/dead-letters</c>.</summary>
    public static void MapDeadLetters(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/dead-letters").RequirePermission(Permissions.ClusterManage).WithTags("Operation");
        group.MapGet("", ListAsync)
            .WithName("listDeadLetters")
            .WithSummary("Messages that failed too often, newest first; without their payloads.")
            .Produces<Problem>(400, Problem.MediaType);
        group.MapPost("/{id}/redrive", RedriveAsync)
            .WithName("redriveDeadLetter")
            .WithSummary("Moves a dead letter back to its grain, to be tried again.")
            .Produces<Problem>(404, Problem.MediaType);
    }

    private static async Task<Results<Ok<DeadLetterPage>, ProblemResult>> ListAsync(
        SiloHost silo, CancellationToken stop,
        [Description("The id of the last one of the page before.")] string? cursor = null,
        [Description("How many, 1 to 500.")] int limit = LimitDefault)
    {
        if (limit is < 1 or > LimitMax)
        {
            return Problem.Invalid("limit", $"The limit is 1 to {LimitMax}.");
        }

        if (cursor is { Length: 0 or > IdLengthMax } || cursor?.Contains('\0', StringComparison.Ordinal) == true)
        {
            return Problem.Invalid("cursor", "The cursor is 'next' of the page before.");
        }

        // One more than asked for says whether there is a next page.
        var rows = await silo.ReadDeadLettersAsync(cursor, limit + 1, stop);
        var items = rows.Take(limit).Select(DeadLetterView.Of).ToArray();
        return TypedResults.Ok(new DeadLetterPage(items, rows.Count > limit ? items[^1].Id : null));
    }

    private static async Task<Results<Accepted, ProblemResult>> RedriveAsync(
        string id, SiloHost silo, AuditLog audit, ClaimsPrincipal user, CancellationToken stop)
    {
        var told = await audit.AppendAsync(
            "redriveAsked", user.Name(), $"dead_letter/{id}", null, null, stop);
        if (told is not AskResult.Answered)
        {
            return ProblemResult.Of(told);
        }

        return await silo.RedriveAsync(id, stop)
            ? TypedResults.Accepted((string?)null)
            : Problem.NotFound("There is no dead letter with this id; it may have been driven again already.");
    }
}

/// <summary>A page of dead letters.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
public sealed record DeadLetterPage(
    DeadLetterView[] Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary>A dead letter without its payload, which may hold what is nobody's business here.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Type">The message's type.</param>
/// <param name="GrainType">The type of the grain that it was for.</param>
/// <param name="GrainKey">The key of the grain.</param>
/// <param name="Error">First line of the exception.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="FailedAt">When it failed last.</param>
public sealed record DeadLetterView(
    string Id, string Type, string GrainType, string GrainKey, string Error, int Attempts, DateTimeOffset SentAt,
    DateTimeOffset FailedAt)
{
    /// <summary>What is shown of a row.</summary>
    public static DeadLetterView Of(DeadLetterRow row) => new(
        row.Id, row.Type, row.To.Type, row.To.Key, row.Error.Split('\n', 2)[0].TrimEnd(), row.Attempts, row.SentAt,
        row.FailedAt);
}
