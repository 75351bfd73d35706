namespace ActorCrm.Domain.Objects;

/// <summary>
/// An object type as somebody writes it: the whole of a custom type, or the custom fields of a built-in one. What a
/// reading gave may be sent back: built-in fields, if they are as they were, change nothing.
/// </summary>
/// <param name="Label">What people call the type, by language (<c>en</c>, <c>de-AT</c>).</param>
/// <param name="TitleField">The field that names a record to people.</param>
/// <param name="Fields">All fields, in the order in which people see them; those left out are removed.</param>
public sealed record ObjectTypeDraft(
    Dictionary<string, string>? Label = null, string? TitleField = null, FieldDraft?[]? Fields = null);

/// <summary>A field as somebody writes it.</summary>
/// <param name="Name">
/// A small letter, then letters, digits or <c>_</c>, at most 64; in a built-in type with <c>c_</c> in front.
/// </param>
/// <param name="Kind">What it holds.</param>
/// <param name="Label">Its label by language.</param>
/// <param name="Required">Default: false.</param>
/// <param name="Creatable">Default: true.</param>
/// <param name="Updatable">Default: true.</param>
/// <param name="MaxLength">Most characters of a text, most values of a list. Default: the limit of the kind.</param>
/// <param name="Options">What a select or multi-select offers.</param>
/// <param name="Target">The object type that a reference points to.</param>
/// <param name="Many">Default: false.</param>
/// <param name="Unique">Default: false.</param>
/// <param name="Indexed">Default: false.</param>
/// <param name="Custom">Not looked at: what comes with the program is known.</param>
public sealed record FieldDraft(
    string? Name = null,
    FieldKind? Kind = null,
    Dictionary<string, string>? Label = null,
    bool? Required = null,
    bool? Creatable = null,
    bool? Updatable = null,
    int? MaxLength = null,
    FieldOption?[]? Options = null,
    string? Target = null,
    bool? Many = null,
    bool? Unique = null,
    bool? Indexed = null,
    bool? Custom = null)
{
    /// <summary>The field; for a draft with a name and a kind.</summary>
    internal FieldDefinition Definition(bool custom) => new(Name!, Kind!.Value)
    {
        Label = Label is { Count: > 0 } ? Label : null,
        Required = Required ?? false,
        Creatable = Creatable ?? true,
        Updatable = Updatable ?? true,
        MaxLength = MaxLength,
        Options = Options is { Length: > 0 } ? [.. Options.OfType<FieldOption>()] : null,
        Target = Target,
        Many = Many ?? false,
        Unique = Unique ?? false,
        Indexed = Indexed ?? false,
        Custom = custom,
    };
}
