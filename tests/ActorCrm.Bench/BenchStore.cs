using ActorCrm.Tests;

namespace ActorCrm.Bench;

/// <summary>The database of a run: what the options name, or a temporary one that goes with it.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private readonly string? _directory;
    private readonly PostgresServer? _postgres;

    private BenchStore(IReadOnlyList<string> args, string? directory = null, PostgresServer? postgres = null)
    {
        Args = args;
        _directory = directory;
        _postgres = postgres;
    }

    /// <summary>The words of a command line that choose it.</summary>
    public IReadOnlyList<string> Args { get; }

    /// <summary>Makes it, if it is a temporary one.</summary>
    public static async Task<BenchStore> OpenAsync(BenchOptions options)
    {
        if (options.Store == "sqlite")
        {
            var directory = options.Data is null ? Directory.CreateTempSubdirectory("actorcrm-bench-").FullName : null;
            return new BenchStore(["--store", "sqlite", "--data", options.Data ?? directory!], directory);
        }

        if (options.Postgres is { } given)
        {
            return new BenchStore(PostgresArgs(given));
        }

        var server = await PostgresServer.StartAsync(durable: true);
        return new BenchStore(PostgresArgs(await server.CreateDatabaseAsync()), postgres: server);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_directory is not null)
        {
            Directory.Delete(_directory, recursive: true);
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    private static string[] PostgresArgs(string connectionString) =>
        ["--store", "postgres", "--ConnectionStrings:Postgres", connectionString];
}
