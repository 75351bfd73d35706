namespace ActorCrm.Domain.Objects;

/// <summary>
/// What every record has whatever its type, kept by the server: lists and criteria may name them, but nobody sets
/// them, and no field of a type has one of their names.
/// </summary>
public static class SystemFields
{
    /// <summary>All of them, in the order in which people see them.</summary>
    public static IReadOnlyList<FieldDefinition> All { get; } =
    [
        Kept("id", FieldKind.Text, "Id"),
        Kept("version", FieldKind.Integer, "Version"),
        Kept("createdAt", FieldKind.DateTime, "Created at"),
        Kept("createdBy", FieldKind.Text, "Created by"),
        Kept("updatedAt", FieldKind.DateTime, "Updated at"),
        Kept("updatedBy", FieldKind.Text, "Updated by"),
        Kept("deletedAt", FieldKind.DateTime, "Deleted at"),
        Kept("deletedBy", FieldKind.Text, "Deleted by"),
    ];

    /// <summary>The system field of a name; null when there is none.</summary>
    public static FieldDefinition? Find(string name) => All.FirstOrDefault(field => field.Name == name);

    private static FieldDefinition Kept(string name, FieldKind kind, string label) => new(name, kind)
    {
        Label = new Dictionary<string, string>(StringComparer.Ordinal) { ["en"] = label },
        Creatable = false,
        Updatable = false,
    };
}
