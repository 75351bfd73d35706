namespace ActorCrm.Domain.Access;

/// <summary>
/// A key to the API (setting grain <c>api_key</c>, key = <see cref="Id"/>). Only a hash of the secret is kept, and a
/// revoked key stays, so that the timeline can name who did what with it.
/// </summary>
/// <param name="Id">Public part of the key, eight letters and digits; may be logged.</param>
/// <param name="Name">What the key is for, 1 to <see cref="NameLengthMax"/> characters.</param>
/// <param name="Scopes">What it may do, from <see cref="ApiScopes.All"/>.</param>
/// <param name="Hash">SHA-256 of the whole key, lower-case hexadecimal.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Who made it: <c>apiKey:…</c>, <c>firstStart</c>, <c>commandLine</c>.</param>
/// <param name="ExpiresAt">UTC; null for never.</param>
/// <param name="RevokedAt">UTC; null while it is in force.</param>
/// <param name="RevokedBy">Who revoked it.</param>
/// <param name="RequestsPerSecondMax">Requests a second that it may make; null for what the server's settings
/// say.</param>
/// <param name="Replaces">Id of the key that it was made to replace.</param>
/// <param name="ReplacedBy">Id of the key that replaces it; until it ends, both are in force.</param>
/// <param name="UnitId">
/// Group or unit of the network that binds the key: it sees what a user of that unit sees. Null: it sees all.
/// </param>
public sealed record ApiKey(
    string Id,
    string Name,
    string[] Scopes,
    string Hash,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? RevokedAt = null,
    string? RevokedBy = null,
    int? RequestsPerSecondMax = null,
    string? Replaces = null,
    string? ReplacedBy = null,
    string? UnitId = null)
{
    /// <summary>The grain type.</summary>
    public const string Type = "api_key";

    /// <summary>Longest name, in characters.</summary>
    public const int NameLengthMax = 100;

    /// <summary>Highest <see cref="RequestsPerSecondMax"/>.</summary>
    public const int RateMax = 1_000_000;

    /// <summary>Longest time for which a key and the one that replaces it are both in force.</summary>
    public static readonly TimeSpan OverlapMax = TimeSpan.FromDays(90);

    /// <summary>Whether the key is in force at a time.</summary>
    public bool IsInForce(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);

    /// <summary>Whether one of its scopes has a permission (<see cref="Roles"/>).</summary>
    public bool Allows(string permission) =>
        Array.Exists(Scopes, scope => Roles.PermissionsOfScope(scope).Contains(permission));
}

/// <summary>What a key may do, as groups of <see cref="Permissions"/>.</summary>
public static class ApiScopes
{
    /// <summary>Everything, keys and dead letters included.</summary>
    public const string Admin = "admin";

    /// <summary>Send call events, forms and adapters' rows.</summary>
    public const string Ingest = "ingest";

    /// <summary>Read records, lists, changes, settings, metrics.</summary>
    public const string Read = "read";

    /// <summary>Change records and settings.</summary>
    public const string Write = "write";

    /// <summary>All scopes.</summary>
    public static IReadOnlyList<string> All { get; } = [Admin, Ingest, Read, Write];
}
