using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Communications;

/// <summary>JSON of states and messages of communications.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(CompactTime),
        typeof(CamelCaseEnum<CommunicationDirection>),
        typeof(CamelCaseEnum<CommunicationMedium>),
        typeof(CamelCaseEnum<CommunicationState>),
        typeof(CamelCaseEnum<DeliveryState>),
        typeof(CamelCaseEnum<DeliveryEvent>),
        typeof(CamelCaseEnum<EmailSecurity>),
        typeof(CamelCaseEnum<SmsGatewayKind>)])]
[JsonSerializable(typeof(Communication))]
[JsonSerializable(typeof(CommunicationSettings))]
[JsonSerializable(typeof(SaveCommunicationSettings))]
[JsonSerializable(typeof(ActivateCommunicationDefinition))]
[JsonSerializable(typeof(SaveDraft))]
[JsonSerializable(typeof(CompleteCommunication))]
[JsonSerializable(typeof(DeleteDraft))]
[JsonSerializable(typeof(WriteNotes))]
[JsonSerializable(typeof(FollowUpCommunication))]
[JsonSerializable(typeof(BeginFollowUp))]
[JsonSerializable(typeof(TellDelivery))]
[JsonSerializable(typeof(RequeueDelivery))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(SendReport))]
[JsonSerializable(typeof(Numbering))]
[JsonSerializable(typeof(TakeNumbers))]
[JsonSerializable(typeof(NumbersTaken))]
[JsonSerializable(typeof(CommunicationSaved))]
[JsonSerializable(typeof(CommunicationRefused))]
public sealed partial class CommunicationJson : JsonSerializerContext;
