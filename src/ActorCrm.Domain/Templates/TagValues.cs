using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Templates;

/// <summary>What one communication knows: the records it refers to, and what was typed.</summary>
/// <param name="Catalogue">The tags there are.</param>
/// <param name="Format">The reader's language, for the labels of options.</param>
public sealed record TagSources(TagCatalogue Catalogue, LanguageFormat Format)
{
    /// <summary>Fields of the records, by the name that tags have for their type.</summary>
    public IReadOnlyDictionary<string, JsonObject> Records { get; init; } =
        ImmutableDictionary<string, JsonObject>.Empty;

    /// <summary>Tags whose values are there already, by name: of the centre, of a notification run.</summary>
    public IReadOnlyDictionary<string, TagValue> Given { get; init; } = ImmutableDictionary<string, TagValue>.Empty;

    /// <summary>Values of unrestricted tags, by name without <c>custom.</c>.</summary>
    public IReadOnlyDictionary<string, string> Typed { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Titles of records that are referred to, by object type and id; null when there is none.</summary>
    public Func<string, string, string?> Title { get; init; } = (_, _) => null;

    /// <summary>Addresses of dynamic links, by the name of the link; null where links lead nowhere.</summary>
    public Func<string, string>? Links { get; init; }

    /// <summary>What <see cref="ITagValues.Track"/> gives; null where clicks are not counted.</summary>
    public Func<string, string>? Track { get; init; }
}

/// <summary>Values of tags for one communication.</summary>
public sealed class TagValues(TagSources sources) : ITagValues
{
    /// <inheritdoc/>
    public TagValue Find(TagPath path)
    {
        if (path.Entity == TagNames.Custom)
        {
            return sources.Typed.TryGetValue(path.Field, out var typed) ? new TagValue.Text(typed) : TagValue.Nothing;
        }

        if (sources.Given.TryGetValue(path.Text, out var given))
        {
            return given;
        }

        if (sources.Catalogue.Find(path) is not { } tag)
        {
            return TagValue.Nothing;
        }

        if (tag.Family == TagFamily.Link)
        {
            return sources.Links is { } links ? new TagValue.Text(links(tag.Name)) : TagValue.Nothing;
        }

        return tag.Field is { } field && sources.Records.TryGetValue(tag.Prefix, out var record)
            ? Of(tag, field, record)
            : TagValue.Nothing;
    }

    /// <inheritdoc/>
    public string Track(string address) => sources.Track is { } track ? track(address) : address;

    private TagValue Of(Tag tag, FieldDefinition field, JsonObject record)
    {
        var value = record[field.Name];
        var currency = tag.IsMoney ? Text(record["currency"]) : null;
        return value switch
        {
            null => TagValue.Nothing,
            JsonArray { Count: 0 } => TagValue.Nothing,
            JsonArray list when tag.IsFirst => One(tag, field, list[0], currency),
            JsonArray list => new TagValue.List([.. list.Select(item => One(tag, field, item, currency))]),
            _ => One(tag, field, value, currency),
        };
    }

    private TagValue One(Tag tag, FieldDefinition field, JsonNode? value, string? currency)
    {
        if (field.Kind is FieldKind.Integer or FieldKind.Decimal)
        {
            return value is JsonValue single && single.TryGetValue<decimal>(out var number)
                ? tag.IsMoney ? new TagValue.Money(number, currency) : new TagValue.Number(number)
                : TagValue.Nothing;
        }

        if (field.Kind == FieldKind.Boolean)
        {
            return value is JsonValue single && single.TryGetValue<bool>(out var truth)
                ? new TagValue.Truth(truth)
                : TagValue.Nothing;
        }

        return Text(value) is not { Length: > 0 } text ? TagValue.Nothing : field.Kind switch
        {
            FieldKind.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) => new TagValue.Day(day),
            FieldKind.DateTime when DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment) =>
                new TagValue.Moment(moment),
            FieldKind.Time when TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) =>
                new TagValue.Clock(time),
            FieldKind.Select or FieldKind.MultiSelect => new TagValue.Text(Label(field, text)),
            FieldKind.Reference => sources.Title(field.Target ?? "", text) is { } title
                ? new TagValue.Text(title)
                : TagValue.Nothing,
            _ => new TagValue.Text(text),
        };
    }

    private string Label(FieldDefinition field, string value)
    {
        var label = field.Options?.FirstOrDefault(option => option.Value == value)?.Label;
        return label?.GetValueOrDefault(sources.Format.Language) ?? label?.GetValueOrDefault("en") ?? value;
    }

    private static string? Text(JsonNode? value) =>
        value is JsonValue single && single.TryGetValue<string>(out var text) ? text : null;
}
