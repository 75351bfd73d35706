using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Access;

/// <summary>Who may use the API.</summary>
public static class AccessDomain
{
    /// <summary>Adds the grain types and messages of access.</summary>
    public static void AddTo(GrainCatalog catalog)
    {
        catalog.Add(new GrainType<ApiKey>(ApiKey.Type, ApiKeyJson.Default.ApiKey, ApiKeyGrain.Handle, isSetting: true));
        catalog.Messages
            .Add("access.create-api-key", ApiKeyJson.Default.CreateApiKey)
            .Add("access.revoke-api-key", ApiKeyJson.Default.RevokeApiKey)
            .Add("access.api-key-stored", ApiKeyJson.Default.ApiKeyStored)
            .Add("access.api-key-refused", ApiKeyJson.Default.ApiKeyRefused);
    }
}
