using System.Text.Json;
using System.Text.RegularExpressions;
using ActorCrm.Domain.Objects;
using ActorCrm.Server.Criteria;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using Dapper;
using Npgsql;

namespace ActorCrm.Server.Search;

/// <summary>
/// Indexes of fields on PostgreSQL: one on the expression of each, which compiled criteria and orders name in the same
/// words, for the records of its type that have a value. Types without records have none: an index that holds nothing
/// still costs every plan.
/// </summary>
internal sealed partial class PostgresFieldIndexes : IFieldIndexStore, IAsyncDisposable
{
    /// <summary>One for the lock, one that makes indexes.</summary>
    private const int ConnectionsMax = 2;

    private static readonly FeatureSql Sql = FeatureSql.Load("Search/field_indexes");

    private readonly SqlPieces _pieces = new(Sql.For(SqlDialect.Postgres));
    private readonly NpgsqlDataSource _source;
    private readonly ReadDatabase _database;

    /// <summary>Connects to nothing yet.</summary>
    public PostgresFieldIndexes(PostgresSettings settings, ReadDatabase database)
    {
        _source = settings.Source("actorcrm indexes", ConnectionsMax);
        _database = database;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, FieldIndexState>> ReadAsync(ObjectType type, CancellationToken stop)
    {
        await using var connection = await _database.OpenAsync(stop);
        var made = (await connection.QueryAsync<IndexRow>(new CommandDefinition(
            _pieces["index_list"], cancellationToken: stop))).ToDictionary(row => row.Name);
        return FieldIndex.Wanted(type).ToDictionary(
            index => index.Field.Name,
            index => !made.TryGetValue(index.Name, out var row) ? FieldIndexState.Waiting
                : row.IsValid ? FieldIndexState.Ready
                : FieldIndexState.Building);
    }

    /// <inheritdoc/>
    public async Task KeepAsync(ObjectTypes types, CancellationToken stop)
    {
        await using var guard = await _source.OpenConnectionAsync(stop);
        await using var transaction = await guard.BeginTransactionAsync(stop);
        if (!await guard.ExecuteScalarAsync<bool>(_pieces["index_lock"]))
        {
            return;
        }

        await guard.ExecuteAsync(_pieces["index_lock_keep"]);
        await using var connection = await _source.OpenConnectionAsync(stop);

        // What another silo saved a moment ago may not have come here; under the lock, the database is asked.
        var docs = await connection.QueryAsync<string>(_pieces["index_types"]);
        types = ObjectTypes.From(
            docs.Select(doc => JsonSerializer.Deserialize(doc, ObjectTypeJson.Default.SavedObjectType)!));
        var made = (await connection.QueryAsync<IndexRow>(_pieces["index_list"])).ToDictionary(row => row.Name);
        var wanted = FieldIndex.Wanted(types).ToDictionary(index => index.Name);
        var used = new Dictionary<string, bool>(StringComparer.Ordinal);
        var grown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, index) in wanted)
        {
            if (made.TryGetValue(name, out var row) && row.IsValid)
            {
                continue;
            }

            if (!used.TryGetValue(index.Source.ObjectType, out var isUsed))
            {
                isUsed = await IsUsedAsync(connection, index.Source);
                used.Add(index.Source.ObjectType, isUsed);
            }

            if (isUsed)
            {
                // One that is not valid was being made when its process died.
                await RunAsync(connection, _pieces["index_drop", ("name", name)], stop);
                await RunAsync(connection, Creation(index), stop);
                grown.Add(index.Source.Table);
            }
        }

        foreach (var table in grown)
        {
            await RunAsync(connection, _pieces["index_analyze", ("table", table)], stop);
        }

        foreach (var name in made.Keys.Where(name => !wanted.ContainsKey(name) && IndexName().IsMatch(name)))
        {
            await RunAsync(connection, _pieces["index_drop", ("name", name)], stop);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private Task<bool> IsUsedAsync(NpgsqlConnection connection, RecordSource source) => source.HasOwnTable
        ? connection.ExecuteScalarAsync<bool>(_pieces["index_used_own", ("table", source.Table)])
        : connection.ExecuteScalarAsync<bool>(_pieces["index_used_shared"], new { type = source.ObjectType });

    private string Creation(FieldIndex index)
    {
        var source = index.Source;
        if (!TypeName().IsMatch(source.ObjectType))
        {
            throw new InvalidOperationException("The name of an object type has characters that no name has.");
        }

        var value = CriteriaCompiler.Sorted(
            source.ObjectType, index.Field, source.Criteria(), source.Table, SqlDialect.Postgres);
        return _pieces[
            "index_create", ("name", index.Name), ("table", source.Table), ("value", value),
            ("ties", _pieces[source.HasOwnTable ? "index_ties_own" : "index_ties_shared"]),
            ("condition", _pieces[
                source.HasOwnTable ? "index_of_own" : "index_of_shared", ("type", source.ObjectType),
                ("value", value)])];
    }

    // As long as it takes: of ten million records, minutes.
    private static Task<int> RunAsync(NpgsqlConnection connection, string text, CancellationToken stop) =>
        connection.ExecuteAsync(new CommandDefinition(text, commandTimeout: 0, cancellationToken: stop));

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,63}(\.[A-Za-z][A-Za-z0-9_]{0,63})?\z")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^field_[0-9a-f]{24}\z")]
    private static partial Regex IndexName();

    private sealed record IndexRow(string Name, bool IsValid, string TableName);
}
