using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace ActorCrm.Runtime.Tests.Storage;

public sealed class SqliteConformanceTests : StorageConformance
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "actorcrm-" + Guid.NewGuid().ToString("n"));
    private SqliteDatabase _database = null!;
    private SqliteStorage _storage = null!;

    protected override Task<IStorage> CreateAsync()
    {
        _database = SqliteDatabase.Open(_directory);
        _storage = new SqliteStorage(_database, [Counting.Migrations]);
        return Task.FromResult<IStorage>(_storage);
    }

    protected override async Task<IStorage> RecreateAsync()
    {
        await _storage.DisposeAsync();
        _database.Dispose();
        return await CreateAsync();
    }

    protected override async Task PretendNewerAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_database.FilePath}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO migration (owner, number, name) VALUES ('runtime', 9999, 'future')";
        await command.ExecuteNonQueryAsync();
    }

    protected override Task DropAsync()
    {
        _database.Dispose();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }
}
