using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorCrm.Server.Reads;

/// <summary>Writes times in UTC with a <c>Z</c>, whatever offset the telephone system gave them.</summary>
internal sealed class UtcTime : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[32];
        value.UtcDateTime.TryFormat(
            text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}

/// <summary>Writes an enum as a camelCase text, and reads nothing but such a text.</summary>
internal sealed class CamelCaseWord<TEnum>() : JsonStringEnumConverter<TEnum>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
