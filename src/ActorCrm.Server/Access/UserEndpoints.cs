using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access.Providers;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Access;

/// <summary>Lists, makes and changes users.</summary>
internal static class UserEndpoints
{
    /// <summary>Maps <c>/users</c>.</summary>
    public static void MapUsers(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/users").RequirePermission(Permissions.UsersManage).WithTags("Access");
        group.MapGet("", ListAsync).NoParameters().WithName("listUsers")
            .WithSummary("All users by login, inactive ones included.");
        group.MapPost("", CreateAsync).NoParameters().WithName("createUser").WithSummary("Makes a user.")
            .Produces<Problem>(409, Problem.MediaType).Produces<Problem>(422, Problem.MediaType);
        group.MapGet("/{id}", FindAsync).NoParameters().WithName("getUser").WithSummary("One user.")
            .Produces<Problem>(404, Problem.MediaType);
        group.MapPatch("/{id}", ChangeAsync).NoParameters().WithName("changeUser")
            .WithSummary("Changes what is given. A user who left is made inactive; nobody is deleted.")
            .Produces<Problem>(404, Problem.MediaType).Produces<Problem>(409, Problem.MediaType)
            .Produces<Problem>(422, Problem.MediaType);
        group.MapPut("/{id}/password", SetPasswordAsync).NoParameters().WithName("setUserPassword")
            .WithSummary("Sets a password: all sessions of the user end, and so does a lock.")
            .Produces<Problem>(404, Problem.MediaType).Produces<Problem>(422, Problem.MediaType);
        group.MapDelete("/{id}/sessions", EndSessionsAsync).NoParameters().WithName("endUserSessions")
            .WithSummary("Signs the user out everywhere.").Produces<Problem>(404, Problem.MediaType);
        group.MapDelete("/{id}/lock", UnlockAsync).NoParameters().WithName("unlockUser")
            .WithSummary("Ends a lock after wrong passwords.").Produces<Problem>(404, Problem.MediaType);
    }

    /// <summary>The problem of a change that was refused or not answered.</summary>
    internal static ProblemResult Refuse(AskResult result) => result switch
    {
        AskResult.Answered { Answer: UserRefused refused } => refused.Code switch
        {
            "userUnknown" => NotFound(),
            "loginTaken" => Problem.Of(ProblemCode.LoginTaken, string.Join(' ', refused.Faults)),
            "lastAdmin" => Problem.Of(ProblemCode.LastAdmin, string.Join(' ', refused.Faults)),
            _ => Problem.Of(
                ProblemCode.UserInvalid, string.Join(' ', refused.Faults),
                new Dictionary<string, string[]> { ["user"] = refused.Faults }),
        },
        AskResult.Answered => Problem.Of(ProblemCode.InternalError),
        _ => ProblemResult.Of(result),
    };

    /// <summary>One field of a user is wrong.</summary>
    internal static ProblemResult Invalid(string field, string fault) =>
        Problem.Of(ProblemCode.UserInvalid, fault, new Dictionary<string, string[]> { [field] = [fault] });

    private const string ProviderFault = "The settings have no identity provider of this name.";

    private static ProblemResult NotFound() => Problem.NotFound("There is no user with this id.");

    private static async Task<UserList> ListAsync(Users users, Sessions sessions, CancellationToken stop)
    {
        var signIns = await sessions.ReadSignInsAsync(stop);
        return new UserList([.. users.All.Select(user => UserView.Of(user, signIns.GetValueOrDefault(user.Id)))]);
    }

    private static async Task<Results<Ok<UserView>, ProblemResult>> FindAsync(
        string id, Users users, Sessions sessions, CancellationToken stop) =>
        users.Find(id) is { } user
            ? TypedResults.Ok(await ViewAsync(user, sessions, stop))
            : NotFound();

    private static async Task<Results<Created<UserView>, ProblemResult>> CreateAsync(
        NewUserRequest request, Users users, Passwords passwords, IdentityProviders providers, ClaimsPrincipal by,
        CancellationToken stop)
    {
        var faults = new Dictionary<string, string[]>();
        if (User.LoginOf(request.Login) is not { } login)
        {
            login = "";
            faults["login"] = [UserFaults.Login];
        }

        if (request.Provider is not null && providers.Find(request.Provider) is null)
        {
            faults["provider"] = [ProviderFault];
        }

        var hasPassword = request.Password is not null || request.Provider is null;
        if (hasPassword && passwords.Fault(request.Password, request.Login) is { } fault)
        {
            faults["password"] = [fault];
        }

        if (faults.Count > 0)
        {
            return Problem.Of(ProblemCode.UserInvalid, string.Join(' ', faults.Values.SelectMany(all => all)), faults);
        }

        var result = await users.CreateAsync(
            login, request.Name ?? "", request.Role ?? "", hasPassword ? passwords.Hash(request.Password!) : "",
            by.Name(), request.UnitId, request.Provider, stop);
        return result is AskResult.Answered { Answer: UserStored { User: var user } }
            ? TypedResults.Created($"/api/v1/users/{user.Id}", UserView.Of(user, null))
            : Refuse(result);
    }

