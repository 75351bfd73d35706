using System.Text.Json.Serialization;
using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Calls;

/// <summary>JSON of states and messages of calls.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(CompactTime),
        typeof(CamelCaseEnum<CallEventType>),
        typeof(CamelCaseEnum<CallDirection>),
        typeof(CamelCaseEnum<CallOutcome>),
        typeof(CamelCaseEnum<CallPhase>),
        typeof(CamelCaseEnum<CallClosing>),
        typeof(CamelCaseEnum<NoClientReason>),
        typeof(JsonStringEnumConverter<Trigger>),
        typeof(JsonStringEnumConverter<ScenarioAction>)])]
[JsonSerializable(typeof(Call))]
[JsonSerializable(typeof(RecordCallEvent))]
[JsonSerializable(typeof(ReplaceCallEvents))]
[JsonSerializable(typeof(ResendCall))]
[JsonSerializable(typeof(SettleCall))]
[JsonSerializable(typeof(CloseQuietCall))]
[JsonSerializable(typeof(Situation))]
[JsonSerializable(typeof(SituationDecided))]
[JsonSerializable(typeof(EventAccepted))]
[JsonSerializable(typeof(EventDuplicate))]
[JsonSerializable(typeof(EventRefused))]
public sealed partial class CallJson : JsonSerializerContext;
