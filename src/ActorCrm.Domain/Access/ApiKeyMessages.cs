namespace ActorCrm.Domain.Access;

/// <summary>
/// To <c>api_key</c>: keep a new key. Reply: <see cref="ApiKeyStored"/> or <see cref="ApiKeyRefused"/>.
/// </summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Hash">SHA-256 of the whole key; the key itself never reaches a grain.</param>
/// <param name="By">Who asks.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
public sealed record CreateApiKey(
    string Name, string[] Scopes, string Hash, string By, DateTimeOffset? ExpiresAt = null);

/// <summary>
/// To <c>api_key</c>: the key opens nothing any more. Reply: <see cref="ApiKeyStored"/> (also when it was revoked
/// before) or <see cref="ApiKeyRefused"/>.
/// </summary>
public sealed record RevokeApiKey(string By);

/// <summary>The key as it is now.</summary>
public sealed record ApiKeyStored(ApiKey Key);

/// <summary>Nothing was changed.</summary>
/// <param name="Code"><c>apiKeyInvalid</c>, <c>apiKeyExists</c>, <c>apiKeyUnknown</c>.</param>
/// <param name="Faults">Every fault, one sentence each.</param>
public sealed record ApiKeyRefused(string Code, string[] Faults);
