namespace ActorCrm.Domain.Objects;

/// <summary>A field of an object type (spec/mapping.md §6.2).</summary>
/// <param name="Name">
/// Its name in JSON, case-sensitive: a small letter, then letters, digits or <c>_</c>; at most 64 characters.
/// </param>
/// <param name="Kind">What it holds.</param>
public sealed record FieldDefinition(string Name, FieldKind Kind)
{
    /// <summary>Its label by language (<c>en</c>, <c>de-AT</c>); the name stands in for a missing one.</summary>
    public IReadOnlyDictionary<string, string>? Label { get; init; }

    /// <summary>Whether each record has a value for it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether who creates a record may set it.</summary>
    public bool Creatable { get; init; } = true;

    /// <summary>Whether it may be changed later.</summary>
    public bool Updatable { get; init; } = true;

    /// <summary>Most characters of a text, most values of a list; the limit of the kind when null.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What a select or multi-select offers; null for other kinds.</summary>
    public FieldOption[]? Options { get; init; }

    /// <summary>The object type that a reference points to; null for other kinds.</summary>
    public string? Target { get; init; }

    /// <summary>Whether there may be several values: the JSON value is a list then.</summary>
    public bool Many { get; init; }

    /// <summary>Whether no two records may have the same value (in the kind's normal form).</summary>
    public bool Unique { get; init; }

    /// <summary>Whether the database has an index for it, so that lists may filter and sort by it quickly.</summary>
    public bool Indexed { get; init; }

    /// <summary>Whether somebody added it at run time; built-in fields come with the program.</summary>
    public bool Custom { get; init; }
}

/// <summary>One of the values of a select.</summary>
/// <param name="Value">What is stored, case-sensitive.</param>
/// <param name="Label">What people read, by language; the value stands in for a missing one.</param>
public sealed record FieldOption(string Value, IReadOnlyDictionary<string, string>? Label = null);
