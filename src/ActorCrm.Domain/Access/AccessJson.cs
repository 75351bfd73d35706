using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Access;

/// <summary>JSON of states and messages of users, the network and the audit.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CompactTime), typeof(CamelCaseEnum<CollaborationScope>), typeof(CamelCaseEnum<RecordAction>)])]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(UserLogin))]
[JsonSerializable(typeof(SignIns))]
[JsonSerializable(typeof(CreateUser))]
[JsonSerializable(typeof(PutUser))]
[JsonSerializable(typeof(ChangeUser))]
[JsonSerializable(typeof(AdoptIdentity))]
[JsonSerializable(typeof(SetPassword))]
[JsonSerializable(typeof(EndSessions))]
[JsonSerializable(typeof(UserStored))]
[JsonSerializable(typeof(UserRefused))]
[JsonSerializable(typeof(TrySignIn))]
[JsonSerializable(typeof(SignInAllowed))]
[JsonSerializable(typeof(SignInRefused))]
[JsonSerializable(typeof(BeginSession))]
[JsonSerializable(typeof(NoteSessionUse))]
[JsonSerializable(typeof(EndSession))]
[JsonSerializable(typeof(Unlock))]
[JsonSerializable(typeof(Network))]
[JsonSerializable(typeof(SaveNetwork))]
[JsonSerializable(typeof(RecordOwnership))]
[JsonSerializable(typeof(ClaimRecord))]
[JsonSerializable(typeof(DropClaim))]
[JsonSerializable(typeof(GiveRecord))]
[JsonSerializable(typeof(SetPrivacyLevel))]
[JsonSerializable(typeof(RecordClaimed))]
[JsonSerializable(typeof(OwnershipStored))]
[JsonSerializable(typeof(OwnershipRefused))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditChain))]
[JsonSerializable(typeof(AppendAudit))]
[JsonSerializable(typeof(AuditAppended))]
[JsonSerializable(typeof(StoreAuditEntry))]
public sealed partial class AccessJson : JsonSerializerContext;
