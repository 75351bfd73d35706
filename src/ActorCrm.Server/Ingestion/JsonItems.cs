using System.Text.Json;

namespace ActorCrm.Server.Ingestion;

/// <summary>
/// The items of a JSON text: its elements when it is an array, else itself. A syntax error costs what comes after it,
/// never what came before.
/// </summary>
internal static class JsonItems
{
    /// <summary>What some programs write before UTF-8; it is stepped over.</summary>
    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Adds the items to a batch. False when not a single one could be read because the text is no JSON at all; then
    /// nothing was added.
    /// </summary>
    public static bool TryAddTo(
        IngestionBatch batch, ReadOnlySpan<byte> text, IngestionLimits limits, DateTimeOffset now)
    {
        text = text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        long index = 0;
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                Add(batch, index, ref reader, text, limits, now);
                index++;
            }
            else if (!AddElements(batch, ref index, ref reader, text, limits, now))
            {
                return true;
            }

            // Nothing may follow.
            reader.Read();
            return true;
        }
        catch (JsonException)
        {
            if (index == 0)
            {
                return false;
            }

            batch.Refuse(index, null, EventCode.MalformedJson.Fault(
                $"From index {index} on the body is not well-formed JSON; everything before was read."));
            return true;
        }
    }

    private static bool AddElements(
        IngestionBatch batch, ref long index, ref Utf8JsonReader reader, ReadOnlySpan<byte> text,
        IngestionLimits limits, DateTimeOffset now)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index == limits.EventsMax)
            {
                batch.Refuse(index, null, EventCode.TooManyEvents.Fault(
                    $"An array has {limits.EventsMax} events at most; those from index {index} on were not taken."));
                return false;
            }

            Add(batch, index, ref reader, text, limits, now);
            index++;
        }

        return true;
    }

    private static void Add(
        IngestionBatch batch, long index, ref Utf8JsonReader reader, ReadOnlySpan<byte> text, IngestionLimits limits,
        DateTimeOffset now)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var item = text[start..(int)reader.BytesConsumed];
        if (item.Length > limits.EventBytesMax)
        {
            batch.AddRefused(index, EventCode.EventTooLarge.Fault(
                $"An event has {limits.EventBytesMax} bytes at most; this one has {item.Length}."));
            return;
        }

        batch.Add(index, item, now);
    }
}
