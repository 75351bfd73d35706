using System.Reflection;
using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Cluster.Postgres;
using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Postgres;
using ActorCrm.Runtime.Storage.Sqlite;
using ActorCrm.Server.Criteria;
using ActorCrm.Server.Search;

namespace ActorCrm.Server.Hosting;

/// <summary>Registers the database that the options choose. Nothing is opened before the host starts.</summary>
public static class StoreRegistration
{
    private static readonly Assembly Self = typeof(StoreRegistration).Assembly;

    /// <summary>All migrations of the server; the runtime's own come before them.</summary>
    public static IReadOnlyList<MigrationSet> Migrations(SqlDialect dialect) =>
    [
        // First: indexes of other tables may hold normal forms.
        new("criteria", Self, $"Criteria/Migrations/{dialect}"),
        new("server", Self, $"Storage/{dialect}/Migrations"),
        new("search", Self, $"Search/Migrations/{dialect}"),
    ];

    /// <summary>Registers <see cref="Store"/> and <see cref="ReadDatabase"/>.</summary>
    internal static void AddStore(
        this IServiceCollection services, ServerOptions options, ClusterOptions cluster)
    {
        if (options.Postgres is { } postgres)
        {
            services.AddSingleton(postgres);
            services.AddSingleton<ReadDatabase>(_ => new PostgresReads(postgres));
            services.AddSingleton<IFieldIndexStore, PostgresFieldIndexes>();

            // A name that no other process has: a silo that was taken for dead is known by it on the server.
            services.AddSingleton(_ => new PostgresDatabase(new PostgresOptions
            {
                ConnectionString = postgres.ConnectionString,
                ApplicationName = $"actorcrm silo {Guid.NewGuid():n}",
                ClockSkewMax = cluster.ClockSkewMax,
            }));
            services.AddSingleton(provider => new Store(
                () => new PostgresStorage(
                    provider.GetRequiredService<PostgresDatabase>(), Migrations(SqlDialect.Postgres),
                    provider.GetRequiredService<TimeProvider>(), clusterName: cluster.Name),
                stop => PostgresStart.CheckAsync(postgres, stop),
                () => new PostgresCluster(
                    provider.GetRequiredService<PostgresDatabase>(), cluster,
                    provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<ILogger<PostgresCluster>>())));
            return;
        }

        services.AddSingleton(_ => SqliteDatabase.Open(options.Data, CriteriaFunctions.AddStored));
        services.AddSingleton<IFieldIndexStore, SqliteFieldIndexes>();
        services.AddSingleton<ReadDatabase, SqliteReads>();
        services.AddSingleton(provider => new Store(
            () => new SqliteStorage(
                provider.GetRequiredService<SqliteDatabase>(), Migrations(SqlDialect.Sqlite),
                clusterName: cluster.Name),
            _ => Task.FromResult(provider.GetRequiredService<SqliteDatabase>()),
            () => null));
    }
}

/// <summary>The database that was chosen.</summary>
/// <param name="makeStorage">Makes what the silo writes with.</param>
/// <param name="check">Throws what says what is wrong.</param>
/// <param name="makeCluster">Makes the silo's way to others on the same database, if there can be others.</param>
internal sealed class Store(
    Func<IStorage> makeStorage, Func<CancellationToken, Task> check, Func<ICluster?> makeCluster)
{
    /// <summary>What the silo writes with; its owner disposes of it.</summary>
    public IStorage MakeStorage() => makeStorage();

    /// <summary>The silo's way to others; null when it has the database to itself. Its owner disposes of it.</summary>
    public ICluster? MakeCluster() => makeCluster();

    /// <summary>
    /// Looks at the database before the host starts, so that the likeliest faults are one sentence and not a failed
    /// host in the log.
    /// </summary>
    public Task CheckAsync(CancellationToken stop) => check(stop);
}
