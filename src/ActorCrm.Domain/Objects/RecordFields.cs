using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorCrm.Domain.Objects;

/// <summary>
/// Checks the fields of a record against its object type and brings their values into normal form. Never throws for
/// any JSON. Whether the records that references point to exist, and whether unique values are free, is the caller's
/// question.
/// </summary>
public static class RecordFields
{
    /// <summary>The fields of a new record.</summary>
    /// <param name="type">The record's type.</param>
    /// <param name="given">What somebody wrote; null, an empty text and an empty list are no value.</param>
    /// <param name="readNumber">E.164 of a text; null when it is no telephone number.</param>
    public static CheckedFields Create(ObjectType type, JsonObject given, Func<string, string?> readNumber) =>
        new FieldsChange(type, null, readNumber).Apply(given, keepsOthers: false);

    /// <summary>
    /// The fields of a record of which all are given (<c>PUT</c>): what is left out is removed, except what may not be
    /// changed. A value that may not be changed can be given as it is.
    /// </summary>
    /// <param name="type">The record's type.</param>
    /// <param name="before">The values as they are, in normal form; not touched.</param>
    /// <param name="given">What somebody wrote.</param>
    /// <param name="readNumber">E.164 of a text; null when it is no telephone number.</param>
    public static CheckedFields Replace(
        ObjectType type, JsonObject before, JsonObject given, Func<string, string?> readNumber) =>
        new FieldsChange(type, before, readNumber).Apply(given, keepsOthers: false);

    /// <summary>
    /// The fields of a record of which some are given (<c>PATCH</c>, JSON merge patch): null removes a value, what is
    /// left out stays, even where a later change of the type would refuse it.
    /// </summary>
    /// <inheritdoc cref="Replace"/>
    public static CheckedFields Patch(
        ObjectType type, JsonObject before, JsonObject given, Func<string, string?> readNumber) =>
        new FieldsChange(type, before, readNumber).Apply(given, keepsOthers: true);

    /// <summary>One value, such as one that is searched for.</summary>
    /// <inheritdoc cref="Create"/>
    /// <param name="field">The field.</param>
    /// <param name="value">What somebody wrote; a list where the field has several values.</param>
    /// <param name="readNumber">E.164 of a text; null when it is no telephone number.</param>
    public static FieldValue Read(FieldDefinition field, JsonNode? value, Func<string, string?> readNumber) =>
        FieldValues.Read(field, value, readNumber);

    /// <summary>
    /// The form in which two values of a field are the same one, for unique fields and for matching (flows.md §5.3).
    /// </summary>
    /// <param name="field">The field.</param>
    /// <param name="value">One value in normal form: an element where the field has a list.</param>
    public static string UniqueValue(FieldDefinition field, JsonNode value) => UniqueForm.Of(field, value);

    /// <summary><see cref="UniqueValue"/> of each value that a record has in a field, each once.</summary>
    public static IReadOnlyList<string> UniqueValues(FieldDefinition field, JsonObject values) =>
        values[field.Name] switch
        {
            null => [],
            JsonArray list => [.. list.OfType<JsonNode>().Select(value => UniqueForm.Of(field, value)).Distinct()],
            var value => [UniqueForm.Of(field, value)],
        };
}

/// <summary>One change of a record's fields.</summary>
/// <param name="type">The record's type.</param>
/// <param name="before">The values before; null for a new record.</param>
/// <param name="readNumber">E.164 of a text; null when it is no telephone number.</param>
internal sealed class FieldsChange(ObjectType type, JsonObject? before, Func<string, string?> readNumber)
{
    // A letter counts as its bytes, not as an escape's six.
    private static readonly JsonSerializerOptions Unescaped = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<FieldFault> _faults = [];
    private readonly Dictionary<string, JsonNode?> _given = new(StringComparer.Ordinal);

    /// <summary>Goes through what is given.</summary>
    public CheckedFields Apply(JsonObject given, bool keepsOthers)
    {
        if (Properties(given) is not { } properties)
        {
            return Whole("typeMismatch", "It is an object in which each field is named once, by a text.");
        }

        if (properties.Length > FieldLimits.FieldsGivenMax)
        {
            return Whole("tooLong", $"At most {FieldLimits.FieldsGivenMax} fields are given at once.");
        }

        foreach (var (name, value) in properties)
        {
            Read(name, value);
        }

        var values = new JsonObject();
        foreach (var field in type.Fields)
        {
            Put(field, values, keepsOthers);
        }

        if (_faults.Count > 0)
        {
            return CheckedFields.Refused([.. _faults]);
        }

        return Encoding.UTF8.GetByteCount(values.ToJsonString(Unescaped)) <= FieldLimits.RecordBytesMax
            ? CheckedFields.Accepted(values)
            : Whole("tooLong", $"All values together have at most {FieldLimits.RecordBytesMax} bytes as JSON.");
    }

    // A JsonObject reads its text late: a name that is there twice or is no text shows only now.
    private static KeyValuePair<string, JsonNode?>[]? Properties(JsonObject given)
    {
        try
        {
            return [.. given];
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static CheckedFields Whole(string code, string message) =>
        CheckedFields.Refused(new FieldFault("", code, message));

    private void Read(string name, JsonNode? written)
    {
        if (type.Find(name) is not { } field)
        {
            Refuse(Shown(name), "fieldUnknown", $"Type '{type.Name}' has no such field.");
            return;
        }

        var value = FieldValues.Read(field, written, readNumber);
        if (value.Code is { } code)
        {
            Refuse(name, code, value.Message!);
        }
        else if (IsForbidden(field, value.Node, out var forbidden))
        {
            Refuse(name, forbidden, forbidden == "notCreatable"
                ? "It cannot be set when a record is created."
                : "It cannot be changed.");
        }

        // Remembered even when at fault, so that it is not missing as well.
        _given[name] = value.Node;
        if (value.Node is null && value.Code is null && field.Required && !IsFixed(field))
        {
            Refuse(name, "requiredMissing", "It needs a value.");
        }
    }

    // Who sends back what was read changes nothing, so an equal value is never forbidden.
    private bool IsForbidden(FieldDefinition field, JsonNode? value, out string code)
    {
        code = before is null ? "notCreatable" : "notUpdatable";
        return before is null
            ? !field.Creatable && value is not null
            : !field.Updatable && !JsonNode.DeepEquals(before[field.Name], value);
    }

    // Those who write records cannot be asked for what they may not write.
    private bool IsFixed(FieldDefinition field) => before is null ? !field.Creatable : !field.Updatable;

    private void Put(FieldDefinition field, JsonObject values, bool keepsOthers)
    {
        if (_given.TryGetValue(field.Name, out var value))
        {
            Add(values, field, value);
        }
        else if (before is not null && (keepsOthers || !field.Updatable))
        {
            Add(values, field, before[field.Name]?.DeepClone());
        }
        else if (field.Required && !IsFixed(field))
        {
            Refuse(field.Name, "requiredMissing", "It needs a value.");
        }
    }

    private static void Add(JsonObject values, FieldDefinition field, JsonNode? value)
    {
        if (value is not null)
        {
            values.Add(field.Name, value);
        }
    }

    private void Refuse(string field, string code, string message) =>
        _faults.Add(new FieldFault(field, code, message));

    // A name may be a megabyte of anything; enough of it is shown to find it again.
    private static string Shown(string name) =>
        name.Length <= FieldLimits.NameLengthMax ? name : $"{name[..FieldLimits.NameLengthMax]}…";
}
