using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Deals;

/// <summary>JSON of states and messages of deals.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CompactTime), typeof(CamelCaseEnum<DealStatus>)])]
[JsonSerializable(typeof(Deal))]
[JsonSerializable(typeof(PutDeal))]
[JsonSerializable(typeof(PutDealUtm))]
[JsonSerializable(typeof(WithdrawDeal))]
[JsonSerializable(typeof(AddCallToDeal))]
[JsonSerializable(typeof(RemoveCallFromDeal))]
[JsonSerializable(typeof(CloseDeal))]
[JsonSerializable(typeof(AssignDeal))]
[JsonSerializable(typeof(DealClosed))]
[JsonSerializable(typeof(DealAlreadyClosed))]
[JsonSerializable(typeof(DealAssigned))]
[JsonSerializable(typeof(DealNotFound))]
public sealed partial class DealJson : JsonSerializerContext;
