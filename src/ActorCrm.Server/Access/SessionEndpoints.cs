using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Access;

/// <summary>Signing in and out, and what those who are known see of themselves.</summary>
internal static class SessionEndpoints
{
    /// <summary>Maps <c>/session</c> and <c>/me</c>.</summary>
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Access");
        group.MapPost("/session", SignInAsync).AllowAnonymous().NoParameters()
            .WithName("signIn")
            .WithSummary("Begins a session: the answer sets its cookie.")
            .Produces<Problem>(401, Problem.MediaType)
            .Produces<Problem>(429, Problem.MediaType);
        group.MapDelete("/session", SignOutAsync).RequireAnyone().NoParameters()
            .WithName("signOut")
            .WithSummary("Ends the session and takes its cookie away.");
        group.MapGet("/me", Me).RequireAnyone().NoParameters()
            .WithName("getMe")
            .WithSummary("Who asks, and what they may do.");
        group.MapGet("/me/sessions", ListSessionsAsync).RequireAnyone().NoParameters()
            .WithName("listMySessions")
            .WithSummary("Where the user is signed in, the oldest session first.")
            .Produces<Problem>(409, Problem.MediaType);
        group.MapDelete("/me/sessions/{id}", EndSessionAsync).RequireAnyone().NoParameters()
            .WithName("endMySession")
            .WithSummary("Ends one session of the user, this one or another.")
            .Produces<Problem>(404, Problem.MediaType)
            .Produces<Problem>(409, Problem.MediaType);
        group.MapPost("/me/password", ChangePasswordAsync).RequireAnyone().NoParameters()
            .WithName("changeMyPassword")
            .WithSummary("Another password: all sessions of the user end but this one, which gets a new cookie.")
            .Produces<Problem>(409, Problem.MediaType)
            .Produces<Problem>(422, Problem.MediaType);
    }

    private static async Task<Results<Ok<MeView>, ProblemResult>> SignInAsync(
        SignInRequest request, HttpContext http, Users users, Passwords passwords, Sessions sessions,
        SignInLimits limits, AuditLog audit, CancellationToken stop)
    {
        var address = http.Connection.RemoteIpAddress;
        var place = SignInLimits.Place(address);
        if (limits.Refusal(place) is { } tooOften)
        {
            return tooOften;
        }

        var user = users.FindByLogin(request.Login);
        if (await passwords.IsRightAsync(user, request.Password, stop) is not { } isRight)
        {
            return Problem.Of(ProblemCode.Overloaded, "Too many sign in at once: try again in a moment.");
        }

        if (user is null)
        {
            limits.Failed(place);

            // The login is not told: people type passwords there by mistake.
            var told = await audit.AppendAsync(
                "signInRefused", "nobody", null, address?.ToString(), new() { ["why"] = "unknownLogin" }, stop);
            return told is AskResult.Answered ? Refused() : ProblemResult.Of(told);
        }

        var (result, cookie, session) =
            await sessions.BeginAsync(user, isRight && user.Active, address?.ToString(), stop);
        if (cookie is null)
        {
            limits.Failed(place);
            return result is AskResult.Answered ? Refused() : ProblemResult.Of(result);
        }

        cookie.Write(http.Response, session!.ExpiresAt);
        return TypedResults.Ok(MeView.Of(user, cookie));
    }

    /// <summary>The same for all reasons: whether a login exists or is locked is nobody's business.</summary>
    private static ProblemResult Refused() => Problem.Of(
        ProblemCode.SignInRefused,
        $"After {SignIns.FailuresMax} wrong passwords in a row nobody can sign in as a user for "
        + $"{SignIns.LockTime.TotalMinutes} minutes.");

    private static async Task<Results<NoContent, ProblemResult>> SignOutAsync(
        HttpContext http, Sessions sessions, ClaimsPrincipal user, CancellationToken stop)
    {
        if (Cookie(http) is not { } cookie)
        {
            return NoSession();
        }

        var result = await sessions.EndAsync(cookie, user.Name(), stop);
        if (result is not AskResult.Answered)
        {
            return ProblemResult.Of(result);
        }

        SessionCookie.Remove(http.Response);
        return TypedResults.NoContent();
    }

    private static Ok<MeView> Me(HttpContext http, Users users, ApiKeys keys, ClaimsPrincipal principal)
    {
        http.Response.Headers.CacheControl = "no-store";
        var (kind, id) = principal.Name().Split(':', 2) is [var left, var right] ? (left, right) : ("", "");
        return TypedResults.Ok(Cookie(http) is { } cookie && users.Find(id) is { } user
            ? MeView.Of(user, cookie)
            : new MeView(
                kind, id, null, keys.All.FirstOrDefault(key => key.Id == id)?.Name ?? "", null, null,
                [.. principal.FindAll(AccessPolicies.PermissionClaim).Select(claim => claim.Value)], null));
    }

    private static async Task<Results<Ok<SessionList>, ProblemResult>> ListSessionsAsync(
        HttpContext http, Users users, Sessions sessions, CancellationToken stop)
    {
        if (Cookie(http) is not { } cookie || users.Find(cookie.UserId) is not { } user)
        {
            return NoSession();
        }

        var open = await sessions.ListAsync(user, stop);
        return TypedResults.Ok(new SessionList([.. open.Select(one => new SessionView(
            one.Session.Id, one.Session.StartedAt, one.UsedAt, one.Session.ExpiresAt, one.Session.From,
            one.Session.Provider, one.Session.Id == cookie.SessionId))]));
    }

    private static async Task<Results<NoContent, ProblemResult>> EndSessionAsync(
        string id, HttpContext http, Users users, Sessions sessions, CancellationToken stop)
    {
        if (Cookie(http) is not { } cookie || users.Find(cookie.UserId) is not { } user)
        {
            return NoSession();
        }

        var open = await sessions.ListAsync(user, stop);
        if (open.FirstOrDefault(one => one.Session.Id == id) is not { } found)
        {
            return Problem.NotFound("There is no session of yours with this id.");
        }

        var result = await sessions.EndAsync(user, found.Session, http.User.Name(), stop);
        if (result is not AskResult.Answered)
        {
            return ProblemResult.Of(result);
        }

        if (id == cookie.SessionId)
        {
            SessionCookie.Remove(http.Response);
        }

        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<MeView>, ProblemResult>> ChangePasswordAsync(
        ChangePasswordRequest request, HttpContext http, Users users, Passwords passwords, Sessions sessions,
        CancellationToken stop)
    {
        if (Cookie(http) is not { } present || users.Find(present.UserId) is not { } user)
        {
            return NoSession();
        }

        if (!passwords.MayHave(user))
        {
            return Problem.Of(ProblemCode.Conflict, "The user signs in by an identity provider, without a password.");
        }

        if (passwords.Fault(request.New, user.Login) is { } fault)
        {
            return UserEndpoints.Invalid("new", fault);
        }

        if (await passwords.IsRightAsync(user, request.Present, stop) is not { } isRight)
        {
            return Problem.Of(ProblemCode.Overloaded, "Too many sign in at once: try again in a moment.");
        }

        // Counted like signing in: who found an open session must not guess the password in it.
        var from = http.Connection.RemoteIpAddress?.ToString();
        var counted = await users.AskSignInAsync(user.Id, new TrySignIn(isRight, null, from), stop);
        if (counted is not AskResult.Answered { Answer: SignInAllowed })
        {
            return counted is AskResult.Answered ? Problem.Of(ProblemCode.PasswordWrong) : ProblemResult.Of(counted);
        }

        var stored = await users.AskAsync(
            user.Id, new SetPassword(passwords.Hash(request.New!), http.User.Name()), stop);
        if (stored is not AskResult.Answered { Answer: UserStored { User: var changed } })
        {
            return UserEndpoints.Refuse(stored);
        }

        var (result, cookie, session) = await sessions.BeginAsync(changed, true, from, stop);
        if (cookie is null)
        {
            return result is AskResult.Answered ? Problem.Of(ProblemCode.SignInRefused) : ProblemResult.Of(result);
        }

        cookie.Write(http.Response, session!.ExpiresAt);
        return TypedResults.Ok(MeView.Of(changed, cookie));
    }

    private static SessionCookie? Cookie(HttpContext http) =>
        http.User.Identity?.AuthenticationType == SessionAuthentication.SchemeName
        && SessionCookie.TryRead(http.Request, out var cookie)
            ? cookie
            : null;

    private static ProblemResult NoSession() =>
        Problem.Of(ProblemCode.Conflict, "An API key has no session and no password.");
}

