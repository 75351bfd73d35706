using System.Globalization;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Records;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Criteria;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using Dapper;

namespace ActorCrm.Server.Search;

/// <summary>
/// The statements of a list of records. <see cref="Where"/> is the one place where it is decided which records a list
/// has.
/// </summary>
/// <remarks>
/// Records without a value in the first field of the order come last, and are read by a statement of their own: so each
/// statement asks for a range of one index, and a page costs the same however far behind it is.
/// </remarks>
internal sealed class RecordQuery
{
    private const string Row = "record";

    private static readonly FeatureSql Sql = FeatureSql.Load("Search/search");

    private readonly RecordSearch _search;
    private readonly RecordSource _source;
    private readonly SqlDialect _dialect;
    private readonly SqlPieces _pieces;
    private readonly CriteriaTable _table;
    private readonly FieldIndexes _indexes;
    private readonly IndexDriver? _driver;

    /// <summary>Plans a list.</summary>
    /// <param name="search">What is asked for.</param>
    /// <param name="indexes">The indexes that are ready.</param>
    /// <param name="dialect">The database.</param>
    public RecordQuery(RecordSearch search, FieldIndexes indexes, SqlDialect dialect)
    {
        _search = search;
        _indexes = indexes;
        _source = RecordSource.Of(search.Type.Name);
        _dialect = dialect;
        _pieces = new SqlPieces(Sql.For(dialect));
        _table = indexes.Table(_source);
        _driver = dialect == SqlDialect.Sqlite && !search.AreFew ? IndexDriver.Of(search, _table, _source) : null;
        Columns = [.. Order(isDriven: false)];
    }

    /// <summary>What the list is sorted by; the last is the id, so that no two records have the same place.</summary>
    public IReadOnlyList<OrderColumn> Columns { get; }

    /// <summary>Whether there are two statements: for records with a value in the first column, and without.</summary>
    public bool HasParts => Columns[0].IsNullable;

    /// <summary>The statement of a page; its parameter <c>take</c> is how many records it has at most.</summary>
    /// <param name="isWithout">Of the records that have no value in the first column; else of those that have.</param>
    /// <param name="after">Where the page before ended; null at the beginning of the part.</param>
    public RecordStatement Page(bool isWithout, RecordCursor? after)
    {
        var isDriven = _driver is { IsOrder: true } ? !isWithout : _driver is not null;
        IReadOnlyList<OrderColumn> columns = isDriven ? [.. Order(isDriven: true)] : Columns;
        var criteria = Criteria(isDriven);
        var values = Values(criteria);
        var conditions = Where(isDriven, criteria);
        if (HasParts)
        {
            conditions.Add(_pieces[isWithout ? "is_null" : "is_not_null", ("value", columns[0].Value)]);
        }

        var keys = columns.Where(column => !column.IsZero).ToList();
        columns = isWithout ? [.. columns.Skip(1)] : columns;
        if (after is not null)
        {
            var place = new Queue<string?>(after.Keys.Skip(isWithout ? 1 : 0));
            conditions.Add(After(
                columns, [.. columns.Select(column => column.IsZero ? "0" : place.Dequeue())],
                isFirstThere: !isWithout, values));
        }

        var order = columns.Select((column, i) => Place(column, isThere: i == 0 && !isWithout));
        return new RecordStatement(
            _pieces[
                "page", ("doc", _pieces[_source.HasOwnTable ? "doc_own" : "doc_shared"]), ("keys", Keys(keys)),
                ("from", From(isDriven)), ("where", string.Join("\n  AND ", conditions)),
                ("order", string.Join(", ", order))],
            values);
    }

    /// <summary>
    /// The statement that counts the records; its parameter <c>take</c> is the number at which it stops.
    /// </summary>
    public RecordStatement Count()
    {
        var isDriven = _driver is { IsOrder: false };
        var criteria = Criteria(isDriven);
        return new RecordStatement(
            _pieces[
                "count", ("from", From(isDriven)), ("where", string.Join("\n  AND ", Where(isDriven, criteria)))],
            Values(criteria));
    }

    /// <summary>
    /// Which records the list has: those of the type that are (or are not) deleted, that the network does not hide, and
    /// for which the criteria hold.
    /// </summary>
    private List<string> Where(bool isDriven, CriteriaSql? criteria)
    {
        var conditions = new List<string>();
        if (isDriven)
        {
            conditions.Add(_pieces["driver_field", ("index", Text(_driver!.Index))]);
        }

        if (isDriven && !_driver!.IsOrder)
        {
            conditions.Add(_pieces["same", ("value", _pieces["driver_value"]), ("operand", "@driven")]);
        }

        if (!_source.HasOwnTable)
        {
            conditions.Add(_pieces[_search.AreFew ? "of_type_few" : "of_type"]);
        }

        conditions.Add(_pieces[(_search.Deleted, _source.HasOwnTable) switch
        {
            (false, false) => "present_shared",
            (true, false) => "deleted_shared",
            (false, true) => "present_own",
            (true, true) => "deleted_own",
        }]);
        if (_search.Viewing is not null)
        {
            conditions.Add(VisibilitySql.Condition(
                _dialect, _source.HasOwnTable ? _search.Type.Name : ObjectRecord.Type, Row));
        }

        if (criteria is not null)
        {
            conditions.Add($"({criteria.Condition})");
        }

        return conditions;
    }

