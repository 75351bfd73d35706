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
public sealed record ApiKey(
    string Id,
    string Name,
    string[] Scopes,
    string Hash,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? RevokedAt = null,
    string? RevokedBy = null)
{
    /// <summary>The grain type.</summary>
    public const string Type = "api_key";

    /// <summary>Longest name, in characters.</summary>
    public const int NameLengthMax = 100;

    /// <summary>Whether the key is in force at a time.</summary>
    public bool IsInForce(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);

    /// <summary>Whether it may do what a scope allows; <c>admin</c> may do everything.</summary>
    public bool Allows(string scope) => Scopes.Contains(scope) || Scopes.Contains(ApiScopes.Admin);
}

/// <summary>What a key may do.</summary>
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
