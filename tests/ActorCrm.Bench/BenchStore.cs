using System.Globalization;
using ActorCrm.Tests;
using Npgsql;

namespace ActorCrm.Bench;

/// <summary>The database of a run: what the options name, or a temporary one that goes with it.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    /// <summary>What docs/operating.md recommends for a machine that the server shares with a silo.</summary>
    private static readonly string[] ServerSettings =
        ["shared_buffers = 1GB", "max_wal_size = 8GB", "checkpoint_timeout = 15min", "wal_compression = lz4"];

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

    /// <summary>How to reach a PostgreSQL database; null for SQLite.</summary>
    public string? ConnectionString { get; private init; }

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
            return new BenchStore(PostgresArgs(given)) { ConnectionString = given };
        }

        var server = await PostgresServer.StartAsync(durable: true, ServerSettings);
        var connection = await server.CreateDatabaseAsync();
        return new BenchStore(PostgresArgs(connection), postgres: server) { ConnectionString = connection };
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

    /// <summary>Bytes that PostgreSQL has written to its log; 0 for SQLite.</summary>
    public async Task<long> LogBytesAsync() =>
        ConnectionString is null
            ? 0
            : await ScalarAsync<long>("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");

    /// <summary>The one value that a statement gives.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>
    /// Processor time of the temporary server's processes, those that have ended included; zero for any other database.
    /// </summary>
    public TimeSpan ServerProcessor()
    {
        if (_postgres is null)
        {
            return TimeSpan.Zero;
        }

        // /proc/PID/stat after the name in parentheses: state, parent, ...; 11 to 14 are user, system, and the same of
        // children that have ended, in hundredths of a second (man 5 proc).
        var first = _postgres.ProcessId;
        var ticks = 0L;
        foreach (var directory in Directory.GetDirectories("/proc").Where(name => char.IsDigit(name[6])))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(directory, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture) == first)
                {
                    ticks += fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
                }
                else if (int.Parse(fields[1], CultureInfo.InvariantCulture) == first)
                {
                    ticks += fields[11..13].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // A process that has ended meanwhile.
            }
        }

        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    private static string[] PostgresArgs(string connectionString) =>
        ["--store", "postgres", "--ConnectionStrings:Postgres", connectionString];
}
