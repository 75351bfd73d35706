using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// A number is its E.164 string, also as the name of a property. <c>default</c> is null both ways, so that whatever
/// was written can be read again.
/// </summary>
internal sealed class PhoneNumberJsonConverter : JsonConverter<PhoneNumber>
{
    public override bool HandleNull => true;

    public override PhoneNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.String => Checked(reader.GetString()),
            _ => throw new JsonException("A telephone number is a string in E.164, such as \"+48601234567\"."),
        };

    public override void Write(Utf8JsonWriter writer, PhoneNumber value, JsonSerializerOptions options)
    {
        if (value.HasValue)
        {
            writer.WriteStringValue(value.ToString());
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    public override PhoneNumber ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Checked(reader.GetString());

    public override void WriteAsPropertyName(
        Utf8JsonWriter writer, PhoneNumber value, JsonSerializerOptions options) =>
        writer.WritePropertyName(
            value.HasValue ? value.ToString() : throw new JsonException("No number cannot be a property's name."));

    // The message leaves the number out: errors are logged, numbers are not.
    private static PhoneNumber Checked(string? text) => PhoneNumber.TryFromE164(text, out var number)
        ? number
        : throw new JsonException("The string is not a telephone number in E.164, such as \"+48601234567\".");
}
