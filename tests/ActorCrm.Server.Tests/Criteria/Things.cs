using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;
using ActorCrm.Server.Criteria;

namespace ActorCrm.Server.Tests.Criteria;

/// <summary>An object type with fields of every kind, in a document and in columns.</summary>
internal static class Things
{
    public const string Table = "criteria_thing";

    /// <summary>Fields that the table has as columns.</summary>
    public static readonly FieldDefinition[] Columns =
    [
        new("title", FieldKind.Text), new("code", FieldKind.Select), new("day", FieldKind.Date),
        new("total", FieldKind.Integer), new("open", FieldKind.Boolean), new("since", FieldKind.DateTime),
    ];

    public static readonly ObjectType Type = new(
        "thing",
        [
            new("name", FieldKind.Text), new("note", FieldKind.LongText), new("site", FieldKind.Url),
            new("mail", FieldKind.Email), new("phone", FieldKind.Phone), new("count", FieldKind.Integer),
            new("price", FieldKind.Decimal), new("active", FieldKind.Boolean), new("born", FieldKind.Date),
            new("at", FieldKind.DateTime), new("opens", FieldKind.Time), new("lasts", FieldKind.Duration),
            new("status", FieldKind.Select), new("file", FieldKind.File), new("tags", FieldKind.MultiSelect),
            new("owner", FieldKind.Reference) { Target = "thing" },
            new("friends", FieldKind.Reference) { Target = "thing", Many = true },
            .. Many("name", FieldKind.Text), .. Many("phone", FieldKind.Phone), .. Many("count", FieldKind.Integer),
            .. Many("price", FieldKind.Decimal), .. Many("active", FieldKind.Boolean), .. Many("born", FieldKind.Date),
            .. Many("at", FieldKind.DateTime), .. Many("opens", FieldKind.Time), .. Many("lasts", FieldKind.Duration),
            .. Columns,
        ],
        Version: 1);

    public static readonly CriteriaSchema Schema = new(Type, name => name == Type.Name ? Type : null, Region: "PL");

    private static readonly CriteriaTable Stored = new(
        Table,
        field => Array.Exists(Columns, column => column.Name == field.Name)
            ? new FieldPlace.Column(field.Name)
            : new FieldPlace.Document("fields", field.Name),
        keyPrefix: "thing/",
        presence: "record_present");

    public static CriteriaTable TableOf(string objectType) => objectType == Type.Name
        ? Stored
        : throw new InvalidOperationException($"There is no table of '{objectType}'.");

    private static FieldDefinition[] Many(string name, FieldKind kind) =>
        [new($"{name}s", kind) { Many = true }];
}

/// <summary>A record of the type in memory.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Fields">Its values as JSON.</param>
internal sealed record Thing(string Id, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Whether references no longer lead to it.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>All its values as one JSON object.</summary>
    public string Json => $"{{{string.Join(",", Fields.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";

    public override string ToString() => $"{Id} {Json}";
}

/// <summary>The records of a question in memory, one of them in hand.</summary>
internal sealed class ThingRecord(Thing thing, IReadOnlyDictionary<string, Thing> all) : ICriteriaRecord
{
    public JsonElement Value(string field) =>
        thing.Fields.TryGetValue(field, out var json) ? JsonElement.Parse(json) : default;

    public ICriteriaRecord? Find(string objectType, string id) =>
        objectType == "thing" && all.TryGetValue(id, out var found) && !found.IsDeleted
            ? new ThingRecord(found, all)
            : null;
}
