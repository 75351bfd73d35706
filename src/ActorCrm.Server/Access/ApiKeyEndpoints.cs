using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Access;

/// <summary>Lists, makes and revokes API keys.</summary>
internal static class ApiKeyEndpoints
{
    /// <summary>Maps <c>/api-keys</c>.</summary>
    public static void MapApiKeys(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/api-keys").RequirePermission(Permissions.KeysManage).WithTags("API keys");
        group.MapGet("", ListAsync)
            .WithName("listApiKeys")
            .WithSummary("All keys, without their secrets.");
        group.MapPost("", CreateAsync)
            .WithName("createApiKey")
            .WithSummary("Makes a key. Its text is in this answer and nowhere else.");
        group.MapPost("/{id}/rotate", RotateAsync)
            .WithName("rotateApiKey")
            .WithSummary("Makes a key that takes this one's place. Both are in force until this one ends.")
            .Produces<Problem>(404, Problem.MediaType)
            .Produces<Problem>(409, Problem.MediaType);
        group.MapDelete("/{id}", RevokeAsync)
            .WithName("revokeApiKey")
            .WithSummary("Revokes a key; it opens nothing from the answer on.");
    }

    private static async Task<ApiKeyList> ListAsync(ApiKeys keys, ApiKeyUses uses, CancellationToken stop)
    {
        var used = await uses.ReadAsync(stop);
        return new ApiKeyList([
            .. keys.All.Select(key => ApiKeyView.Of(key, used.TryGetValue(key.Id, out var at) ? at : null)),
        ]);
    }

    private static async Task<Results<Created<NewApiKey>, ProblemResult>> CreateAsync(
        NewApiKeyRequest request, ApiKeys keys, ClaimsPrincipal user, CancellationToken stop)
    {
        var made = await keys.MakeAsync(
            request.Name ?? "", request.Scopes ?? [], user.Name(), request.ExpiresAt, request.RequestsPerSecondMax,
            request.UnitId, stop);
        return made.Stored is { } key ? Show(key, made.Text) : Refuse(made.Result);
    }

    private static Created<NewApiKey> Show(ApiKey key, KeyText text) => TypedResults.Created(
        $"/api/v1/api-keys/{key.Id}",
        new NewApiKey(
            key.Id, text.Reveal(), key.Name, key.Scopes, key.ExpiresAt, key.RequestsPerSecondMax, key.Replaces,
            key.UnitId));

    private static async Task<Results<Created<NewApiKey>, ProblemResult>> RotateAsync(
        string id, RotateApiKeyRequest request, ApiKeys keys, ClaimsPrincipal user, CancellationToken stop)
    {
        if (!keys.All.Any(key => key.Id == id))
        {
            return Problem.NotFound("There is no API key with this id.");
        }

        var made = await keys.RotateAsync(
            id, request.Overlap ?? RotateApiKeyRequest.OverlapDefault, user.Name(), request.ExpiresAt, stop);
        return made.Stored is { } key ? Show(key, made.Text) : Refuse(made.Result);
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
            refused.Code switch
            {
                "apiKeyEnded" => ProblemCode.ApiKeyEnded,
                "apiKeyReplaced" => ProblemCode.ApiKeyReplaced,
                _ => ProblemCode.InvalidRequest,
            },
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
/// <param name="RequestsPerSecondMax">Requests a second that it may make; absent for what the server's settings
/// say.</param>
/// <param name="UnitId">
/// Group or unit of the network: the key sees what a user of it sees. Absent: it sees all. Not with the scope
/// <c>admin</c>.
/// </param>
public sealed record NewApiKeyRequest(
    string? Name, string[]? Scopes, DateTimeOffset? ExpiresAt = null, int? RequestsPerSecondMax = null,
    string? UnitId = null);

/// <summary>Asks for a key in another one's place.</summary>
/// <param name="Overlap">For how long both are in force, <c>d.hh:mm:ss</c>, 90 days at most; 7 days when
/// absent.</param>
/// <param name="ExpiresAt">When the new one ends; absent for never.</param>
public sealed record RotateApiKeyRequest(TimeSpan? Overlap = null, DateTimeOffset? ExpiresAt = null)
{
    internal static readonly TimeSpan OverlapDefault = TimeSpan.FromDays(7);
}

/// <summary>A key that was just made.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="Key">The whole key; it cannot be read again.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RequestsPerSecondMax">Requests a second that it may make; absent for what the server's settings
/// say.</param>
/// <param name="Replaces">Id of the key whose place it takes.</param>
/// <param name="UnitId">Group or unit of the network that binds it.</param>
public sealed record NewApiKey(
    string Id, string Key, string Name, string[] Scopes, DateTimeOffset? ExpiresAt, int? RequestsPerSecondMax,
    string? Replaces, string? UnitId);

/// <summary>All keys.</summary>
public sealed record ApiKeyList(ApiKeyView[] Items);

/// <summary>A key without its secret.</summary>
public sealed record ApiKeyView(
    string Id, string Name, string[] Scopes, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt, string? RevokedBy, DateTimeOffset? LastUsedAt, int? RequestsPerSecondMax,
    string? Replaces, string? ReplacedBy, string? UnitId)
{
    /// <summary>What is shown of a key.</summary>
    public static ApiKeyView Of(ApiKey key, DateTimeOffset? lastUsedAt) => new(
        key.Id, key.Name, key.Scopes, key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.RevokedAt, key.RevokedBy,
        lastUsedAt, key.RequestsPerSecondMax, key.Replaces, key.ReplacedBy, key.UnitId);
}
