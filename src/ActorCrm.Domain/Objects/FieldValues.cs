using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorCrm.Domain.Objects;

/// <summary>Checks the values of fields, whoever wrote them, and brings them into normal form.</summary>
internal static class FieldValues
{
    /// <summary>Reads the value of a field, a list where it may have several.</summary>
    /// <param name="field">The field.</param>
    /// <param name="node">Any JSON; null is no value.</param>
    /// <param name="readNumber">E.164 of a text; null when it is no telephone number.</param>
    public static FieldValue Read(FieldDefinition field, JsonNode? node, Func<string, string?> readNumber)
    {
        if (node is null || node.GetValueKind() == JsonValueKind.Null)
        {
            return FieldValue.Nothing;
        }

        if (field.Many || field.Kind == FieldKind.MultiSelect)
        {
            return ReadList(field, node, readNumber);
        }

        return node is JsonValue value
            ? ReadOne(field, value, readNumber)
            : FieldValue.Mismatch("It has one value, and neither a list nor an object.");
    }

    // Each value once: what is there twice in its normal form is one value, as if somebody had written it once.
    private static FieldValue ReadList(FieldDefinition field, JsonNode node, Func<string, string?> readNumber)
    {
        if (node is not JsonArray list)
        {
            return FieldValue.Mismatch("It is a list.");
        }

        var countMax = Math.Min(field.MaxLength ?? FieldLimits.ListCountMax, FieldLimits.ListCountMax);
        if (list.Count > countMax)
        {
            return FieldValue.TooLong($"It has at most {countMax} values.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var values = new JsonArray();
        for (var i = 0; i < list.Count; i++)
        {
            var one = list[i] is JsonValue item
                ? ReadOne(field, item, readNumber)
                : FieldValue.Mismatch("It is neither null nor a list nor an object.");
            if (one.Code is not null)
            {
                return one.At(i);
            }

            if (one.Node is { } value && seen.Add(UniqueForm.Of(field, value)))
            {
                values.Add(value);
            }
        }

        return values.Count == 0 ? FieldValue.Nothing : FieldValue.Of(values);
    }

    private static FieldValue ReadOne(FieldDefinition field, JsonValue value, Func<string, string?> readNumber) =>
        field.Kind switch
        {
            FieldKind.Integer => NumberValues.ReadInteger(value),
            FieldKind.Decimal => NumberValues.ReadDecimal(value),
            FieldKind.Boolean => ReadBoolean(value),
            FieldKind.Text or FieldKind.LongText or FieldKind.Date or FieldKind.DateTime or FieldKind.Time
                or FieldKind.Duration or FieldKind.Select or FieldKind.MultiSelect or FieldKind.File or FieldKind.Url
                or FieldKind.Email or FieldKind.Phone or FieldKind.Reference => ReadText(field, value, readNumber),
        };

    private static FieldValue ReadBoolean(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.True => FieldValue.Of(JsonValue.Create(true)),
        JsonValueKind.False => FieldValue.Of(JsonValue.Create(false)),
        _ => FieldValue.Mismatch("It is true or false."),
    };

    private static FieldValue ReadText(FieldDefinition field, JsonValue value, Func<string, string?> readNumber)
    {
        if (!TextValues.TryText(value, out var text))
        {
            return FieldValue.Mismatch("It is a text, without half characters.");
        }

        text = text.Trim();
        if (text.Length == 0)
        {
            return FieldValue.Nothing;
        }

        return field.Kind switch
        {
            FieldKind.Text => TextValues.ReadLine(field, text),
            FieldKind.LongText => TextValues.ReadLines(field, text),
            FieldKind.Date => TimeValues.ReadDate(text),
            FieldKind.DateTime => TimeValues.ReadDateTime(text),
            FieldKind.Time => TimeValues.ReadTime(text),
            FieldKind.Duration => TimeValues.ReadDuration(text),
            FieldKind.Select or FieldKind.MultiSelect => TextValues.ReadOption(field, text),
            FieldKind.File => TextValues.ReadId(text, "the id of a stored file"),
            FieldKind.Url => AddressValues.ReadUrl(field, text),
            FieldKind.Email => AddressValues.ReadEmail(field, text),
            FieldKind.Phone => AddressValues.ReadPhone(text, readNumber),
            FieldKind.Reference => TextValues.ReadReference(field, text),
            _ => throw new InvalidOperationException($"A {field.Kind} is not written as a text."),
        };
    }
}
