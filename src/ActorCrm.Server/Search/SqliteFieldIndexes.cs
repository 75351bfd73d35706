using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;
using ActorCrm.Runtime.Storage.Sqlite;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ActorCrm.Server.Search;

/// <summary>
/// Indexes of fields on SQLite: rows of <c>field_value</c>, which triggers write with the records. What was there
/// before an index is read in small transactions, so that commits wait for none of them long.
/// </summary>
internal sealed class SqliteFieldIndexes(SqliteDatabase database, FieldIndexes indexes, TimeProvider clock)
    : IFieldIndexStore
{
    /// <summary>Records, or values to drop, of one transaction.</summary>
    private const int BatchMax = 500;

    /// <summary>How long a list may still use an index after nothing wants it: longer than any list takes.</summary>
    private static readonly TimeSpan DropDelay = TimeSpan.FromMinutes(1);

    private static readonly FeatureSql Sql = FeatureSql.Load("Search/field_indexes");

    private readonly SqlPieces _pieces = new(Sql.For(SqlDialect.Sqlite));
    private readonly Dictionary<long, DateTimeOffset> _unwantedSince = [];

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, FieldIndexState>> ReadAsync(ObjectType type, CancellationToken stop)
    {
        using var connection = database.OpenReader();
        var rows = List(connection).ToDictionary(row => row.Key);
        return Task.FromResult<IReadOnlyDictionary<string, FieldIndexState>>(FieldIndex.Wanted(type).ToDictionary(
            index => index.Field.Name,
            index => !rows.TryGetValue(IndexRow.KeyOf(index), out var row) ? FieldIndexState.Waiting
                : row.State == "ready" ? FieldIndexState.Ready
                : FieldIndexState.Building));
    }

    /// <inheritdoc/>
    public Task KeepAsync(ObjectTypes types, CancellationToken stop) => Task.Run(() => Keep(types, stop), stop);

    private void Keep(ObjectTypes types, CancellationToken stop)
    {
        using var connection = database.OpenUpkeep();
        var wanted = FieldIndex.Wanted(types).ToDictionary(IndexRow.KeyOf);
        var made = List(connection);
        Use(made, wanted);
        if (wanted.Keys.Except(made.Where(row => row.State != "dropping").Select(row => row.Key)).Any())
        {
            Add(connection, made, wanted);
        }

        foreach (var row in List(connection).Where(row => row.State == "building"))
        {
            if (wanted.TryGetValue(row.Key, out var index))
            {
                Fill(connection, row, index, stop);
            }
        }

        var filled = List(connection);
        Use(filled, wanted);
        foreach (var row in filled)
        {
            if (wanted.ContainsKey(row.Key))
            {
                _unwantedSince.Remove(row.Number);
            }
            else
            {
                Drop(connection, row, stop);
            }
        }
    }

    /// <summary>
    /// Adds what is missing; of types without records it is ready at once. All of it is one wait for the disk.
    /// </summary>
    private void Add(SqliteConnection connection, List<IndexRow> made, Dictionary<IndexKey, FieldIndex> wanted)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var (key, index) in wanted)
        {
            if (made.Find(row => row.Key == key) is not { State: not "dropping" })
            {
                connection.Execute(
                    _pieces["index_add"],
                    new
                    {
                        type = key.ObjectType,
                        field = key.Field,
                        form = key.Form,
                        path = key.Path,
                        table = index.Source.Table,
                    },
                    transaction);
            }
        }

        foreach (var row in List(connection, transaction).Where(row => row.State == "building"))
        {
            if (wanted.TryGetValue(row.Key, out var index) && Next(connection, row, index, "", transaction) is null)
            {
                connection.Execute(_pieces["index_ready"], new { number = row.Number }, transaction);
            }
        }

        transaction.Commit();
    }

    private List<IndexRow> List(SqliteConnection connection, SqliteTransaction? transaction = null) =>
        [.. connection.Query<IndexRow>(_pieces["index_list"], transaction: transaction)];

    /// <summary>The last of the next records that an index is to have; null when there are no more.</summary>
    private string? Next(
        SqliteConnection connection, IndexRow row, FieldIndex index, string after, SqliteTransaction transaction)
    {
        var source = index.Source;

        // Behind the slash of a prefix comes 0; the ids of tables of their own are digits and letters.
        var end = source.HasOwnTable ? "~" : $"{row.ObjectType}0";
        return connection.ExecuteScalar<string?>(
            _pieces["index_next", ("row", source.Table)],
            new { after, begin = source.KeyPrefix, end, take = BatchMax }, transaction);
    }

    private void Use(List<IndexRow> rows, Dictionary<IndexKey, FieldIndex> wanted) => indexes.Set(
        from row in rows
        where row.State == "ready" && wanted.ContainsKey(row.Key)
        select KeyValuePair.Create(
            (row.ObjectType, row.Field, Enum.Parse<CriteriaForm>(row.Form)), row.Number));

    private void Fill(SqliteConnection connection, IndexRow row, FieldIndex index, CancellationToken stop)
    {
        var source = index.Source;
        var created = _pieces[source.HasOwnTable ? "index_created_own" : "index_created_shared"];
        while (!stop.IsCancellationRequested)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            var after = connection.ExecuteScalar<string>(
                _pieces["index_where"], new { number = row.Number }, transaction) ?? "";
            var last = Next(connection, row, index, after, transaction);
            if (last is null)
            {
                connection.Execute(_pieces["index_ready"], new { number = row.Number }, transaction);
                transaction.Commit();
                return;
            }

            connection.Execute(
                _pieces["index_fill", ("row", source.Table), ("created", created)],
                new
                {
                    number = row.Number,
                    path = row.Path,
                    form = row.Form,
                    after = Max(after, source.KeyPrefix),
                    last,
                },
                transaction);
            connection.Execute(_pieces["index_done_to"], new { number = row.Number, last }, transaction);
            transaction.Commit();
        }
    }

    private void Drop(SqliteConnection connection, IndexRow row, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (!_unwantedSince.TryGetValue(row.Number, out var since))
        {
            _unwantedSince.Add(row.Number, since = now);
        }

        if (now - since < DropDelay && row.State != "dropping")
        {
            return;
        }

        connection.Execute(_pieces["index_drop"], new { number = row.Number });
        while (!stop.IsCancellationRequested)
        {
            if (connection.Execute(_pieces["index_empty"], new { number = row.Number, take = BatchMax }) == 0)
            {
                connection.Execute(_pieces["index_forget"], new { number = row.Number });
                _unwantedSince.Remove(row.Number);
                return;
            }
        }
    }

    private static string Max(string one, string other) => string.CompareOrdinal(one, other) > 0 ? one : other;

    private sealed record IndexRow(
        long Number, string ObjectType, string Field, string Form, string Path, string State)
    {
        public IndexKey Key => new(ObjectType, Field, Form, Path);

        public static IndexKey KeyOf(FieldIndex index) =>
            new(index.Source.ObjectType, index.Field.Name, index.Form.ToString(), index.Path);
    }

    private readonly record struct IndexKey(string ObjectType, string Field, string Form, string Path);
}
