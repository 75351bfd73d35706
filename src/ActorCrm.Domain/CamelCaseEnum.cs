using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorCrm.Domain;

/// <summary>Writes an enum as a camelCase text, and reads nothing but such a text.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It writes enums.")]
public sealed class CamelCaseEnum<TEnum>() : JsonStringEnumConverter<TEnum>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
