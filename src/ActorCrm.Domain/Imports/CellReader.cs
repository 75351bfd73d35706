using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Imports;

/// <summary>
/// Reads the text of a cell as a field's value: as people and spreadsheets write it, not as JSON does. What it does not
/// understand it leaves as a text, for the field to refuse.
/// </summary>
/// <param name="format">How the file writes.</param>
/// <param name="readNumber">E.164 of a text, in the region of the import; null when it is no telephone number.</param>
public sealed partial class CellReader(ImportFormat format, Func<string, string?> readNumber)
{
    private static readonly string[] True = ["true", "1", "yes", "y", "t", "on", "x", "tak", "ja", "oui", "si", "sí"];
    private static readonly string[] False = ["false", "0", "no", "n", "f", "off", "nie", "nein", "non"];
    private static readonly string[] Times = ["HH:mm", "HH:mm:ss", "H:mm", "H:mm:ss"];

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(format.TimeZone);
    private readonly string[] _dateFormats = format.DateFormats ?? [.. ImportFormat.DateFormatsDefault];

    /// <summary>The value; null for a cell without one. A list for a field that has several values.</summary>
    public JsonNode? Read(FieldDefinition field, string cell)
    {
        if (field.Many || field.Kind == FieldKind.MultiSelect)
        {
            var values = CellText.Split(CellText.Unguarded(cell), format.ListSeparator)
                .Select(value => ReadOne(field, value)).OfType<JsonNode>().ToArray();
            return values.Length == 0 ? null : new JsonArray(values);
        }

        return ReadOne(field, CellText.Unguarded(cell));
    }

    /// <summary>A value of JSON: its texts are read as those of cells are, all else is left as it is.</summary>
    public JsonNode? Read(FieldDefinition field, JsonNode? value) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(one => Read(field, one))]),
        JsonValue one when one.TryGetValue<string>(out var text) => ReadOne(field, text),
        _ => value?.DeepClone(),
    };

    private JsonValue? ReadOne(FieldDefinition field, string text)
    {
        text = text.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        return field.Kind switch
        {
            FieldKind.Integer or FieldKind.Decimal => Number(text) ?? JsonValue.Create(text),
            FieldKind.Boolean => Truth(text) ?? JsonValue.Create(text),
            FieldKind.Date => Date(text) is { } date
                ? JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                : JsonValue.Create(text),
            FieldKind.DateTime => Moment(text),
            FieldKind.Select or FieldKind.MultiSelect => Option(field, text),
            FieldKind.Phone => JsonValue.Create(readNumber(text) ?? text),
            FieldKind.Text or FieldKind.LongText or FieldKind.Time or FieldKind.Duration or FieldKind.File
                or FieldKind.Url or FieldKind.Email or FieldKind.Reference => JsonValue.Create(text),
        };
    }

    private JsonValue? Number(string text)
    {
        var match = (format.DecimalSeparator == ',' ? CommaNumber() : PointNumber()).Match(text);
        if (!match.Success)
        {
            return null;
        }

        var digits = new StringBuilder(text.Length);
        foreach (var character in match.Groups["whole"].Value)
        {
            if (char.IsAsciiDigit(character))
            {
                digits.Append(character);
            }
        }

        var fraction = match.Groups["fraction"].Value;
        var written = $"{(text[0] is '-' or '\u2212' ? "-" : "")}{digits}{(fraction.Length > 0 ? $".{fraction}" : "")}";
        return decimal.TryParse(
            written, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number)
            ? JsonValue.Create(number)
            : null;
    }

    private static JsonValue? Truth(string text) =>
        True.Contains(text, StringComparer.OrdinalIgnoreCase) ? JsonValue.Create(true)
        : False.Contains(text, StringComparer.OrdinalIgnoreCase) ? JsonValue.Create(false)
        : null;

    private DateOnly? Date(string text) => DateOnly.TryParseExact(
        text, _dateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    // With an offset it is what the field reads; without one, a time of the clock in the import's zone.
    private JsonValue Moment(string text)
    {
        if (Rfc3339.TryRead(Encoding.UTF8.GetBytes(text), out _))
        {
            return JsonValue.Create(text);
        }

        var cut = text.IndexOfAny([' ', 'T']);
        var time = TimeOnly.MinValue;
        if (Date(cut < 0 ? text : text[..cut]) is not { } date
            || (cut >= 0 && !TimeOnly.TryParseExact(
                text.AsSpan(cut + 1).Trim(), Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out time)))
        {
            return JsonValue.Create(text);
        }

        var local = date.ToDateTime(time);
        var offset = _zone.GetUtcOffset(local);
        return JsonValue.Create(new DateTimeOffset(local, TimeSpan.Zero).Subtract(offset).UtcDateTime
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    private static JsonValue Option(FieldDefinition field, string text)
    {
        var options = field.Options ?? [];
        var found = Array.Find(options, option => option.Value == text)
            ?? Array.Find(options, option => string.Equals(option.Value, text, StringComparison.OrdinalIgnoreCase))
            ?? Array.Find(options, option => option.Label?.Values.Any(
                label => string.Equals(label, text, StringComparison.OrdinalIgnoreCase)) == true);
        return JsonValue.Create(found?.Value ?? text);
    }

    // Thousands stand in groups of three after a space, an apostrophe, or the sign that is not the decimal's.
    [GeneratedRegex(
        @"^[+\-\u2212]?(?<whole>[0-9]{1,3}(?:[,'\u2019 \u00a0\u202f][0-9]{3})+|[0-9]+)(?:\.(?<fraction>[0-9]+))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex PointNumber();

    [GeneratedRegex(
        @"^[+\-\u2212]?(?<whole>[0-9]{1,3}(?:[.'\u2019 \u00a0\u202f][0-9]{3})+|[0-9]+)(?:,(?<fraction>[0-9]+))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex CommaNumber();
}
