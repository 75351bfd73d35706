using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Access;

/// <summary>JSON of states and messages of API keys.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CompactTime)])]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(CreateApiKey))]
[JsonSerializable(typeof(RevokeApiKey))]
[JsonSerializable(typeof(RotateApiKey))]
[JsonSerializable(typeof(ApiKeyUse))]
[JsonSerializable(typeof(NoteApiKeyUse))]
[JsonSerializable(typeof(ApiKeyStored))]
[JsonSerializable(typeof(ApiKeyRefused))]
public sealed partial class ApiKeyJson : JsonSerializerContext;
