using System.Data.Common;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;
using ActorCrm.Server.Criteria;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace ActorCrm.Server.Tests.Criteria;

/// <summary>A table of things in one of the databases.</summary>
internal sealed class ThingStore : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly SqlDialect _dialect;
    private readonly PostgresStore? _store;

    private ThingStore(DbConnection connection, SqlDialect dialect, PostgresStore? store)
    {
        _connection = connection;
        _dialect = dialect;
        _store = store;
    }

    public static ThingStore Sqlite()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        CriteriaFunctions.AddTo(connection);
        var store = new ThingStore(connection, SqlDialect.Sqlite, null);
        store.Run("""
            CREATE TABLE criteria_thing (
              id TEXT PRIMARY KEY, doc TEXT NOT NULL, title TEXT, code TEXT, day TEXT, total INTEGER, open INTEGER,
              since INTEGER, created_at INTEGER, deleted INTEGER NOT NULL) STRICT
            """);
        return store;
    }

    public static async Task<ThingStore> PostgresAsync(PostgresFixture postgres)
    {
        var migrated = new PostgresStore(postgres);
        await migrated.MakeAsync();
        var store = new ThingStore(migrated.Open(), SqlDialect.Postgres, migrated);
        store.Run("""
            CREATE TABLE criteria_thing (
              id text COLLATE "C" PRIMARY KEY, doc jsonb NOT NULL, title text COLLATE "C", code text COLLATE "C",
              day text COLLATE "C", total bigint, open boolean, since bigint, created_at bigint,
              deleted boolean NOT NULL)
            """);
        return store;
    }

    /// <summary>Replaces what the table holds.</summary>
    public void Keep(IEnumerable<Thing> things)
    {
        Run("DELETE FROM criteria_thing");
        foreach (var thing in things)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = """
                INSERT INTO criteria_thing (id, doc, title, code, day, total, open, since, created_at, deleted)
                VALUES (@id, @doc, @title, @code, @day, @total, @open, @since, 1, @deleted)
                """;
            Add(command, "id", $"thing/{thing.Id}");
            Add(command, "doc", $"{{\"fields\":{thing.Json}}}");
            Add(command, "deleted", thing.IsDeleted);
            foreach (var column in Things.Columns)
            {
                Add(command, column.Name, Value(column, thing));
            }

            if (command.Parameters["doc"] is NpgsqlParameter doc)
            {
                doc.NpgsqlDbType = NpgsqlDbType.Jsonb;
            }

            command.ExecuteNonQuery();
        }
    }

    /// <summary>The ids for which criteria hold.</summary>
    public IReadOnlyList<string> Find(FixedCriteria criteria) =>
        [.. Read(criteria, "SELECT id FROM criteria_thing WHERE {0} ORDER BY id", 0)
            .Select(id => id["thing/".Length..])];

    /// <summary>How the database finds them.</summary>
    public string Plan(FixedCriteria criteria) => _dialect == SqlDialect.Sqlite
        ? string.Join('\n', Read(criteria, "EXPLAIN QUERY PLAN SELECT id FROM criteria_thing WHERE {0}", 3))
        : string.Join('\n', Read(criteria, "EXPLAIN SELECT id FROM criteria_thing WHERE {0}", 0));

    private List<string> Read(FixedCriteria criteria, string statement, int column)
    {
        var sql = CriteriaCompiler.Compile(criteria, Things.Table, Things.TableOf, _dialect);
        using var command = _connection.CreateCommand();
        command.CommandText = statement.Replace("{0}", sql.Condition, StringComparison.Ordinal);
        foreach (var (name, value) in sql.Values)
        {
            Add(command, name, value);
        }

        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(column));
        }

        return texts;
    }

    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public object? Scalar(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            Add(command, name, value);
        }

        return command.ExecuteScalar();
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    /// <summary>What a generated column would hold.</summary>
    private object? Value(FieldDefinition column, Thing thing)
    {
        var json = thing.Fields.TryGetValue(column.Name, out var text) ? JsonElement.Parse(text) : default;
        return column.Kind switch
        {
            _ when json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null => null,
            FieldKind.Integer => json.GetInt64(),
            FieldKind.Boolean when _dialect == SqlDialect.Sqlite => json.GetBoolean() ? 1L : 0L,
            FieldKind.Boolean => json.GetBoolean(),
            FieldKind.DateTime => new DateTimeOffset(json.GetDateTime()).ToUnixTimeMilliseconds(),
            _ => json.GetString(),
        };
    }

    private static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}