    /// <summary>
    /// The criteria. Where an index drives, they are asked of each record in turn: other indexes would first have all
    /// of theirs looked up.
    /// </summary>
    private CriteriaSql? Criteria(bool isDriven) => _search.Criteria is { } criteria
        ? CriteriaCompiler.Compile(
            criteria, Row,
            type => isDriven ? RecordSource.Of(type).Criteria() : _indexes.Table(RecordSource.Of(type)), _dialect)
        : null;

    private string From(bool isDriven) => _pieces[isDriven ? "from_index" : "from_table", ("table", _source.Table)];

    private DynamicParameters Values(CriteriaSql? criteria)
    {
        var values = new DynamicParameters();
        values.Add("type", _search.Type.Name);
        if (_search.Viewing is { } viewing)
        {
            values.Add("visible", viewing.Levels);
        }

        foreach (var (name, value) in criteria?.Values ?? new Dictionary<string, object>())
        {
            values.Add(name, value);
        }

        if (_driver?.Value is { } driven)
        {
            values.Add("driven", driven);
        }

        return values;
    }

    /// <summary>The fields of the order, then the time of creation where the table has it, then the id.</summary>
    private IEnumerable<OrderColumn> Order(bool isDriven)
    {
        var isDescending = _search.Sort.Count == 0 || _search.Sort[^1].Descending;
        foreach (var (field, descending) in _search.Sort)
        {
            var isOrder = isDriven && _driver!.IsOrder;
            var value = _search.AreFew
                ? _pieces["sorted_last", (
                    "value", CriteriaCompiler.Sorted(_search.Type.Name, field, _table, Row, _dialect))]
                : isOrder ? _pieces["driver_value"]
                : isDriven && field.Name == "createdAt" ? _pieces["driver_created"]
                : isDriven && field.Name == "id" ? _pieces["driver_id"]
                : CriteriaCompiler.Sorted(_search.Type.Name, field, _table, Row, _dialect);
            yield return new OrderColumn(
                value, descending, !_source.IsAlwaysThere(field), CriteriaForms.Of(field.Kind));
            if (field.Name == "id")
            {
                // Nothing comes behind what no two records share.
                yield break;
            }
        }

        if (!_source.HasOwnTable && !_search.Sort.Any(sort => sort.Field.Name is "createdAt" or "updatedAt"))
        {
            yield return new OrderColumn(
                _pieces[isDriven ? "driver_created" : "created"], isDescending, IsNullable: false, CriteriaForm.Moment);
        }
        else if (_source.HasOwnTable && isDriven)
        {
            yield return new OrderColumn(
                _pieces["driver_created"], isDescending, IsNullable: false, CriteriaForm.Moment)
            { IsZero = true };
        }

        yield return new OrderColumn(
            _pieces[isDriven ? "driver_id" : "id"], isDescending, IsNullable: false, CriteriaForm.Exact);
    }

    private string Keys(IReadOnlyList<OrderColumn> columns) => string.Concat(
        columns.Select((column, i) => _pieces["key", ("value", column.Value), ("at", Text(i))]));

    private string Place(OrderColumn column, bool isThere)
    {
        var order = _pieces[column.Descending ? "descending" : "ascending", ("value", column.Value)];
        return column.IsNullable && !isThere
            ? _pieces["nulls_last", ("value", column.Value), ("order", order)]
            : order;
    }

    /// <summary>
    /// What comes behind a place: as one comparison of rows, which a range of an index is, unless directions are mixed
    /// or values may be missing.
    /// </summary>
    private string After(
        IReadOnlyList<OrderColumn> columns, string?[] place, bool isFirstThere, DynamicParameters values)
    {
        string[] operands = [.. place.Select((_, i) => $"@after{Text(i)}")];
        foreach (var (i, key) in place.Index())
        {
            values.Add($"after{Text(i)}", key is null ? null : RecordCursor.Value(key, columns[i].Form, _dialect));
        }

        if (columns.All(column => column.Descending == columns[0].Descending)
            && columns.Index().All(column => !column.Item.IsNullable || (column.Index == 0 && isFirstThere)))
        {
            return _pieces[
                columns[0].Descending ? "row_before" : "row_behind",
                ("values", string.Join(", ", columns.Select(column => column.Value))),
                ("operands", string.Join(", ", operands))];
        }

        var ways = new List<string>();
        var same = new List<string>();
        foreach (var (i, column) in columns.Index())
        {
            var mayBeMissing = column.IsNullable && (i > 0 || !isFirstThere);
            if (place[i] is not null)
            {
                ways.Add(All([.. same, Behind(column, operands[i], mayBeMissing)]));
            }

            same.Add(place[i] is null
                ? _pieces["is_null", ("value", column.Value)]
                : _pieces["same", ("value", column.Value), ("operand", operands[i])]);
        }

        var any = $"({string.Join(" OR ", ways)})";
        return isFirstThere || !columns[0].IsNullable
            ? All([
                _pieces[
                    columns[0].Descending ? "not_behind" : "not_before", ("value", columns[0].Value),
                    ("operand", operands[0])],
                any])
            : any;
    }

    private string Behind(OrderColumn column, string operand, bool mayBeMissing)
    {
        var behind = _pieces[
            column.Descending ? "before" : "behind", ("value", column.Value), ("operand", operand)];
        return mayBeMissing ? $"({behind} OR {_pieces["is_null", ("value", column.Value)]})" : behind;
    }

    private static string All(IReadOnlyList<string> conditions) => $"({string.Join(" AND ", conditions)})";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A statement about records and its parameters; <c>take</c> is added by who runs it.</summary>
internal sealed record RecordStatement(string Text, DynamicParameters Values);
