using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Objects;

/// <summary>JSON of object types: states and messages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SavedObjectType))]
[JsonSerializable(typeof(SaveObjectType))]
[JsonSerializable(typeof(DeleteObjectType))]
public sealed partial class ObjectTypeJson : JsonSerializerContext;

/// <summary>JSON of the catalogue that comes with the program.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BuiltInType[]))]
internal sealed partial class CatalogueJson : JsonSerializerContext;

/// <summary>An entry of <c>catalogue.json</c>.</summary>
internal sealed record BuiltInType(
    string Name, Dictionary<string, string> Label, string TitleField, FieldDraft[] Fields);
