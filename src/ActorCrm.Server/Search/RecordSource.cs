using System.Text.Json;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Tasks;
using ActorCrm.Server.Criteria;

namespace ActorCrm.Server.Search;

/// <summary>
/// Where the records of an object type are: in a table of their own (contacts, organizations, deals, tasks), or in the
/// one of all others.
/// </summary>
internal sealed class RecordSource
{
    private const string Fields = "fields";

    private static readonly Dictionary<string, string[]> Common = new(StringComparer.Ordinal)
    {
        ["updatedBy"] = ["record", "updatedBy"],
        ["deletedAt"] = ["record", "deletedAt"],
        ["deletedBy"] = ["record", "deletedBy"],
        ["utmSource"] = ["utm", "tags", "source"],
        ["utmMedium"] = ["utm", "tags", "medium"],
        ["utmCampaign"] = ["utm", "tags", "campaign"],
        ["utmContent"] = ["utm", "tags", "content"],
        ["utmTerm"] = ["utm", "tags", "term"],
    };

    private static readonly Dictionary<string, RecordSource> Own = new(StringComparer.Ordinal)
    {
        [Contact.Type] = new(
            Contact.Type,
            ["name", "phones", "emails", "ownerId", "landingPage", "clientId", "madeBy"],
            new() { ["ownerId"] = "owner_id", ["organizationId"] = "organization_id" },
            new(Common) { ["organizationId"] = ["organization", "id"], ["createdBy"] = ["madeBy"] }),
        [Organization.Type] = new(
            Organization.Type, ["name", "ownerId", "madeBy"], new() { ["ownerId"] = "owner_id" },
            new(Common) { ["createdBy"] = ["madeBy"] }),
        [Deal.Type] = new(
            Deal.Type,
            ["title", "contactId", "organizationId", "ownerId", "status", "closedAt", "madeBy"],
            new() { ["contactId"] = "contact_id", ["ownerId"] = "owner_id", ["status"] = "status" },
            new(Common) { ["createdBy"] = ["madeBy"] }),
        [CrmTask.Type] = new(
            CrmTask.Type,
            [
                "subject", "text", "assigneeId", "completed", "dueAt", "dealId", "contactId", "call", "clientNumber",
                "clientName", "recordings", "completedAt", "completedBy",
            ],
            new()
            {
                ["assigneeId"] = "assignee_id",
                ["completed"] = "completed",
                ["dueAt"] = "due_at",
                ["dealId"] = "deal_id",
                ["contactId"] = "contact_id",
            },
            new(Common) { ["createdBy"] = ["call"] }),
    };

    private readonly HashSet<string> _members;
    private readonly Dictionary<string, string> _columns;
    private readonly Dictionary<string, string[]> _paths;

    private RecordSource(
        string type, string[] members, Dictionary<string, string> columns, Dictionary<string, string[]> paths)
    {
        (ObjectType, Table, KeyPrefix, HasOwnTable) = (type, type, "", true);
        _members = [.. members, "createdAt", "updatedAt"];
        _columns = new(columns, StringComparer.Ordinal) { ["version"] = "version" };
        _paths = paths;
    }

    private RecordSource(string type)
    {
        (ObjectType, Table, KeyPrefix, HasOwnTable) = (type, ObjectRecord.Type, $"{type}/", false);
        _members = ["version", "createdAt", "createdBy", "updatedAt", "updatedBy", "deletedAt", "deletedBy"];
        _columns = new(StringComparer.Ordinal) { ["createdAt"] = "created_at", ["updatedAt"] = "updated_at" };
        _paths = [];
    }

    /// <summary>The types with tables of their own.</summary>
    public static IEnumerable<string> OwnTables => Own.Keys;

    /// <summary>The type.</summary>
    public string ObjectType { get; }

    /// <summary>The table.</summary>
    public string Table { get; }

    /// <summary>What stands before a record's id in the column <c>id</c>.</summary>
    public string KeyPrefix { get; }

    /// <summary>Whether the table has records of this type alone.</summary>
    public bool HasOwnTable { get; }

    /// <summary>Where the records of a type are.</summary>
    public static RecordSource Of(string objectType) =>
        Own.TryGetValue(objectType, out var own) ? own : new RecordSource(objectType);

    /// <summary>The table as criteria see it.</summary>
    /// <param name="index">The number of a field in <c>field_value</c>; null where there is none.</param>
    public CriteriaTable Criteria(Func<FieldDefinition, long?>? index = null) => new(
        Table, Place, KeyPrefix, HasOwnTable ? "not_hidden" : "record_present", index, Lookup);

    /// <summary>The names on the way to a field in the document.</summary>
    public string[] Path(FieldDefinition field) =>
        _paths.TryGetValue(field.Name, out var path) ? path
        : _members.Contains(field.Name) ? [field.Name]
        : [Fields, field.Name];

    /// <summary>Whether the order by a system field is that of a column which every record has.</summary>
    public bool IsAlwaysThere(FieldDefinition field) =>
        Place(field) is FieldPlace.Key or FieldPlace.Column { Name: "version" or "created_at" or "updated_at" };

    /// <summary>A value of a document; null when there is none.</summary>
    public static JsonElement? Find(JsonElement doc, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (doc.ValueKind != JsonValueKind.Object || !doc.TryGetProperty(name, out doc))
            {
                return null;
            }
        }

        var isEmpty = doc.ValueKind is JsonValueKind.Null
            || (doc.ValueKind == JsonValueKind.Array && doc.GetArrayLength() == 0);
        return isEmpty ? null : doc;
    }

    private string? Lookup(FieldDefinition field) => (ObjectType, field.Name) switch
    {
        (Contact.Type, "phones") => "contact_phone",
        (Contact.Type, "emails") => "contact_email",
        _ => null,
    };

    private FieldPlace Place(FieldDefinition field) =>
        field.Name == "id" ? new FieldPlace.Key()
        : _columns.TryGetValue(field.Name, out var column) ? new FieldPlace.Column(column)
        : new FieldPlace.Document(Path(field));
}

/// <summary>The fields of a type that lists and criteria know: its own, and those that the server keeps.</summary>
internal static class SearchedTypes
{
    /// <summary>What paths of criteria can mean for records of a type.</summary>
    public static CriteriaSchema Schema(ObjectTypes types, ObjectType root, string? region) =>
        new(WithSystemFields(root), name => types.Find(name) is { } type ? WithSystemFields(type) : null, region);

    /// <summary>A type with the fields that the server keeps; the id refers to the record itself.</summary>
    public static ObjectType WithSystemFields(ObjectType type) => type with
    {
        Fields =
        [
            .. type.Fields,
            .. SystemFields.All.Select(field => field.Name == "id"
                ? field with { Kind = FieldKind.Reference, Target = type.Name }
                : field),
        ],
    };
}
