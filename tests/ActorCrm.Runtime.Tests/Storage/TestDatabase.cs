using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Postgres;
using ActorCrm.Runtime.Storage.Sqlite;
using ActorCrm.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActorCrm.Runtime.Tests.Storage;

/// <summary>A database of one test's own; disposing of it closes the storage and removes it.</summary>
public interface ITestDatabase : IAsyncDisposable
{
    /// <summary>A storage on it, not opened, of a silo of a cluster; the one before is closed.</summary>
    Task<IStorage> StorageAsync(string clusterName = ClusterName.Default);

    /// <summary>Writes a migration that no program knows.</summary>
    Task PretendNewerAsync();
}

internal sealed class SqliteTestDatabase : ITestDatabase
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "actorcrm-" + Guid.NewGuid().ToString("n"));
    private SqliteDatabase? _database;
    private SqliteStorage? _storage;

    public async Task<IStorage> StorageAsync(string clusterName = ClusterName.Default)
    {
        await CloseAsync();
        _database = SqliteDatabase.Open(_directory);
        _storage = new SqliteStorage(_database, [Counting.Migrations], clusterName: clusterName);
        return _storage;
    }

    public async Task PretendNewerAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_database!.FilePath}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO migration (owner, number, name) VALUES ('runtime', 9999, 'future')";
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task CloseAsync()
    {
        if (_storage is not null)
        {
            await _storage.DisposeAsync();
            _database!.Dispose();
        }
    }
}

internal sealed class PostgresTestDatabase(PostgresFixture postgres) : ITestDatabase
{
    private PostgresServer _server = null!;
    private PostgresDatabase? _database;

    /// <summary>How to reach it as the superuser; null before the first storage.</summary>
    public string? ConnectionString { get; private set; }

    /// <summary>Where its server listens.</summary>
    public int Port => _server.Port;

    public async Task<IStorage> StorageAsync(string clusterName = ClusterName.Default)
    {
        _server = await postgres.ServerAsync();
        ConnectionString ??= await _server.CreateDatabaseAsync("counting", async template =>
        {
            await using var database = new PostgresDatabase(new PostgresOptions { ConnectionString = template });
            await Storage(database).OpenAsync(CancellationToken.None);
        });
        return await StorageAsync(new PostgresOptions { ConnectionString = ConnectionString }, clusterName);
    }

    /// <summary>A storage that reaches the database another way or with other settings.</summary>
    public async Task<IStorage> StorageAsync(PostgresOptions options, string clusterName = ClusterName.Default)
    {
        await CloseAsync();
        _database = new PostgresDatabase(options);
        return Storage(_database, clusterName);
    }

    public async Task PretendNewerAsync() =>
        await ScalarAsync("INSERT INTO migration (owner, number, name) VALUES ('runtime', 9999, 'future')");

    /// <summary>A connection beside the storage's.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The first value of a statement's first row.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _server.DropDatabaseAsync(ConnectionString!);
    }

    private static PostgresStorage Storage(PostgresDatabase database, string clusterName = ClusterName.Default) =>
        new(database, [Counting.PostgresMigrations], TimeProvider.System, clusterName: clusterName);

    private async Task CloseAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
