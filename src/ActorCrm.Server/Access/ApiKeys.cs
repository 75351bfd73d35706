using ActorCrm.Domain.Access;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Access;

/// <summary>
/// The API keys in force. Looking one up reads the settings snapshot in memory: no query, no grain is asked.
/// </summary>
public sealed class ApiKeys(SiloHost silo, TimeProvider clock)
{
    private static readonly Dictionary<GrainId, object> None = [];

    /// <summary>All keys, revoked and expired ones included, by the time they were made.</summary>
    public IReadOnlyList<ApiKey> All =>
        [.. States.Values.OfType<ApiKey>().OrderBy(key => key.CreatedAt).ThenBy(key => key.Id, StringComparer.Ordinal)];

    // Before the silo is started there are no settings, and so no keys.
    private IReadOnlyDictionary<GrainId, object> States => (silo.Settings as SettingsSnapshot)?.States ?? None;

    /// <summary>The key that a text is, if it is in force; null otherwise.</summary>
    public ApiKey? Find(string? text) =>
        FindAny(text) is { } stored && stored.IsInForce(clock.GetUtcNow()) ? stored : null;

    /// <summary>The key that a text is, in force or not; null when there is none.</summary>
    public ApiKey? FindAny(string? text) =>
        KeyText.TryRead(text, out var key)
        && States.TryGetValue(new GrainId(ApiKey.Type, key.Id), out var state)
        && state is ApiKey stored
        && key.Matches(stored.Hash)
            ? stored
            : null;

    /// <summary>Makes a key. The text is known to the caller only: what is stored is its hash.</summary>
    public Task<MadeKey> MakeAsync(
        string name, string[] scopes, string by, DateTimeOffset? expiresAt, CancellationToken stop) =>
        StoreAsync(KeyText.Make(), name, scopes, by, expiresAt, stop);

    /// <summary>
    /// Stores a key whose text is made already. Asked again with the same text, it is stored once and answered again.
    /// </summary>
    public async Task<MadeKey> StoreAsync(
        KeyText text, string name, string[] scopes, string by, DateTimeOffset? expiresAt, CancellationToken stop)
    {
        var create = new CreateApiKey(name, scopes, text.Hash(), by, expiresAt);
        return new MadeKey(await silo.AskAsync(new GrainId(ApiKey.Type, text.Id), create, stop), text);
    }

    /// <summary>Makes a key with a limit of its own, bound to a unit or to none.</summary>
    public async Task<MadeKey> MakeAsync(
        string name, string[] scopes, string by, DateTimeOffset? expiresAt, int? requestsPerSecondMax, string? unitId,
        CancellationToken stop)
    {
        var text = KeyText.Make();
        var create = new CreateApiKey(
            name, scopes, text.Hash(), by, expiresAt, requestsPerSecondMax, UnitId: unitId);
        return new MadeKey(await silo.AskAsync(new GrainId(ApiKey.Type, text.Id), create, stop), text);
    }

    /// <summary>Makes a key that takes another one's place; both are in force for a while.</summary>
    public async Task<MadeKey> RotateAsync(
        string id, TimeSpan overlap, string by, DateTimeOffset? expiresAt, CancellationToken stop)
    {
        var text = KeyText.Make();
        var rotate = new RotateApiKey(text.Id, text.Hash(), overlap, by, expiresAt);
        return new MadeKey(await silo.AskAsync(new GrainId(ApiKey.Type, id), rotate, stop), text);
    }

    /// <summary>Revokes a key.</summary>
    public Task<AskResult> RevokeAsync(string id, string by, CancellationToken stop) =>
        silo.AskAsync(new GrainId(ApiKey.Type, id), new RevokeApiKey(by), stop);
}

/// <summary>What came of making a key.</summary>
/// <param name="Result">The grain's answer: <see cref="ApiKeyStored"/> or <see cref="ApiKeyRefused"/>.</param>
/// <param name="Text">The key; worthless unless it was stored.</param>
public sealed record MadeKey(AskResult Result, KeyText Text)
{
    /// <summary>The key as stored; null when it was not.</summary>
    public ApiKey? Stored => ((Result as AskResult.Answered)?.Answer as ApiKeyStored)?.Key;
}
