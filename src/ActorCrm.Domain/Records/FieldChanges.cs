using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorCrm.Domain.Records;

/// <summary>
/// What a change did to each field, as the data of a timeline entry: field → JSON <c>{"before": …, "after": …}</c>, in
/// which a value that was not there or is there no more is left out. A long value is shown by its beginning.
/// </summary>
public static class FieldChanges
{
    /// <summary>Most fields of one entry; the rest is counted under <see cref="More"/>.</summary>
    public const int FieldsMax = 100;

    /// <summary>Longest JSON of a value, in characters; of a longer one its beginning is kept, as a text.</summary>
    public const int ValueLengthMax = 500;

    /// <summary>Stands where a field's name would: how many more fields were changed. No field is named so.</summary>
    public const string More = "$more";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The changes from one to the other; null when there are none.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? Between(JsonObject before, JsonObject after)
    {
        var changes = new List<KeyValuePair<string, string>>();
        var more = 0;
        foreach (var name in before.Select(field => field.Key).Union(after.Select(field => field.Key)))
        {
            var (was, isNow) = (before[name], after[name]);
            if (JsonNode.DeepEquals(was, isNow))
            {
                continue;
            }

            if (changes.Count == FieldsMax)
            {
                more++;
                continue;
            }

            changes.Add(new(name, Write(was, isNow)));
        }

        if (more > 0)
        {
            changes.Add(new(More, more.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return changes.Count == 0 ? null : changes;
    }

    private static string Write(JsonNode? before, JsonNode? after)
    {
        var change = new JsonObject();
        Add(change, "before", before);
        Add(change, "after", after);
        return change.ToJsonString(Plain);
    }

    private static void Add(JsonObject change, string name, JsonNode? value)
    {
        if (value is null)
        {
            return;
        }

        var json = value.ToJsonString(Plain);
        if (json.Length <= ValueLengthMax)
        {
            change[name] = value.DeepClone();
            return;
        }

        var text = value is JsonValue single && single.TryGetValue<string>(out var written) ? written : json;
        change[name] = $"{Beginning(text)}…";
    }

    // Not in the middle of a surrogate pair, which no database could keep.
    private static string Beginning(string text)
    {
        var length = Math.Min(ValueLengthMax, text.Length);
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
