using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Templates;

/// <summary>The families of tags (spec/tags.md).</summary>
public enum TagFamily
{
    /// <summary>A field of a record that the communication refers to, of the centre, or of who writes.</summary>
    Communication,

    /// <summary>An address made for one recipient that does something when it is followed; e-mail only.</summary>
    Link,

    /// <summary>What a notification run knows of a recipient.</summary>
    Notification,

    /// <summary>A text that is typed when the communication is written.</summary>
    Unrestricted,
}

/// <summary>A tag that templates may use.</summary>
/// <param name="Path">Its name: <c>contact.first_name</c>.</param>
/// <param name="Family">Its family.</param>
/// <param name="Description">What it stands for, in English.</param>
/// <param name="Example">What it looks like in a text.</param>
public sealed record Tag(string Path, TagFamily Family, string Description, string Example)
{
    /// <summary>All of the name but its last part.</summary>
    public string Prefix { get; } = Path[..Path.LastIndexOf('.')];

    /// <summary>The last part of the name.</summary>
    public string Name { get; } = Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>
    /// The object type of the record that must be referred to; null when none must: the contact is always there.
    /// </summary>
    public string? Entity { get; init; }

    /// <summary>The field that it reads; null when it reads none.</summary>
    public FieldDefinition? Field { get; init; }

    /// <summary>Whether only the first value of the field is meant.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Whether a loop may go through it.</summary>
    public bool IsList { get; init; }

    /// <summary>Names of the parts of its items (<c>this.amount</c>); null when they have none.</summary>
    public string[]? Parts { get; init; }

    /// <summary>Whether the field is an amount of money in the record's <c>currency</c>.</summary>
    public bool IsMoney { get; init; }
}

/// <summary>A tag whose value is typed when the communication is written.</summary>
/// <param name="Name">Letters, digits and <c>_</c>; written <c>custom.name</c>.</param>
/// <param name="Label">What people are asked for; the name when null.</param>
/// <param name="Required">Whether a communication is not completed without a value.</param>
/// <param name="Default">The value where none is typed.</param>
public sealed record UnrestrictedTag(string Name, string? Label = null, bool Required = false, string? Default = null);
