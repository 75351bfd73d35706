using System.Text.Json;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Timeline;

namespace ActorCrm.Server.Webhooks;

/// <summary>
/// The body of a message: <c>type</c>, <c>timestamp</c>, and <c>data</c> as the stream of changes has it.
/// </summary>
internal static class WebhookBody
{
    /// <summary>The body of an event; null for one that is not shown to anybody.</summary>
    public static byte[]? Of(ChangeRow row)
    {
        if (TimelineEntities.Word(row.EntityType) is not { } entity)
        {
            return null;
        }

        var view = row.View(entity);
        return Write(
            $"{entity}.{row.What}", view.At, json => JsonSerializer.Serialize(json, view, ReadJson.Plain.ChangeView));
    }

    /// <summary>The body of a test.</summary>
    public static byte[] Test(DateTimeOffset at) => Write(SendDelivery.TestType, at, json =>
    {
        json.WriteStartObject();
        json.WriteString("message", "This is a test. Nothing happened.");
        json.WriteEndObject();
    });

    private static byte[] Write(string type, DateTimeOffset at, Action<Utf8JsonWriter> writeData)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = ReadJson.Plain.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", at.UtcDateTime);
            json.WritePropertyName("data");
            writeData(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
