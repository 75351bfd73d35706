using System.Data.Common;
using ActorCrm.Runtime.Storage.Postgres;
using ActorCrm.Server.Hosting;
using ActorCrm.Tests;
using Npgsql;

namespace ActorCrm.Server.Tests.Stores;

/// <summary>A database on the PostgreSQL of the tests, copied from one in which the migrations have run.</summary>
public sealed class PostgresStore(PostgresFixture postgres) : TestStore
{
    private string? _connectionString;

    public override IReadOnlyList<string> Args => ["--store", "postgres", "--ConnectionStrings:Postgres", Where];

    public override SqlDialect Dialect => SqlDialect.Postgres;

    private string Where => _connectionString ?? throw new InvalidOperationException("There is no database yet.");

    public override async Task MakeAsync()
    {
        if (_connectionString is null)
        {
            var server = await postgres.ServerAsync();
            _connectionString = await server.CreateDatabaseAsync("migrated", MigrateAsync);
        }
    }

    public override TestStore Another() => new PostgresStore(postgres);

    public override DbConnection Open()
    {
        var connection = new NpgsqlConnection($"{Where};Pooling=false");
        connection.Open();
        return connection;
    }

    public override DbConnection HoldWrites() => Run(Open(), "BEGIN; LOCK TABLE shard IN ACCESS EXCLUSIVE MODE");

    public override async ValueTask DisposeAsync()
    {
        if (_connectionString is not null)
        {
            await (await postgres.ServerAsync()).DropDatabaseAsync(_connectionString);
        }
    }

    private static async Task MigrateAsync(string connectionString)
    {
        await using var database = new PostgresDatabase(new PostgresOptions { ConnectionString = connectionString });
        await using var storage = new PostgresStorage(
            database, StoreRegistration.Migrations(SqlDialect.Postgres), TimeProvider.System);
        await storage.OpenAsync(CancellationToken.None);
    }
}
