using ActorCrm.Runtime.Grains;
using Npgsql;
using NpgsqlTypes;

namespace ActorCrm.Runtime.Storage.Postgres;

/// <summary>
/// Statements that go to the server together and are answered together: one round trip and, since nothing else is said
/// on the connection meanwhile, one transaction. Values are bound to the statement added last, in the order of its
/// parameters.
/// </summary>
internal sealed class PostgresBatch(SqlFile sql) : IDisposable
{
    private readonly NpgsqlBatch _batch = new();
    private NpgsqlBatchCommand _last = null!;

    /// <summary>Adds a statement of the runtime's file, on an entity table if it is one of those.</summary>
    public PostgresBatch Add(string name, string table = "")
    {
        _last = new NpgsqlBatchCommand(sql[name].Replace("{table}", table, StringComparison.Ordinal));
        _batch.BatchCommands.Add(_last);
        return this;
    }

    /// <summary>Binds a number, a text, or an array of either.</summary>
    public PostgresBatch Bind<T>(T value)
        where T : notnull
    {
        _last.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return this;
    }

    /// <summary>Binds a text of any origin, or none.</summary>
    public PostgresBatch BindText(string? text)
    {
        _last.Parameters.Add(new NpgsqlParameter<string?>
        {
            NpgsqlDbType = NpgsqlDbType.Text,
            TypedValue = StoredText.Clean(text),
        });
        return this;
    }

    /// <summary>Binds a time.</summary>
    public PostgresBatch Bind(DateTimeOffset time) => Bind(time.ToUnixTimeMilliseconds());

    /// <summary>Binds the states of entities.</summary>
    public PostgresBatch BindDocs(byte[][] docs) => BindArray(docs, NpgsqlDbType.Jsonb);

    /// <summary>Binds JSON that is kept as it is.</summary>
    public PostgresBatch BindJson(byte[]?[] payloads) => BindArray(payloads, NpgsqlDbType.Json);

    /// <summary>Binds a column of the rows to write.</summary>
    public PostgresBatch Column<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(rows[i]);
        }

        return Bind(column);
    }

    /// <summary>Binds a column of JSON of the rows to write.</summary>
    public PostgresBatch JsonColumn<TRow>(IReadOnlyList<TRow> rows, Func<TRow, byte[]?> value)
    {
        var column = new byte[rows.Count][];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(rows[i])!;
        }

        return BindJson(column);
    }

    /// <summary>Binds the two columns of the grains of rows to write.</summary>
    public PostgresBatch GrainColumns<TRow>(IReadOnlyList<TRow> rows, Func<TRow, GrainId> grain) =>
        Column(rows, row => grain(row).Type).Column(rows, row => grain(row).Key);

    /// <summary>Binds a column of times.</summary>
    public PostgresBatch TimeColumn<TRow>(IReadOnlyList<TRow> rows, Func<TRow, DateTimeOffset> time) =>
        Column(rows, row => time(row).ToUnixTimeMilliseconds());

    /// <summary>Binds a column of texts of any origin.</summary>
    public PostgresBatch TextColumn<TRow>(IReadOnlyList<TRow> rows, Func<TRow, string?> text) =>
        Column(rows, row => StoredText.Clean(text(row)));

    /// <summary>Awaits the answer for so long, rather than for the time of the connection.</summary>
    public PostgresBatch Within(TimeSpan timeout)
    {
        _batch.Timeout = (int)Math.Ceiling(timeout.TotalSeconds);
        return this;
    }

    /// <summary>Runs it all; returns how many rows it changed.</summary>
    public async Task<int> RunAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        _batch.Connection = connection;
        return await _batch.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Runs it all; makes the rows of its only statement that has some.</summary>
    public async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection, Func<NpgsqlDataReader, T> make, CancellationToken stop)
    {
        _batch.Connection = connection;
        await using var reader = await _batch.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await reader.ReadAsync(stop))
        {
            rows.Add(make(reader));
        }

        // An error of the last statement, or of the commit, comes after its rows.
        await reader.NextResultAsync(stop);
        return rows;
    }

    public void Dispose() => _batch.Dispose();

    private PostgresBatch BindArray(byte[]?[] values, NpgsqlDbType element)
    {
        _last.Parameters.Add(new NpgsqlParameter<byte[]?[]>
        {
            NpgsqlDbType = NpgsqlDbType.Array | element,
            TypedValue = values,
        });
        return this;
    }
}
