using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>JSON of states and messages of the Asterisk adapter.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CompactTime), typeof(CelRowConverter), typeof(CamelCaseEnum<CelRowFate>)])]
[JsonSerializable(typeof(CelCallLog))]
[JsonSerializable(typeof(RecordCelRows))]
[JsonSerializable(typeof(CelRowsRecorded))]
[JsonSerializable(typeof(CloseQuietCel))]
[JsonSerializable(typeof(PruneCel))]
[JsonSerializable(typeof(AsteriskSetup))]
[JsonSerializable(typeof(SaveAsteriskSettings))]
public sealed partial class CelJson : JsonSerializerContext;