/// <summary>Signs in.</summary>
/// <param name="Login">The user's login, in any case of letters.</param>
/// <param name="Password">The password.</param>
public sealed record SignInRequest(string? Login, string? Password);

/// <summary>Changes the password of who asks.</summary>
/// <param name="Present">The present password.</param>
/// <param name="New">The new one.</param>
public sealed record ChangePasswordRequest(string? Present, string? New);

/// <summary>Who asks.</summary>
/// <param name="Kind"><c>user</c> or <c>apiKey</c>.</param>
/// <param name="Id">The user's or the key's id.</param>
/// <param name="Login">The user's login; absent of a key.</param>
/// <param name="Name">For people.</param>
/// <param name="Role">The user's role; absent of a key.</param>
/// <param name="UnitId">Group or unit of the network that the user belongs to.</param>
/// <param name="Permissions">What they may do.</param>
/// <param name="AntiforgeryToken">Goes into <c>X-Antiforgery-Token</c> of all that changes something; absent of a
/// key.</param>
/// <param name="Provider">The identity provider that the user signs in by; absent when there is none.</param>
public sealed record MeView(
    string Kind, string Id, string? Login, string Name, string? Role, string? UnitId, string[] Permissions,
    string? AntiforgeryToken, string? Provider = null)
{
    internal static MeView Of(User user, SessionCookie cookie) => new(
        "user", user.Id, user.Login, user.Name, user.Role, user.UnitId, [.. Roles.PermissionsOf(user.Role)],
        cookie.AntiforgeryToken, user.Provider);
}

/// <summary>Where a user is signed in.</summary>
public sealed record SessionList(SessionView[] Items);

/// <summary>One session.</summary>
/// <param name="Id">Names it.</param>
/// <param name="StartedAt">When the user signed in, UTC.</param>
/// <param name="UsedAt">When it was used last; of another silo's requests, to some minutes.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
/// <param name="From">The network address that the user signed in from.</param>
/// <param name="Provider">The identity provider that the user signed in by; absent after a password.</param>
/// <param name="Current">Whether it is the one that asks.</param>
public sealed record SessionView(
    string Id, DateTimeOffset StartedAt, DateTimeOffset UsedAt, DateTimeOffset ExpiresAt, string? From,
    string? Provider, bool Current);
