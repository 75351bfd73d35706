using System.Data;
using System.Globalization;
using Npgsql;

namespace ActorCrm.Bench;

/// <summary>A transaction that holds a snapshot open, as a forgotten session or a long backup does.</summary>
internal sealed class HeldSnapshot : IAsyncDisposable
{
    private static readonly string[] Queues = ["inbox", "reminder", "effect", "reply"];

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private HeldSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    public static async Task<HeldSnapshot> TakeAsync(BenchStore store)
    {
        var connection = new NpgsqlConnection(store.ConnectionString);
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using var look = new NpgsqlCommand("SELECT count(*) FROM cluster", connection, transaction);
        await look.ExecuteScalarAsync();
        return new HeldSnapshot(connection, transaction);
    }

    /// <summary>Lets the snapshot go and tells how large the queue tables are.</summary>
    public async Task PrintQueuesAsync(BenchStore store)
    {
        await _transaction.RollbackAsync();
        foreach (var queue in Queues)
        {
            var rows = await store.ScalarAsync<long>($"SELECT count(*) FROM {queue}");
            var size = await store.ScalarAsync<long>($"SELECT pg_total_relation_size('{queue}')");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {queue,-10} {rows,10:n0} rows {size / 1048576.0,10:n1} MiB"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
