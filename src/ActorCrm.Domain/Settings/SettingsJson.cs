using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Settings;

/// <summary>JSON of states and messages of settings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CompactTime), typeof(CamelCaseEnum<SmartForwardingMode>)])]
[JsonSerializable(typeof(Scenario))]
[JsonSerializable(typeof(Employees))]
[JsonSerializable(typeof(CallSettings))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, CellDraft>>), TypeInfoPropertyName = "MatrixDraft")]
[JsonSerializable(typeof(SaveScenario))]
[JsonSerializable(typeof(ActivateScenario))]
[JsonSerializable(typeof(DeactivateScenario))]
[JsonSerializable(typeof(SaveEmployees))]
[JsonSerializable(typeof(SaveCallSettings))]
[JsonSerializable(typeof(SettingSaved))]
[JsonSerializable(typeof(SettingRefused))]
[JsonSerializable(typeof(ResendCalls))]
public sealed partial class SettingsJson : JsonSerializerContext;