    private static async Task<Results<Ok<UserView>, ProblemResult>> ChangeAsync(
        string id, ChangeUserRequest request, Users users, Sessions sessions, IdentityProviders providers,
        ClaimsPrincipal by, CancellationToken stop)
    {
        if (users.Find(id) is null)
        {
            return NotFound();
        }

        if (request.Provider is { Length: > 0 } && providers.Find(request.Provider) is null)
        {
            return Invalid("provider", ProviderFault);
        }

        var change = new ChangeUser(
            by.Name(), request.Name, request.Role, request.Active, request.UnitId, request.Provider);
        var result = await users.AskAsync(id, change, stop);
        return result is AskResult.Answered { Answer: UserStored { User: var user } }
            ? TypedResults.Ok(await ViewAsync(user, sessions, stop))
            : Refuse(result);
    }

    private static async Task<Results<NoContent, ProblemResult>> SetPasswordAsync(
        string id, SetPasswordRequest request, Users users, Passwords passwords, ClaimsPrincipal by,
        CancellationToken stop)
    {
        if (users.Find(id) is not { } user)
        {
            return NotFound();
        }

        if (passwords.Fault(request.Password, user.Login) is { } fault)
        {
            return Invalid("password", fault);
        }

        var result = await users.AskAsync(id, new SetPassword(passwords.Hash(request.Password!), by.Name()), stop);
        return result is AskResult.Answered { Answer: UserStored }
            ? await UnlockAsync(id, users, by, stop)
            : Refuse(result);
    }

    private static async Task<Results<NoContent, ProblemResult>> EndSessionsAsync(
        string id, Users users, ClaimsPrincipal by, CancellationToken stop)
    {
        if (users.Find(id) is null)
        {
            return NotFound();
        }

        var result = await users.AskAsync(id, new EndSessions(by.Name()), stop);
        return result is AskResult.Answered { Answer: UserStored } ? TypedResults.NoContent() : Refuse(result);
    }

    private static async Task<Results<NoContent, ProblemResult>> UnlockAsync(
        string id, Users users, ClaimsPrincipal by, CancellationToken stop)
    {
        if (users.Find(id) is null)
        {
            return NotFound();
        }

        var result = await users.AskSignInAsync(id, new Unlock(by.Name()), stop);
        return result is AskResult.Answered { Answer: SignInAllowed } ? TypedResults.NoContent() : Refuse(result);
    }

    private static async Task<UserView> ViewAsync(User user, Sessions sessions, CancellationToken stop) =>
        UserView.Of(user, await sessions.ReadSignInsAsync(user.Id, stop));
}

/// <summary>Makes a user.</summary>
/// <param name="Login">2 to 100 characters: letters a to z, digits, <c>. _ - @ +</c>. It is never changed.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Role">admin, supervisor, agent, integration or externalSystem.</param>
/// <param name="Password">
/// At least 10 characters, unless the server's settings say otherwise; may be absent with a provider.
/// </param>
/// <param name="UnitId">Group or unit of the network.</param>
/// <param name="Provider">The identity provider that the user signs in by.</param>
public sealed record NewUserRequest(
    string? Login, string? Name, string? Role, string? Password, string? UnitId = null, string? Provider = null);

/// <summary>Changes a user; what is absent stays.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Role">admin, supervisor, agent, integration or externalSystem.</param>
/// <param name="Active">False: the user cannot sign in, and is signed out everywhere.</param>
/// <param name="UnitId">Group or unit of the network; an empty text for none.</param>
/// <param name="Provider">The identity provider that the user signs in by; an empty text for none. Another one signs
/// the user out everywhere.</param>
public sealed record ChangeUserRequest(
    string? Name = null, string? Role = null, bool? Active = null, string? UnitId = null, string? Provider = null);

/// <summary>Sets somebody's password.</summary>
public sealed record SetPasswordRequest(string? Password);

/// <summary>All users.</summary>
public sealed record UserList(UserView[] Items);

/// <summary>A user without what is secret.</summary>
/// <param name="Id">Names the user for good.</param>
/// <param name="Login">What is typed to sign in.</param>
/// <param name="Name">For people.</param>
/// <param name="Role">The role.</param>
/// <param name="Active">Whether the user may sign in.</param>
/// <param name="UnitId">Group or unit of the network.</param>
/// <param name="CreatedAt">When, UTC.</param>
/// <param name="CreatedBy">Who made the user.</param>
/// <param name="SignedInAt">When the user last signed in.</param>
/// <param name="LockedUntil">Until when nobody can, or could, sign in as the user after wrong passwords.</param>
/// <param name="Provider">The identity provider that the user signs in by.</param>
/// <param name="Subject">How it names the user; absent until the user first signed in by it.</param>
public sealed record UserView(
    string Id, string Login, string Name, string Role, bool Active, string? UnitId, DateTimeOffset CreatedAt,
    string CreatedBy, DateTimeOffset? SignedInAt, DateTimeOffset? LockedUntil, string? Provider, string? Subject)
{
    internal static UserView Of(User user, SignIns? signIns) => new(
        user.Id, user.Login, user.Name, user.Role, user.Active, user.UnitId, user.CreatedAt, user.CreatedBy,
        signIns?.SignedInAt, signIns?.LockedUntil, user.Provider, user.Subject);
}
