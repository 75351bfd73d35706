using ActorCrm.Domain.Objects;
using ActorCrm.Server.Search;

namespace ActorCrm.Server.Objects;

/// <summary>An object type as the API shows it.</summary>
/// <param name="Name">Case-sensitive; of a custom type with a namespace and a point in front.</param>
/// <param name="Label">What people call it, by language.</param>
/// <param name="TitleField">The field that names a record to people; null when its id does.</param>
/// <param name="Custom">Whether somebody made it; false: it comes with the program.</param>
/// <param name="Fields">Its fields, in the order in which people see them; custom ones of a built-in type last.</param>
/// <param name="Version">Raised by each save; 0: nobody saved it, and it is as the program brings it.</param>
public sealed record ObjectTypeView(
    string Name, IReadOnlyDictionary<string, string>? Label, string? TitleField, bool Custom, FieldView[] Fields,
    int Version)
{
    /// <summary>Shows a type.</summary>
    public static ObjectTypeView Of(ObjectType type) => new(
        type.Name, type.Label, type.TitleField, type.Custom, Array.ConvertAll(type.Fields, FieldView.Of), type.Version);

    /// <summary>The same, with how far the indexes of its fields are.</summary>
    internal ObjectTypeView With(IReadOnlyDictionary<string, FieldIndexState> indexes) => this with
    {
        Fields = Array.ConvertAll(Fields, field => indexes.TryGetValue(field.Name, out var state)
            ? field with { Index = state }
            : field),
    };
}

/// <summary>A field as the API shows it.</summary>
/// <param name="Name">Its name in JSON, case-sensitive.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Label">Its label by language; the name stands in for a missing one.</param>
/// <param name="Required">Whether each record has a value for it.</param>
/// <param name="Creatable">Whether who creates a record may set it.</param>
/// <param name="Updatable">Whether it may be changed later.</param>
/// <param name="MaxLength">Most characters of a text, most values of a list; null: the limit of the kind.</param>
/// <param name="Options">What a select or multi-select offers.</param>
/// <param name="Target">The object type that a reference points to.</param>
/// <param name="Many">Whether its value is a list.</param>
/// <param name="Unique">Whether no two records may have the same value.</param>
/// <param name="Indexed">Whether lists filter and sort by it quickly.</param>
/// <param name="Custom">Whether somebody added it; false: it comes with the program.</param>
/// <param name="Index">
/// How far the index of an indexed field is, where one type is read: it waits for the first record of the type, is
/// being made, or is ready.
/// </param>
public sealed record FieldView(
    string Name,
    FieldKind Kind,
    IReadOnlyDictionary<string, string>? Label,
    bool Required,
    bool Creatable,
    bool Updatable,
    int? MaxLength,
    FieldOption[]? Options,
    string? Target,
    bool Many,
    bool Unique,
    bool Indexed,
    bool Custom,
    FieldIndexState? Index = null)
{
    /// <summary>Shows a field.</summary>
    public static FieldView Of(FieldDefinition field) => new(
        field.Name, field.Kind, field.Label, field.Required, field.Creatable, field.Updatable, field.MaxLength,
        field.Options, field.Target, field.Many, field.Unique, field.Indexed, field.Custom);
}

/// <summary>
/// Makes or changes a custom type, or replaces the custom fields of a built-in one. What a reading gave may be sent
/// back: built-in fields that are as they were change nothing, and may as well be left out.
/// </summary>
/// <param name="Fields">All fields, in the order in which people see them; those left out are removed.</param>
/// <param name="Label">What people call the type, by language (<c>en</c>, <c>de-AT</c>).</param>
/// <param name="TitleField">The field that names a record to people.</param>
/// <param name="IfVersion">Refused unless this version stands, 0: a new type; so does <c>If-Match</c>.</param>
public sealed record SaveObjectTypeRequest(
    FieldDraft?[]? Fields, Dictionary<string, string>? Label = null, string? TitleField = null, int? IfVersion = null)
{
    internal ObjectTypeDraft Draft() => new(Label, TitleField, Fields);
}
