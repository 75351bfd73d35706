using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Access;

/// <summary>Who may use the API, and the log of what they did to it.</summary>
public static class AccessDomain
{
    /// <summary>Adds the grain types and messages of access.</summary>
    public static GrainCatalog AddTo(GrainCatalog catalog)
    {
        AddKeys(catalog);
        AddUsers(catalog);
        AddAudit(catalog);
        catalog.Add(new GrainType<Network>(
            Network.Type, AccessJson.Default.Network, NetworkGrain.Handle, isSetting: true));
        catalog.Messages.Add("access.save-network", AccessJson.Default.SaveNetwork);
        AddOwners(catalog);
        return catalog;
    }

    private static void AddKeys(GrainCatalog catalog)
    {
        catalog.Add(new GrainType<ApiKey>(ApiKey.Type, ApiKeyJson.Default.ApiKey, ApiKeyGrain.Handle, isSetting: true));
        catalog.Add(new GrainType<ApiKeyUse>(ApiKeyUse.Type, ApiKeyJson.Default.ApiKeyUse, ApiKeyUse.Handle));
        catalog.Messages
            .Add("access.create-api-key", ApiKeyJson.Default.CreateApiKey)
            .Add("access.revoke-api-key", ApiKeyJson.Default.RevokeApiKey)
            .Add("access.rotate-api-key", ApiKeyJson.Default.RotateApiKey)
            .Add("access.note-api-key-use", ApiKeyJson.Default.NoteApiKeyUse)
            .Add("access.api-key-stored", ApiKeyJson.Default.ApiKeyStored)
            .Add("access.api-key-refused", ApiKeyJson.Default.ApiKeyRefused);
    }

    private static void AddUsers(GrainCatalog catalog)
    {
        catalog.Add(new GrainType<User>(User.Type, AccessJson.Default.User, UserGrain.Handle, isSetting: true));
        catalog.Add(new GrainType<UserLogin>(UserLogin.Type, AccessJson.Default.UserLogin, UserLoginGrain.Handle));
        catalog.Add(new GrainType<SignIns>(SignIns.Type, AccessJson.Default.SignIns, SignInGrain.Handle));
        catalog.Messages
            .Add("access.create-user", AccessJson.Default.CreateUser)
            .Add("access.put-user", AccessJson.Default.PutUser)
            .Add("access.change-user", AccessJson.Default.ChangeUser)
            .Add("access.adopt-identity", AccessJson.Default.AdoptIdentity)
            .Add("access.set-password", AccessJson.Default.SetPassword)
            .Add("access.end-sessions", AccessJson.Default.EndSessions)
            .Add("access.user-stored", AccessJson.Default.UserStored)
            .Add("access.user-refused", AccessJson.Default.UserRefused)
            .Add("access.try-sign-in", AccessJson.Default.TrySignIn)
            .Add("access.sign-in-allowed", AccessJson.Default.SignInAllowed)
            .Add("access.sign-in-refused", AccessJson.Default.SignInRefused)
            .Add("access.begin-session", AccessJson.Default.BeginSession)
            .Add("access.note-session-use", AccessJson.Default.NoteSessionUse)
            .Add("access.end-session", AccessJson.Default.EndSession)
            .Add("access.unlock", AccessJson.Default.Unlock);
    }

    private static void AddOwners(GrainCatalog catalog)
    {
        catalog.Add(new GrainType<RecordOwnership>(
            RecordOwnership.Type, AccessJson.Default.RecordOwnership, RecordOwnershipGrain.Handle));
        catalog.Messages
            .Add("owner.claim", AccessJson.Default.ClaimRecord)
            .Add("owner.drop-claim", AccessJson.Default.DropClaim)
            .Add("owner.give", AccessJson.Default.GiveRecord)
            .Add("owner.set-privacy-level", AccessJson.Default.SetPrivacyLevel)
            .Add("owner.claimed", AccessJson.Default.RecordClaimed)
            .Add("owner.stored", AccessJson.Default.OwnershipStored)
            .Add("owner.refused", AccessJson.Default.OwnershipRefused);
    }

    private static void AddAudit(GrainCatalog catalog)
    {
        catalog.Add(new GrainType<AuditChain>(
            AuditChain.Type, AccessJson.Default.AuditChain, AuditChainGrain.Handle));
        catalog.Add(new GrainType<AuditEntry>(
            AuditEntry.Type, AccessJson.Default.AuditEntry, AuditEntryGrain.Handle));
        catalog.Messages
            .Add("audit.append", AccessJson.Default.AppendAudit)
            .Add("audit.appended", AccessJson.Default.AuditAppended)
            .Add("audit.store", AccessJson.Default.StoreAuditEntry);
    }
}
