using System.Text.Json;
using System.Text.Unicode;
using ActorCrm.Domain;

namespace ActorCrm.Server.Ingestion;

/// <summary>
/// Goes through the fields of one JSON object. Faults do not stop it: the first is kept and the rest is read, so that
/// the answer can name the event's id. Malformed JSON throws <see cref="JsonException"/>.
/// </summary>
internal ref struct FieldReader
{
    private Utf8JsonReader _json;

    public FieldReader(ReadOnlySpan<byte> json)
    {
        // No recursion stands behind the depth, and the size is limited: any depth is harmless.
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    /// <summary>Reads one field into a draft, or steps over it.</summary>
    public delegate void Step<TDraft>(ref FieldReader fields, ref SeenFields seen, ref TDraft draft);

    /// <summary>The first fault; null while there is none.</summary>
    public IngestionFault? Fault { get; private set; }

    /// <summary>
    /// Reads a whole text that must be one JSON object, field by field. <paramref name="what"/> is what the object is,
    /// for the sentence of a fault.
    /// </summary>
    /// <returns>The first fault; the draft then has what could be read.</returns>
    public static IngestionFault? ReadObject<TDraft>(
        ReadOnlySpan<byte> json, string what, ref TDraft draft, Step<TDraft> step)
    {
        if (!Utf8.IsValid(json))
        {
            return EventCode.InvalidUtf8.Fault();
        }

        var fields = new FieldReader(json);
        try
        {
            var isObject = fields.Begin();
            var seen = new SeenFields();
            while (isObject && fields.Next())
            {
                step(ref fields, ref seen, ref draft);
            }

            fields.End();
            return isObject ? fields.Fault : EventCode.EventNotAnObject.Fault($"The {what} is no JSON object.");
        }
        catch (JsonException)
        {
            return EventCode.MalformedJson.Fault($"The {what} is not well-formed JSON.");
        }
    }

    /// <summary>Steps into the object; false when the text is something else.</summary>
    public bool Begin() => _json.Read() && _json.TokenType == JsonTokenType.StartObject;

    /// <summary>Steps to the next field; false at the object's end.</summary>
    public bool Next() => _json.Read() && _json.TokenType == JsonTokenType.PropertyName;

    /// <summary>Makes sure that nothing comes after the object.</summary>
    public void End()
    {
        while (_json.Read())
        {
        }
    }

    /// <summary>
    /// Whether the field has this name; then its value is the one that is read next. <paramref name="number"/> (below
    /// 64) tells the fields of an object apart, to find one that is there twice.
    /// </summary>
    public bool Is(ReadOnlySpan<byte> name, int number, ref SeenFields seen)
    {
        if (!IsSame(name))
        {
            return false;
        }

        if (!seen.TryAdd(number))
        {
            Refuse(EventCode.DuplicateField, name, "is there twice");
        }

        _json.Read();
        return true;
    }

    /// <summary>The name of the field, whose value is the one that is read next; null when it is no text.</summary>
    public string? Name(ReadOnlySpan<byte> inside)
    {
        var name = Unescape(inside);
        _json.Read();
        return name;
    }

    /// <summary>Steps over a field that nobody reads.</summary>
    public void Skip() => _json.Skip();

    /// <summary>A text; null when it is absent, empty, or at fault.</summary>
    public string? Text(ReadOnlySpan<byte> field, int lengthMax, EventCode? tooLong = null)
    {
        if (!IsText(field))
        {
            return null;
        }

        var text = Unescape(field);
        if (text is null || text.Length == 0)
        {
            return null;
        }

        if (text.Length > lengthMax)
        {
            Refuse(tooLong ?? EventCode.FieldTooLong, field, $"has more than {lengthMax} characters");
            return null;
        }

        return text;
    }

    /// <summary>A text, number or truth value as text; null when it is absent, empty, or at fault.</summary>
    public string? Scalar(ReadOnlySpan<byte> field, int lengthMax)
    {
        if (_json.TokenType is not (JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False))
        {
            return Text(field, lengthMax);
        }

        if (_json.ValueSpan.Length > lengthMax)
        {
            Refuse(EventCode.FieldTooLong, field, $"has more than {lengthMax} characters");
            return null;
        }

        return System.Text.Encoding.UTF8.GetString(_json.ValueSpan);
    }

    /// <summary>A time of RFC 3339 in UTC; null when it is absent or at fault.</summary>
    public DateTimeOffset? Time(ReadOnlySpan<byte> field)
    {
        if (!IsText(field))
        {
            return null;
        }

        if (_json.ValueIsEscaped ? TryEscapedTime(field, out var time) : Rfc3339.TryRead(_json.ValueSpan, out time))
        {
            return time;
        }

        Fault ??= EventCode.AtInvalid.Fault();
        return null;
    }

    /// <summary>Whether the value is a text; null is nothing, and anything else a fault.</summary>
    public bool IsText(ReadOnlySpan<byte> field)
    {
        if (_json.TokenType == JsonTokenType.String)
        {
            return true;
        }

        if (_json.TokenType != JsonTokenType.Null)
        {
            Refuse(EventCode.FieldWrongType, field, "must be a text");
        }

        _json.Skip();
        return false;
    }

    /// <summary>Whether the value, a text, is this one.</summary>
    public readonly bool IsValue(ReadOnlySpan<byte> value) => IsSame(value);

    /// <summary>
    /// Whether the value is an object, whose fields come next; null is nothing, and anything else is a fault.
    /// </summary>
    public bool IsObject(ReadOnlySpan<byte> field, EventCode fault)
    {
        if (_json.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        if (_json.TokenType != JsonTokenType.Null)
        {
            Refuse(fault, field, "must be an object");
        }

        _json.Skip();
        return false;
    }

    /// <summary>Keeps a fault in its code's own words, unless there is one already.</summary>
    public void Refuse(EventCode code) => Fault ??= code.Fault();

    /// <summary>Keeps a fault of a field, unless there is one already.</summary>
    public void Refuse(EventCode code, ReadOnlySpan<byte> field, string predicate)
    {
        if (Fault is null)
        {
            var name = System.Text.Encoding.UTF8.GetString(field);
            Fault = code.Fault(code == EventCode.AgentInvalid
                ? code.Meaning
                : $"The field '{name}' {predicate}.");
        }
    }

    private readonly bool IsSame(ReadOnlySpan<byte> text)
    {
        try
        {
            return _json.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is equal to nothing.
            return false;
        }
    }

    // Some writers escape the plus of the offset.
    private bool TryEscapedTime(ReadOnlySpan<byte> field, out DateTimeOffset time) =>
        Rfc3339.TryRead(System.Text.Encoding.UTF8.GetBytes(Unescape(field) ?? ""), out time);

    private string? Unescape(ReadOnlySpan<byte> field)
    {
        try
        {
            var text = _json.GetString()!;
            if (!_json.ValueIsEscaped || !text.Contains('\0', StringComparison.Ordinal))
            {
                return text;
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: the reader has no other way to say so.
        }

        Refuse(EventCode.FieldInvalid, field, "has characters that are none: NUL, or half of a surrogate pair");
        return null;
    }
}

/// <summary>Which fields of one object were there.</summary>
internal struct SeenFields
{
    private ulong _bits;

    /// <summary>False when the field was there before.</summary>
    public bool TryAdd(int number)
    {
        var bit = 1UL << number;
        var isNew = (_bits & bit) == 0;
        _bits |= bit;
        return isNew;
    }
}
