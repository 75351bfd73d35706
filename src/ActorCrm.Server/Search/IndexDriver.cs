using ActorCrm.Domain.Criteria;
using ActorCrm.Server.Criteria;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Search;

/// <summary>
/// An index of SQLite that a list is read in the order of: of the field that it is sorted by, or of a field that must
/// have one value, whose records are in the order of their creation there. SQLite's planner, which knows nothing of how
/// often values are, is not asked.
/// </summary>
/// <param name="Index">The number of the field in <c>field_value</c>.</param>
/// <param name="Value">The value that the field has; null when the list is sorted by it.</param>
internal sealed record IndexDriver(long Index, object? Value)
{
    /// <summary>Whether the list is sorted by the field.</summary>
    public bool IsOrder => Value is null;

    /// <summary>The driver of a list; null when none is of use.</summary>
    public static IndexDriver? Of(RecordSearch search, CriteriaTable table, RecordSource source)
    {
        if (search.Sort is [var sort] && table.Index(sort.Field) is { } ordered)
        {
            return new IndexDriver(ordered, null);
        }

        var isByCreation = search.Sort is []
            || (search.Sort is [var only] && only.Field.Name == (source.HasOwnTable ? "id" : "createdAt"));
        return isByCreation ? Equality(search.Criteria?.Root, table) : null;
    }

    private static IndexDriver? Equality(Criterion? criterion, CriteriaTable table) => criterion switch
    {
        AllOf all => all.Parts.Select(part => Equality(part, table)).FirstOrDefault(driver => driver is not null),
        Comparison { Operator: CriteriaOperator.Equals, Path.Steps.Length: 1 } comparison
            when table.Index(comparison.Path.Field) is { } index =>
            new IndexDriver(index, Operand(comparison)),
        _ => null,
    };

    private static object Operand(Comparison comparison) =>
        CriteriaParameters.Value(SqlDialect.Sqlite, comparison.Form, SortedText.Cut(comparison.Operands[0]));
}
