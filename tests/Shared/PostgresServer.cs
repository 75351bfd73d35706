using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ActorCrm.Tests;

/// <summary>
/// A real PostgreSQL of this process's own, from Debian's binaries, in a temporary directory on a free port of the
/// loopback. It ends, and its directory with it, when it is disposed of or when this process dies in any way.
/// Its language and time zone are chosen to hurt: a query that leans on either gives other results here.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const int StartAttemptsMax = 3;

    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(90);

    private readonly SemaphoreSlim _creating = new(1);
    private readonly HashSet<string> _templates = new(StringComparer.Ordinal);
    private readonly string _binaries;
    private readonly string _directory;
    private Process? _guard;
    private int _databases;

    private PostgresServer(string binaries)
    {
        _binaries = binaries;
        _directory = Path.Combine(Path.GetTempPath(), "actorcrm-postgres-" + Guid.NewGuid().ToString("n"));
    }

    /// <summary>The id of the server's first process, whose children are all others.</summary>
    public int ProcessId => int.Parse(
        File.ReadLines(Path.Combine(_directory, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>The port of the loopback where it listens; the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>
    /// Starts a server. <paramref name="durable"/> keeps fsync and synchronous commits on, for tests about what is
    /// left after a crash of the machine, and for measurements. <paramref name="settings"/> are further lines of its
    /// configuration.
    /// </summary>
    public static async Task<PostgresServer> StartAsync(bool durable, params string[] settings)
    {
        var server = new PostgresServer(FindBinaries());
        await server.RunAsync(
            "initdb", "-D", server._directory, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync",
            "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en");
        server.StartGuard();
        try
        {
            await server.StartOnFreePortAsync(durable, string.Join('\n', settings));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>How to reach a database of this server.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = IPAddress.Loopback.ToString(),
        Port = Port,
        Username = "postgres",
        Database = database,
    }.ToString();

    /// <summary>Makes an empty database; returns how to reach it.</summary>
    public Task<string> CreateDatabaseAsync() => CreateDatabaseAsync("template0", _ => Task.CompletedTask);

    /// <summary>
    /// Makes a database as a copy of <paramref name="template"/>, which <paramref name="prepare"/> fills when it is
    /// asked for first (from a connection string without a pool, since a database in use cannot be copied). Returns how
    /// to reach it.
    /// </summary>
    public async Task<string> CreateDatabaseAsync(string template, Func<string, Task> prepare)
    {
        await _creating.WaitAsync();
        try
        {
            if (template != "template0" && !_templates.Contains(template))
            {
                await ExecuteAsync($"DROP DATABASE IF EXISTS {template}");
                await ExecuteAsync($"CREATE DATABASE {template} TEMPLATE template0");
                var builder = new NpgsqlConnectionStringBuilder(ConnectionString(template)) { Pooling = false };
                await prepare(builder.ToString());
                _templates.Add(template);
            }

            var name = $"test_{++_databases}";
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
            return ConnectionString(name);
        }
        finally
        {
            _creating.Release();
        }
    }

    /// <summary>Removes a database with whoever is connected to it.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        await using (var pooled = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
    }

    /// <summary>Runs a statement in the database <c>postgres</c>, as the superuser.</summary>
    public async Task ExecuteAsync(string sql)
    {
        var builder = new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false };
        await using var connection = new NpgsqlConnection(builder.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Stops it: <c>smart</c>, <c>fast</c> or <c>immediate</c> (which is a crash).</summary>
    public Task StopAsync(string mode) => RunAsync("pg_ctl", "stop", "-D", _directory, "-m", mode, "-w", "-t", "60");

    /// <summary>Starts it again after <see cref="StopAsync"/>, on the same port.</summary>
    public Task StartAgainAsync() => RunAsync(
        "pg_ctl", "start", "-D", _directory, "-l", Path.Combine(_directory, "server.log"), "-w", "-t", "60", "-o",
        $"-p {Port.ToString(CultureInfo.InvariantCulture)}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_guard is not null)
        {
            _guard.StandardInput.Close();
            using var timeout = new CancellationTokenSource(StepTimeout);
            await _guard.WaitForExitAsync(timeout.Token);
            _guard.Dispose();
            _guard = null;
        }

        _creating.Dispose();
    }

    /// <summary>The newest version among Debian's directories.</summary>
    private static string FindBinaries()
    {
        const string Versions = "/usr/lib/postgresql";
        var found = (Directory.Exists(Versions) ? Directory.GetDirectories(Versions) : [])
            .Where(directory => File.Exists(Path.Combine(directory, "bin", "initdb")))
            .OrderByDescending(directory => double.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture))
            .FirstOrDefault();
        return found is null
            ? throw new InvalidOperationException(
                $"There is no PostgreSQL under {Versions}: install the Debian package 'postgresql' "
                + "(apt-get install postgresql).")
            : Path.Combine(found, "bin");
    }

    private async Task StartOnFreePortAsync(bool durable, string settings)
    {
        var flag = durable ? "on" : "off";
        await RunAsync("sh", "-c", $"""
            cat >> '{_directory}/postgresql.conf' <<'END'
            listen_addresses = '127.0.0.1'
            unix_socket_directories = '{_directory}'
            max_connections = 200
            shared_buffers = 64MB
            fsync = {flag}
            synchronous_commit = {flag}
            full_page_writes = {flag}
            log_min_error_statement = panic
            timezone = 'Asia/Kolkata'
            {settings}
            END
            """);
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort();
            try
            {
                await StartAgainAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < StartAttemptsMax)
            {
                // Somebody took the port between its choice and its use.
            }
        }
    }

    /// <summary>
    /// A process that waits for the end of its input, which the system closes when this process ends, however it ends;
    /// then it stops the server and removes the directory. In a session of its own: what ends this process, such as
    /// Ctrl-C or <c>timeout</c>, is often sent to the whole group.
    /// </summary>
    private void StartGuard()
    {
        var start = StartInfo("sh", ["-c", """
            cat > /dev/null
            "$1/pg_ctl" stop -D "$2" -m immediate -w -t 60 > /dev/null 2>&1
            rm -rf "$2"
            """, "guard", _binaries, _directory]);
        start.RedirectStandardInput = true;
        _guard = Process.Start(start) ?? throw new InvalidOperationException("The guard did not start.");
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var path = program == "sh" ? program : Path.Combine(_binaries, program);
        var start = StartInfo(path, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var timeout = new CancellationTokenSource(StepTimeout);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {await output} {await errors} {ReadLog()}");
        }
    }

    private string ReadLog()
    {
        var log = Path.Combine(_directory, "server.log");
        return File.Exists(log) ? File.ReadAllText(log) : "";
    }

    /// <summary>PostgreSQL refuses to run as root; Debian's package made a user for it.</summary>
    private static ProcessStartInfo StartInfo(string program, string[] arguments)
    {
        string[] user = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];
        return new ProcessStartInfo("setsid", ["--wait", .. user, program, .. arguments]) { WorkingDirectory = "/" };
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
