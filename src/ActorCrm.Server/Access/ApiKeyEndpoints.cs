using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Access;

/// <summary>Lists, makes and revokes API keys.</summary>
public static class ApiKeyEndpoints
{
    /// <summary>Maps <c>/api-keys</c>.</summary>
    public static void MapApiKeys(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/api-keys").RequireScope(ApiScopes.Admin).WithTags("API keys");
        group.MapGet("", (ApiKeys keys) => new ApiKeyList([.. keys.All.Select(ApiKeyView.Of)]))
            .WithName("listApiKeys")
            .WithSummary("All keys, without their secrets.");
        group.MapPost("", CreateAsync)
            .WithName("createApiKey")
            .WithSummary("Makes a key. Its text is in this answer and nowhere else.");
        group.MapDelete("/{id}", RevokeAsync)
            .WithName("revokeApiKey")
            .WithSummary("Revokes a key; it opens nothing from the answer on.");
    }

    private static async Task<Results<Created<NewApiKey>, ProblemResult>> CreateAsync(
        NewApiKeyRequest request, ApiKeys keys, ClaimsPrincipal user, CancellationToken stop)
    {
        var made = await keys.MakeAsync(
            request.Name ?? "", request.Scopes ?? [], user.Name(), request.ExpiresAt, stop);
        if (made.Stored is not { } key)
        {
            return Refuse(made.Result);
        }

        return TypedResults.Created(
            $"/api/v1/api-keys/{key.Id}",
            new NewApiKey(key.Id, made.Text.Reveal(), key.Name, key.Scopes, key.ExpiresAt));
    }

    private static async Task<Results<NoContent, ProblemResult>> RevokeAsync(
        string id, ApiKeys keys, ClaimsPrincipal user, CancellationToken stop)
    {
        if (!keys.All.Any(key => key.Id == id))
        {
            return Problem.NotFound("There is no API key with this id.");
        }

        var result = await keys.RevokeAsync(id, user.Name(), stop);
        return result is AskResult.Answered { Answer: ApiKeyStored } ? TypedResults.NoContent() : Refuse(result);
    }

    private static ProblemResult Refuse(AskResult result) => result switch
    {
        AskResult.Answered { Answer: ApiKeyRefused refused } => Problem.Of(
            ProblemCode.InvalidRequest,
            string.Join(' ', refused.Faults),
            new Dictionary<string, string[]> { ["apiKey"] = refused.Faults }),
        AskResult.Answered => Problem.Of(ProblemCode.InternalError),
        _ => ProblemResult.Of(result),
    };
}

/// <summary>Asks for a key.</summary>
/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Scopes">One or more of <c>admin</c>, <c>ingest</c>, <c>read</c>, <c>write</c>.</param>
/// <param name="ExpiresAt">When it ends; absent for never.</param>
public sealed record NewApiKeyRequest(string? Name, string[]? Scopes, DateTimeOffset? ExpiresAt = null);

/// <summary>A key that was just made.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="Key">The whole key; it cannot be read again.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record NewApiKey(string Id, string Key, string Name, string[] Scopes, DateTimeOffset? ExpiresAt);

/// <summary>All keys.</summary>
public sealed record ApiKeyList(ApiKeyView[] Items);

/// <summary>A key without its secret.</summary>
public sealed record ApiKeyView(
    string Id, string Name, string[] Scopes, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt, string? RevokedBy)
{
    /// <summary>What is shown of a key.</summary>
    public static ApiKeyView Of(ApiKey key) => new(
        key.Id, key.Name, key.Scopes, key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.RevokedAt, key.RevokedBy);
}
