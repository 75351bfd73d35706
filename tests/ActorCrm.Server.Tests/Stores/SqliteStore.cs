using System.Data.Common;
using ActorCrm.Runtime.Storage.Sqlite;
using ActorCrm.Server.Hosting;
using Microsoft.Data.Sqlite;

namespace ActorCrm.Server.Tests.Stores;

/// <summary>The embedded database in a temporary directory.</summary>
public sealed class SqliteStore : TestStore
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "actorcrm-" + Guid.NewGuid().ToString("n"));

    public override IReadOnlyList<string> Args => ["--store", "sqlite", "--data", _directory];

    public override SqlDialect Dialect => SqlDialect.Sqlite;

    public override Task MakeAsync() => Task.CompletedTask;

    public override TestStore Another() => new SqliteStore();

    public override DbConnection Open()
    {
        var path = Path.Combine(_directory, SqliteDatabase.FileName);
        var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=30");
        connection.Open();
        return connection;
    }

    public override DbConnection HoldWrites() => Run(Open(), "BEGIN IMMEDIATE");

    public override ValueTask DisposeAsync()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }

        return ValueTask.CompletedTask;
    }
}
