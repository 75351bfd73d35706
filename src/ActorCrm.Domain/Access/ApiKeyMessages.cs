namespace ActorCrm.Domain.Access;

/// <summary>
/// To <c>api_key</c>: keep a new key. Reply: <see cref="ApiKeyStored"/> or <see cref="ApiKeyRefused"/>.
/// </summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Hash">SHA-256 of the whole key; the key itself never reaches a grain.</param>
/// <param name="By">Who asks.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="RequestsPerSecondMax">Requests a second that it may make; null for the server's setting.</param>
/// <param name="Replaces">The key that it replaces.</param>
/// <param name="UnitId">Group or unit that binds it; null for none.</param>
public sealed record CreateApiKey(
    string Name, string[] Scopes, string Hash, string By, DateTimeOffset? ExpiresAt = null,
    int? RequestsPerSecondMax = null, string? Replaces = null, string? UnitId = null);

/// <summary>
/// To <c>api_key</c>: a new key with the same name, scopes and limit takes its place; the old one ends after a while.
/// Two are in force at most: a key that this one replaced is revoked at once. Reply: <see cref="ApiKeyStored"/> with
/// the new key, or <see cref="ApiKeyRefused"/>.
/// </summary>
/// <param name="NewId">Id of the new key.</param>
/// <param name="NewHash">SHA-256 of the whole new key.</param>
/// <param name="Overlap">For how long the old key stays in force; zero to end it at once.</param>
/// <param name="By">Who asks.</param>
/// <param name="ExpiresAt">When the new key ends; null for never.</param>
public sealed record RotateApiKey(
    string NewId, string NewHash, TimeSpan Overlap, string By, DateTimeOffset? ExpiresAt = null);

/// <summary>
/// To <c>api_key</c>: the key opens nothing any more. Reply: <see cref="ApiKeyStored"/> (also when it was revoked
/// before) or <see cref="ApiKeyRefused"/>.
/// </summary>
public sealed record RevokeApiKey(string By);

/// <summary>The key as it is now.</summary>
public sealed record ApiKeyStored(ApiKey Key);

/// <summary>Nothing was changed.</summary>
/// <param name="Code">
/// <c>apiKeyInvalid</c>, <c>apiKeyExists</c>, <c>apiKeyUnknown</c>, <c>apiKeyEnded</c>, <c>apiKeyReplaced</c>.
/// </param>
/// <param name="Faults">Every fault, one sentence each.</param>
public sealed record ApiKeyRefused(string Code, string[] Faults);

/// <summary>To <c>api_key_use</c> (key = the API key's id): a request came with the key. No reply.</summary>
public sealed record NoteApiKeyUse(DateTimeOffset At);
