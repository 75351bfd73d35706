using System.Security.Claims;
using System.Text.Encodings.Web;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ActorCrm.Server.Access;

/// <summary>Reads <c>Authorization: Bearer ack_…</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    private const string Bearer = "Bearer ";

    /// <summary>The principal of a key; its name goes into timelines as who did something.</summary>
    public static ClaimsPrincipal Principal(ApiKey key)
    {
        var claims = new List<Claim> { new(ClaimTypes.Name, $"apiKey:{key.Id}") };
        claims.AddRange(ApiScopes.All.Where(key.Allows).Select(scope => new Claim(AccessPolicies.ScopeClaim, scope)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName));
    }

    /// <summary>The key in a header's value; null when it holds none.</summary>
    public static string? KeyIn(string? header) =>
        header is not null && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim()
            : null;

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        if (string.IsNullOrEmpty(header))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        return Task.FromResult(keys.Find(KeyIn(header)) is { } key
            ? AuthenticateResult.Success(new AuthenticationTicket(Principal(key), SchemeName))
            : AuthenticateResult.Fail("The key is unknown, mistyped, expired or revoked."));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var hasHeader = Request.Headers.Authorization.Count > 0;
        Response.Headers.WWWAuthenticate = hasHeader
            ? "Bearer realm=\"ActorCrm\", error=\"invalid_token\""
            : "Bearer realm=\"ActorCrm\"";
        return Problem.Of(
            ProblemCode.Unauthenticated,
            hasHeader
                ? "The key is unknown, mistyped, expired or revoked."
                : "Send an API key: Authorization: Bearer ack_…").ExecuteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scope = Context.GetEndpoint()?.Metadata.GetMetadata<ScopeNeeded>()?.Scope;
        return Problem.Of(ProblemCode.Forbidden, $"This needs a key with the scope '{scope}'.").ExecuteAsync(Context);
    }
}
