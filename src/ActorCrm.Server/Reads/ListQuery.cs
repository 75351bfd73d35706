using System.Text;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Criteria;
using ActorCrm.Server.Hosting;
using Dapper;

namespace ActorCrm.Server.Reads;

/// <summary>
/// A list's statement with the filters that a request asks for. The filters are fixed texts of the same file, put where
/// the statement says <c>{filters}</c>; what a request says is never a part of the text, only a parameter. A filter
/// that is not asked for is not there, so that the database sees what it can use an index for.
/// </summary>
internal sealed class ListQuery(FeatureSql sql, string statement)
{
    /// <summary>Longest time that a list may take, in seconds.</summary>
    private const int SecondsMax = 30;

    private const string Filters = "{filters}";
    private const string Visible = "{visible}";
    private const string Table = "{table}";

    private readonly List<string> _filters = [];
    private readonly List<CriteriaSql> _criteria = [];
    private readonly DynamicParameters _values = new();
    private (string Type, string Row)? _visible;
    private string? _table;

    /// <summary>Adds a filter and its parameter; neither when there is no value.</summary>
    public ListQuery Where(string filter, string parameter, object? value)
    {
        if (value is not null)
        {
            _filters.Add(filter);
            _values.Add(parameter, value);
        }

        return this;
    }

    /// <summary>Adds a filter without a parameter if it is wanted.</summary>
    public ListQuery Where(string filter, bool isWanted)
    {
        if (isWanted)
        {
            _filters.Add(filter);
        }

        return this;
    }

    /// <summary>
    /// Adds criteria, once, compiled for the database that is read and for the name that the statement has for a row.
    /// </summary>
    public ListQuery Where(CriteriaSql criteria)
    {
        _criteria.Add(criteria);
        foreach (var (parameter, value) in criteria.Values)
        {
            _values.Add(parameter, value);
        }

        return this;
    }

    /// <summary>
    /// Leaves out what the network hides from who asks; of nobody who sees all. The condition is put where the
    /// statement says <c>{visible}</c>, else behind the filters.
    /// </summary>
    /// <param name="viewing">Who asks; null when nothing is hidden from them.</param>
    /// <param name="type">The grain type that the rows are the states of, or <c>timeline</c>.</param>
    /// <param name="row">The name that the statement has for a row; the type when null.</param>
    public ListQuery VisibleTo(Viewing? viewing, string type, string? row = null)
    {
        if (viewing is not null)
        {
            _visible = (type, row ?? type);
            _values.Add("visible", viewing.Levels);
        }

        return this;
    }

    /// <summary>
    /// Names the text of the same file that is put where the statement says <c>{table}</c>, for statements that are
    /// the same for several tables.
    /// </summary>
    public ListQuery From(string table)
    {
        _table = table;
        return this;
    }

    /// <summary>Sets a parameter of the statement or of a filter.</summary>
    public ListQuery With(string parameter, object? value)
    {
        _values.Add(parameter, value);
        return this;
    }

    /// <summary>The statement as it is sent.</summary>
    public string Text(SqlDialect dialect)
    {
        var words = sql.For(dialect);
        var filters = new StringBuilder();
        foreach (var filter in _filters)
        {
            filters.Append('\n').Append(words[filter]);
        }

        foreach (var criteria in _criteria)
        {
            filters.Append('\n').Append(criteria.Filter);
        }

        var visible = _visible is var (type, row) ? $"\n{VisibilitySql.Filter(dialect, type, row)}" : "";
        var text = words[statement];
        if (text.Contains(Visible, StringComparison.Ordinal))
        {
            text = text.Replace(Visible, visible, StringComparison.Ordinal);
        }
        else
        {
            filters.Append(visible);
        }

        text = text.Replace(Filters, filters.ToString(), StringComparison.Ordinal);
        return _table is null ? text : text.Replace(Table, words[_table], StringComparison.Ordinal);
    }

    /// <summary>Reads the rows.</summary>
    public async Task<IReadOnlyList<TRow>> ReadAsync<TRow>(ReadDatabase database, CancellationToken stop)
    {
        await using var connection = _criteria.Count > 0
            ? await database.OpenForCriteriaAsync(stop)
            : await database.OpenAsync(stop);
        var rows = await connection.QueryAsync<TRow>(new CommandDefinition(
            Text(database.Dialect), _values, commandTimeout: SecondsMax, cancellationToken: stop));
        return rows.AsList();
    }

    /// <summary>Reads one row; null when there is none.</summary>
    public async Task<TRow?> ReadOneAsync<TRow>(ReadDatabase database, CancellationToken stop)
        where TRow : class
    {
        var rows = await ReadAsync<TRow>(database, stop);
        return rows.Count == 0 ? null : rows[0];
    }
}

/// <summary>A stored state as a list reads it.</summary>
/// <param name="Id">The grain's key.</param>
/// <param name="Version">Raised by each change.</param>
/// <param name="Doc">The state as JSON.</param>
internal sealed record StateRow(string Id, long Version, string Doc);

/// <summary>A stored state in a list that is sorted by a text.</summary>
/// <param name="Id">The grain's key.</param>
/// <param name="Version">Raised by each change.</param>
/// <param name="Sort">The text; only read where the id alone is not the order.</param>
/// <param name="Doc">The state as JSON.</param>
internal sealed record SortedRow(string Id, long Version, string? Sort, string Doc);
