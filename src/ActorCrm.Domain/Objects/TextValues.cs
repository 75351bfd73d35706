using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Objects;

/// <summary>Values that are texts: lines, options, ids.</summary>
internal static class TextValues
{
    /// <summary>
    /// The text of a value; false when it is another kind of JSON, or has half of a surrogate pair, which no database
    /// could keep.
    /// </summary>
    public static bool TryText(JsonValue value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (value.GetValueKind() != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = value.ToString();
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 alone.
            return false;
        }

        return IsWhole(text);
    }

    /// <summary>Whether a text has no half of a surrogate pair.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    /// <summary>Characters as people and databases count them: a surrogate pair is one.</summary>
    public static int Length(string text)
    {
        var count = 0;
        foreach (var character in text)
        {
            count += char.IsLowSurrogate(character) ? 0 : 1;
        }

        return count;
    }

    /// <summary>One line.</summary>
    public static FieldValue ReadLine(FieldDefinition field, string text)
    {
        if (HasControl(text) || text.AsSpan().ContainsAny('\u2028', '\u2029'))
        {
            return FieldValue.Mismatch("It is one line without control characters.");
        }

        // They make a line read as another one than it is; what is written from right to left needs none.
        var turns = text.AsSpan().ContainsAnyInRange('\u202A', '\u202E')
            || text.AsSpan().ContainsAnyInRange('\u2066', '\u2069');
        return turns
            ? FieldValue.Mismatch("It has no characters that turn the direction of writing (U+202A-202E, U+2066-2069).")
            : Fitting(text, LengthMax(field, FieldLimits.TextLengthMax));
    }

    /// <summary>Several lines; ends of lines are made one character each.</summary>
    public static FieldValue ReadLines(FieldDefinition field, string text)
    {
        var lines = text.ReplaceLineEndings("\n");
        return HasControl(lines.Replace('\n', ' ').Replace('\t', ' '))
            ? FieldValue.Mismatch("It has no control characters but tabs and ends of lines.")
            : Fitting(lines, LengthMax(field, FieldLimits.LongTextLengthMax));
    }

    /// <summary>The value of an option.</summary>
    public static FieldValue ReadOption(FieldDefinition field, string text)
    {
        const int namedMax = 20;
        var options = field.Options ?? [];
        if (Array.Exists(options, option => option.Value == text))
        {
            return FieldValue.Of(JsonValue.Create(text));
        }

        var named = string.Join(", ", options.Take(namedMax).Select(option => $"'{option.Value}'"));
        return FieldValue.OptionUnknown($"It is one of {named}{(options.Length > namedMax ? " …" : "")}.");
    }

    /// <summary>An id that this server made.</summary>
    public static FieldValue ReadId(string text, string what) => Guid.TryParseExact(text, "D", out var id)
        ? FieldValue.Of(JsonValue.Create(id.ToString("D", CultureInfo.InvariantCulture)))
        : FieldValue.Mismatch($"It is {what}.");

    /// <summary>The id of a record of the target; whether it exists is the caller's question.</summary>
    public static FieldValue ReadReference(FieldDefinition field, string text)
    {
        if (field.Target != BuiltInTypes.User)
        {
            return ReadId(text, $"the id of a record of type '{field.Target}'");
        }

        return GrainId.IsKey(text) && text.Length <= FieldLimits.UserIdLengthMax
            ? FieldValue.Of(JsonValue.Create(text))
            : FieldValue.Mismatch($"It is the id of a user: 1 to {FieldLimits.UserIdLengthMax} printable characters.");
    }

    /// <summary>Whether a text has a control character, U+0000 among them.</summary>
    public static bool HasControl(string text) => text.Any(char.IsControl);

    /// <summary>The smaller of the field's limit and that of its kind; for a list the field's counts values.</summary>
    public static int LengthMax(FieldDefinition field, int kindMax) =>
        field.Many ? kindMax : Math.Min(field.MaxLength ?? kindMax, kindMax);

    /// <summary>A text, unless it is longer than that.</summary>
    public static FieldValue Fitting(string text, int lengthMax) => Length(text) <= lengthMax
        ? FieldValue.Of(JsonValue.Create(text))
        : FieldValue.TooLong($"It has at most {lengthMax} characters.");
}
