using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Organizations;

/// <summary>JSON of states and messages of organizations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CompactTime)])]
[JsonSerializable(typeof(Organization))]
[JsonSerializable(typeof(OrganizationName))]
[JsonSerializable(typeof(PutOrganization))]
[JsonSerializable(typeof(PutOrganizationUtm))]
[JsonSerializable(typeof(WithdrawOrganization))]
[JsonSerializable(typeof(NameOrganization))]
[JsonSerializable(typeof(MoveOrganizationName))]
[JsonSerializable(typeof(ClaimOrganizationName))]
[JsonSerializable(typeof(ReleaseOrganizationName))]
public sealed partial class OrganizationJson : JsonSerializerContext;
