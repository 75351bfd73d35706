using System.Text.RegularExpressions;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Server.Criteria;

/// <summary>Where the records of an object type are stored, and their fields in it.</summary>
internal sealed partial class CriteriaTable
{
    private readonly Func<FieldDefinition, FieldPlace> _place;
    private readonly Func<FieldDefinition, long?>? _index;
    private readonly Func<FieldDefinition, string?>? _lookup;

    /// <summary>Describes a table with the columns <c>id</c> and <c>doc</c>.</summary>
    /// <param name="name">The table.</param>
    /// <param name="place">Where it has a field.</param>
    /// <param name="keyPrefix">What stands before an id of the object type in the column <c>id</c>.</param>
    /// <param name="presence">
    /// The piece of <c>criteria.*.sql</c> that tells rows which are records from those which are not, or not any more:
    /// references do not lead to these. Null when all rows are.
    /// </param>
    /// <param name="index">
    /// The number under which <c>field_value</c> has all values of a field; null when it has not. Only SQLite has that
    /// table: what PostgreSQL has as an index, its planner finds by itself.
    /// </param>
    /// <param name="lookup">
    /// The piece of <c>criteria.*.sql</c> that finds the records with one of some values of a list, by a table that has
    /// them; null when there is none.
    /// </param>
    public CriteriaTable(
        string name, Func<FieldDefinition, FieldPlace> place, string keyPrefix = "", string? presence = null,
        Func<FieldDefinition, long?>? index = null, Func<FieldDefinition, string?>? lookup = null)
    {
        _place = place;
        _index = index;
        _lookup = lookup;
        Name = Checked(name);
        KeyPrefix = keyPrefix;
        Presence = presence;
    }

    /// <summary>The table's name.</summary>
    public string Name { get; }

    /// <summary>What stands before an id in the column <c>id</c>.</summary>
    public string KeyPrefix { get; }

    /// <summary>The piece that tells whether a row is a record; null when all are.</summary>
    public string? Presence { get; }

    /// <summary>Where the table has a field.</summary>
    public FieldPlace Place(FieldDefinition field) => _place(field);

    /// <summary>The number of a field in <c>field_value</c>; null when it is not there.</summary>
    public long? Index(FieldDefinition field) => _index?.Invoke(field);

    /// <summary>The piece that finds records by values of a list; null when there is none.</summary>
    public string? Lookup(FieldDefinition field) => _lookup?.Invoke(field);

    /// <summary>
    /// A name that becomes a part of a statement. Throws <see cref="InvalidOperationException"/> for what could be more
    /// than a name; object types do not let such names in, and this does not rely on it.
    /// </summary>
    internal static string Checked(string name) => NameText().IsMatch(name)
        ? name
        : throw new InvalidOperationException("A name in compiled criteria has characters that no name has.");

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,63}\z")]
    private static partial Regex NameText();
}

/// <summary>Where a table has a field.</summary>
internal abstract record FieldPlace
{
    private FieldPlace()
    {
    }

    /// <summary>A member of the document, by the names on the way to it.</summary>
    /// <param name="Names">Such as <c>fields</c> and the name of the field.</param>
    internal sealed record Document(params string[] Names) : FieldPlace;

    /// <summary>
    /// A column: text, of whole numbers, a boolean (0 and 1 on SQLite), or of Unix milliseconds for a time.
    /// </summary>
    /// <param name="Name">The column, in small letters.</param>
    internal sealed record Column(string Name) : FieldPlace;

    /// <summary>The id of the record itself: the column <c>id</c> behind the table's key prefix.</summary>
    internal sealed record Key : FieldPlace;
}
