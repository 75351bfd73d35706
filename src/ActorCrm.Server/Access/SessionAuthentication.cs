using System.Text.Encodings.Web;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ActorCrm.Server.Access;

/// <summary>Reads the cookie of a user's session.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "Session";

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!SessionCookie.TryRead(Request, out var cookie))
        {
            return AuthenticateResult.NoResult();
        }

        if (await sessions.FindAsync(cookie, Context.RequestAborted) is not { } user)
        {
            return AuthenticateResult.Fail("The session has ended.");
        }

        var principal = AccessPolicies.Principal(
            $"user:{user.Id}", Roles.PermissionsOf(user.Role), SchemeName,
            Viewing.Claims(user.UnitId, isBound: user.Role != Roles.Admin));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"ActorCrm\"";
        return Problem.Of(ProblemCode.Unauthenticated, "The session has ended: sign in again.").ExecuteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AccessPolicies.Forbidden(Context).ExecuteAsync(Context);
}
