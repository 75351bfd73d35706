namespace ActorCrm.Domain.Access;

/// <summary>
/// A person (or a program) who signs in with a password, or by an identity provider (setting grain
/// <c>access_user</c>, key = <see cref="Id"/>). Nobody is deleted, so that timelines and the audit can name who did
/// what; who left is made inactive.
/// </summary>
/// <param name="Id">Names the user for good.</param>
/// <param name="Login">What is typed to sign in: <see cref="LoginOf"/>; never changed.</param>
/// <param name="Name">For people, 1 to <see cref="NameLengthMax"/> characters.</param>
/// <param name="Role">One of <see cref="Roles.All"/>.</param>
/// <param name="PasswordHash">Of ASP.NET Core Identity's hasher; empty for who has no password.</param>
/// <param name="Stamp">Changes when all sessions must end: a session is good under the stamp it began with.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Who made the user.</param>
/// <param name="Active">Whether the user may sign in.</param>
/// <param name="UnitId">Group or unit of the network that the user belongs to; null for none.</param>
/// <param name="Provider">The identity provider that the user signs in by; null for none.</param>
/// <param name="Subject">
/// How that provider names the user for good; null until the user first signed in by it.
/// </param>
public sealed record User(
    string Id,
    string Login,
    string Name,
    string Role,
    string PasswordHash,
    Guid Stamp,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    bool Active = true,
    string? UnitId = null,
    string? Provider = null,
    string? Subject = null)
{
    /// <summary>The grain type. <c>user</c> is a reserved word of SQL.</summary>
    public const string Type = "access_user";

    /// <summary>Longest name, in characters.</summary>
    public const int NameLengthMax = 100;

    /// <summary>Longest login, in characters.</summary>
    public const int LoginLengthMax = 100;

    /// <summary>
    /// A login as it is stored: lower-case letters a to z, digits and <c>. _ - @ +</c>, at least 2; null for a text
    /// that cannot be one. Other alphabets are left out: two logins that look alike would be two users.
    /// </summary>
    public static string? LoginOf(string? text)
    {
        var login = text?.Trim().ToLowerInvariant() ?? "";
        return login.Length is < 2 or > LoginLengthMax
            || login.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && !"._-@+".Contains(c))
            ? null
            : login;
    }
}

/// <summary>
/// Who has a login (grain <c>access_login</c>, key = the login): the one place where it is given away.
/// </summary>
public sealed record UserLogin(string UserId)
{
    /// <summary>The grain type.</summary>
    public const string Type = "access_login";
}

/// <summary>
/// How a user's signing in goes (grain <c>access_sign_in</c>, key = the user's id). Apart from the user, who is a
/// setting and should change seldom.
/// </summary>
/// <param name="Failures">Wrong passwords in a row.</param>
/// <param name="FailedAt">When the last one was, UTC.</param>
/// <param name="LockedUntil">Until when nobody may sign in as the user, UTC; null when never locked.</param>
/// <param name="SignedInAt">When somebody last signed in, UTC.</param>
/// <param name="Sessions">Those that may be open still, oldest first.</param>
public sealed record SignIns(
    int Failures,
    DateTimeOffset? FailedAt,
    DateTimeOffset? LockedUntil,
    DateTimeOffset? SignedInAt,
    Session[] Sessions)
{
    /// <summary>The grain type.</summary>
    public const string Type = "access_sign_in";

    /// <summary>Wrong passwords in a row after which nobody may sign in for <see cref="LockTime"/>.</summary>
    public const int FailuresMax = 5;

    /// <summary>Sessions that a user may have at once; the oldest ends when there is one more.</summary>
    public const int SessionsMax = 10;

    /// <summary>How long a lock lasts, and after how long without a failure the count starts anew.</summary>
    public static readonly TimeSpan LockTime = TimeSpan.FromMinutes(15);

    /// <summary>Nothing has happened yet.</summary>
    public static SignIns None { get; } = new(0, null, null, null, []);

    /// <summary>Whether nobody may sign in at a time.</summary>
    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;
}

/// <summary>Somebody who signed in.</summary>
/// <param name="Id">Names it; no secret.</param>
/// <param name="Hash">SHA-256 of the secret that the cookie holds.</param>
/// <param name="Stamp">The user's stamp when it began.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="From">The network address that it began from, where one is known.</param>
/// <param name="Provider">The identity provider that it began by; null for a password.</param>
/// <param name="UsedAt">
/// A time of use after its beginning, UTC; behind the last one by as much as uses are kept in memory before they are
/// stored. Null when none was stored.
/// </param>
public sealed record Session(
    string Id,
    string Hash,
    Guid Stamp,
    DateTimeOffset StartedAt,
    DateTimeOffset ExpiresAt,
    string? From = null,
    string? Provider = null,
    DateTimeOffset? UsedAt = null)
{
    /// <summary>When it was used last, as far as it is stored.</summary>
    public DateTimeOffset LastUse() => UsedAt ?? StartedAt;

    /// <summary>Whether it is good for a user at a time.</summary>
    public bool IsGood(User user, DateTimeOffset now) => user.Active && user.Stamp == Stamp && ExpiresAt > now;
}
