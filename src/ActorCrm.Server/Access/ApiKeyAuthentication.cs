using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Encodings.Web;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ActorCrm.Server.Access;

/// <summary>Reads <c>Authorization: Bearer ack_…</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeys keys,
    ApiKeyUses uses, RefusedRequests refused)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    private const string Bearer = "Bearer ";

    // A stored key never changes, so its principal is made once: ingestion asks for it with every request.
    private static readonly ConditionalWeakTable<ApiKey, ClaimsPrincipal> Principals = [];

    /// <summary>The principal of a key; its name goes into timelines as who did something.</summary>
    public static ClaimsPrincipal Principal(ApiKey key) => Principals.GetValue(key, static made =>
        AccessPolicies.Principal(
            $"apiKey:{made.Id}",
            Permissions.All.Where(made.Allows),
            SchemeName,
            [
                .. made.RequestsPerSecondMax is { } limit
                    ? new[] { new Claim(RequestLimits.LimitClaim, limit.ToString(CultureInfo.InvariantCulture)) }
                    : [],
                .. Viewing.Claims(made.UnitId, isBound: made.UnitId is not null),
            ]));

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

        if (keys.Find(KeyIn(header)) is not { } key)
        {
            return Task.FromResult(AuthenticateResult.Fail("The key is unknown, mistyped, expired or revoked."));
        }

        uses.Note(key.Id);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(Principal(key), SchemeName)));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var hasHeader = Request.Headers.Authorization.Count > 0;
        if (hasHeader && keys.FindAny(KeyIn(Request.Headers.Authorization)) is { } ended)
        {
            refused.Note($"apiKey:{ended.Id}", RefusedRequests.KeyEnded, Context);
        }

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
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AccessPolicies.Forbidden(Context).ExecuteAsync(Context);
}
