namespace ActorCrm.Domain.Access;

/// <summary>
/// To <c>access_login</c>: makes a user under a login that is free. Reply: <see cref="UserStored"/> or
/// <see cref="UserRefused"/> (<c>userInvalid</c>, <c>loginTaken</c>).
/// </summary>
/// <param name="UserId">Id of the new user.</param>
/// <param name="Name">For people.</param>
/// <param name="Role">One of <see cref="Roles.All"/>.</param>
/// <param name="PasswordHash">Never the password; empty for none.</param>
/// <param name="By">Who asks.</param>
/// <param name="UnitId">Group or unit of the network.</param>
/// <param name="Provider">The identity provider that the user signs in by.</param>
/// <param name="Subject">How that provider names the user; null when it has not done so yet.</param>
public sealed record CreateUser(
    string UserId, string Name, string Role, string PasswordHash, string By, string? UnitId = null,
    string? Provider = null, string? Subject = null);

/// <summary>To <c>access_user</c>, from its login: keep this user. No reply.</summary>
public sealed record PutUser(User User);

/// <summary>
/// To <c>access_user</c>: changes what is given. Who is made inactive is signed out everywhere. Reply:
/// <see cref="UserStored"/> or <see cref="UserRefused"/> (<c>userUnknown</c>, <c>userInvalid</c>, <c>lastAdmin</c>).
/// </summary>
/// <param name="By">Who asks.</param>
/// <param name="Name">Null to leave it.</param>
/// <param name="Role">Null to leave it.</param>
/// <param name="Active">Null to leave it.</param>
/// <param name="UnitId">Null to leave it; an empty text for none.</param>
/// <param name="Provider">Null to leave it; an empty text for none. Another one ends all sessions.</param>
public sealed record ChangeUser(
    string By, string? Name = null, string? Role = null, bool? Active = null, string? UnitId = null,
    string? Provider = null);

/// <summary>
/// To <c>access_user</c>: an identity provider says who signs in, and what it knows of them. Reply:
/// <see cref="UserStored"/> or <see cref="UserRefused"/> (<c>userUnknown</c>, <c>userInactive</c>,
/// <c>identityTaken</c>, <c>userInvalid</c>, <c>lastAdmin</c>).
/// </summary>
/// <param name="Provider">The provider; the user's.</param>
/// <param name="Subject">How it names the user for good. The first one is kept, another one is refused.</param>
/// <param name="Name">Null to leave it.</param>
/// <param name="Role">Null to leave it.</param>
/// <param name="UnitId">Null to leave it; an empty text for none.</param>
public sealed record AdoptIdentity(string Provider, string Subject, string? Name, string? Role, string? UnitId);

/// <summary>
/// To <c>access_user</c>: another password; all sessions end. Reply: <see cref="UserStored"/> or
/// <see cref="UserRefused"/> (<c>userUnknown</c>).
/// </summary>
public sealed record SetPassword(string PasswordHash, string By);

/// <summary>
/// To <c>access_user</c>: all sessions end. Reply: <see cref="UserStored"/> or <see cref="UserRefused"/>.
/// </summary>
public sealed record EndSessions(string By);

/// <summary>The user as it is now.</summary>
public sealed record UserStored(User User);

/// <summary>Nothing was changed.</summary>
/// <param name="Code">See the messages.</param>
/// <param name="Faults">Every fault, one sentence each.</param>
public sealed record UserRefused(string Code, string[] Faults);

/// <summary>
/// To <c>access_sign_in</c>: somebody gave a password. Reply: <see cref="SignInAllowed"/> or
/// <see cref="SignInRefused"/>; a right password under a lock is refused as well.
/// </summary>
/// <param name="IsRight">Whether it was the user's, and the user is active.</param>
/// <param name="Session">The session to begin; null where a password is asked for again within one.</param>
/// <param name="From">The network address.</param>
public sealed record TrySignIn(bool IsRight, Session? Session = null, string? From = null);

/// <summary>
/// To <c>access_sign_in</c>: an identity provider has answered for the user. A lock after wrong passwords does not
/// count for it. Reply: <see cref="SignInAllowed"/>.
/// </summary>
/// <param name="Session">The session to begin.</param>
/// <param name="From">The network address.</param>
public sealed record BeginSession(Session Session, string? From = null);

/// <summary>To <c>access_sign_in</c>: a session was used. No reply.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="At">When, UTC.</param>
public sealed record NoteSessionUse(string SessionId, DateTimeOffset At);

/// <summary>The password counts.</summary>
public sealed record SignInAllowed;

/// <summary>The password does not count.</summary>
/// <param name="LockedUntil">Until when none will; null when it was wrong.</param>
public sealed record SignInRefused(DateTimeOffset? LockedUntil);

/// <summary>To <c>access_sign_in</c>: a session ends. Reply: <see cref="SignInAllowed"/>.</summary>
public sealed record EndSession(string SessionId, string By);

/// <summary>
/// To <c>access_sign_in</c>: a lock ends, failures are forgotten. Reply: <see cref="SignInAllowed"/>.
/// </summary>
public sealed record Unlock(string By);
