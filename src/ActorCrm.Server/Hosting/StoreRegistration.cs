using System.Reflection;
using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Postgres;
using ActorCrm.Runtime.Storage.Sqlite;

namespace ActorCrm.Server.Hosting;

/// <summary>Registers the database that the options choose. Nothing is opened before the host starts.</summary>
public static class StoreRegistration
{
    private static readonly Assembly Self = typeof(StoreRegistration).Assembly;

    /// <summary>All migrations of the server; the runtime's own come before them.</summary>
    public static IReadOnlyList<MigrationSet> Migrations(SqlDialect dialect) =>
        [new("server", Self, $"Storage/{dialect}/Migrations")];

    /// <summary>Registers <see cref="Store"/> and <see cref="ReadDatabase"/>.</summary>
    internal static void AddStore(this IServiceCollection services, ServerOptions options)
    {
        if (options.Postgres is { } postgres)
        {
            services.AddSingleton(postgres);
            services.AddSingleton<ReadDatabase>(_ => new PostgresReads(postgres));
            services.AddSingleton(_ => new PostgresDatabase(
                new PostgresOptions { ConnectionString = postgres.ConnectionString }));
            services.AddSingleton(provider => new Store(
                () => new PostgresStorage(
                    provider.GetRequiredService<PostgresDatabase>(), Migrations(SqlDialect.Postgres),
                    provider.GetRequiredService<TimeProvider>()),
                stop => PostgresStart.CheckAsync(postgres, stop)));
            return;
        }

        services.AddSingleton(_ => SqliteDatabase.Open(options.Data));
        services.AddSingleton<ReadDatabase, SqliteReads>();
        services.AddSingleton(provider => new Store(
            () => new SqliteStorage(provider.GetRequiredService<SqliteDatabase>(), Migrations(SqlDialect.Sqlite)),
            _ => Task.FromResult(provider.GetRequiredService<SqliteDatabase>())));
    }
}

/// <summary>The database that was chosen.</summary>
/// <param name="makeStorage">Makes what the silo writes with.</param>
/// <param name="check">Throws what says what is wrong.</param>
internal sealed class Store(Func<IStorage> makeStorage, Func<CancellationToken, Task> check)
{
    /// <summary>What the silo writes with; its owner disposes of it.</summary>
    public IStorage MakeStorage() => makeStorage();

    /// <summary>
    /// Looks at the database before the host starts, so that the likeliest faults are one sentence and not a failed
    /// host in the log.
    /// </summary>
    public Task CheckAsync(CancellationToken stop) => check(stop);
}
