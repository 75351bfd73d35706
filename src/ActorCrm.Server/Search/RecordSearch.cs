using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;
using ActorCrm.Server.Access.Visibility;

namespace ActorCrm.Server.Search;

/// <summary>Which records of a type are asked for, and in which order.</summary>
/// <param name="Type">The type, with its own fields only.</param>
/// <param name="Criteria">What must hold; null: nothing must.</param>
/// <param name="Sort">
/// The order; records without a value come last, whichever way it goes. Empty: the newest first.
/// </param>
/// <param name="Deleted">Deleted records only; else those that are not deleted only.</param>
internal sealed record RecordSearch(
    ObjectType Type, FixedCriteria? Criteria, IReadOnlyList<SortField> Sort, bool Deleted = false)
{
    /// <summary>
    /// Whether the criteria leave few records, so that those are found first and sorted then; else the database may
    /// read the order until it has found enough.
    /// </summary>
    public bool AreFew { get; init; }

    /// <summary>Who asks, if the network hides records from them; else null.</summary>
    public Viewing? Viewing { get; init; }
}

/// <summary>A field that a list is sorted by.</summary>
/// <param name="Field">The field; it has one value.</param>
/// <param name="Descending">The greatest first.</param>
internal readonly record struct SortField(FieldDefinition Field, bool Descending)
{
    /// <summary>Most fields that a list is sorted by.</summary>
    public const int CountMax = 3;

    /// <summary>
    /// Reads <c>field</c> or <c>-field</c>; null with the reason when a list cannot be sorted by it.
    /// </summary>
    public static (SortField? Sort, string? Fault) Read(string text, ObjectType type)
    {
        var isDescending = text.StartsWith('-');
        var name = isDescending ? text[1..] : text;
        var field = type.Find(name)
            ?? SearchedTypes.WithSystemFields(type with { Fields = [] }).Find(name);
        return field is null ? (null, $"'{type.Name}' has no such field.")
            : field.IsList() ? (null, "A list of values has no place in an order.")
            : (new SortField(field, isDescending), null);
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => Descending ? $"-{Field.Name}" : Field.Name;
}
