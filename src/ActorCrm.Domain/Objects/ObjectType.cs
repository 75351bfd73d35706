namespace ActorCrm.Domain.Objects;

/// <summary>
/// A type of records: what fields they have (grain <c>object_type</c>, key = name). Built-in types come with the
/// program and can be given custom fields; custom ones have a namespace in front: <c>stores.agency</c>.
/// </summary>
/// <param name="Name">
/// Case-sensitive: a letter, then letters, digits or <c>_</c>; in custom types with a namespace and a point in front.
/// </param>
/// <param name="Fields">Its fields, in the order in which people see them.</param>
/// <param name="Version">Raised by each change.</param>
public sealed record ObjectType(string Name, FieldDefinition[] Fields, int Version)
{
    /// <summary>The grain type.</summary>
    public const string Type = "object_type";

    /// <summary>What people call the type, by language.</summary>
    public IReadOnlyDictionary<string, string>? Label { get; init; }

    /// <summary>The field that names a record to people; null when its id does.</summary>
    public string? TitleField { get; init; }

    /// <summary>Whether somebody added it at run time.</summary>
    public bool Custom { get; init; }

    /// <summary>The field of a name; null when there is none.</summary>
    public FieldDefinition? Find(string name) => Array.Find(Fields, field => field.Name == name);

    /// <summary>
    /// The reference that a step of a path follows, under its name or without the <c>Id</c> at its end:
    /// <c>account.balance</c> goes through <c>accountId</c>. Null when there is none.
    /// </summary>
    public FieldDefinition? FindReference(string step) =>
        (Find(step) ?? Find($"{step}Id")) is { Kind: FieldKind.Reference } reference ? reference : null;
}
