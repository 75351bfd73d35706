using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorCrm.Tests;

/// <summary>
/// A real PgBouncer of a test's own, from Debian's package, on a free port of the loopback. It ends, and its directory
/// with it, when it is disposed of or when this process dies in any way.
/// </summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private const string Binary = "/usr/sbin/pgbouncer";
    private const int StartAttemptsMax = 3;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly string _directory =
        Path.Combine(Path.GetTempPath(), "actorcrm-pooler-" + Guid.NewGuid().ToString("n"));
    private readonly StringBuilder _log = new();
    private Process? _guard;

    /// <summary>The port of the loopback where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>What it has logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Skips the test, saying so, where there is no PgBouncer.</summary>
    public static void SkipIfAbsent() => Assert.SkipUnless(
        File.Exists(Binary), $"There is no {Binary}: install the Debian package 'pgbouncer'.");

    /// <summary>Starts it.</summary>
    /// <param name="settings">Makes the text of its pgbouncer.ini from its port and the path of the user list.</param>
    /// <param name="users">The text of the user list.</param>
    public static async Task<PgBouncer> StartAsync(Func<int, string, string> settings, string users)
    {
        var pooler = new PgBouncer();
        for (var attempt = 1; ; attempt++)
        {
            pooler.Start(settings, users);
            try
            {
                await pooler.ListensAsync();
                return pooler;
            }
            catch (InvalidOperationException) when (attempt < StartAttemptsMax)
            {
                // Somebody took the port between its choice and its use.
                await pooler.DisposeAsync();
            }
            catch
            {
                await pooler.DisposeAsync();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_guard is not null)
        {
            _guard.StandardInput.Close();
            using var timeout = new CancellationTokenSource(StartTimeout);
            await _guard.WaitForExitAsync(timeout.Token);
            _guard.Dispose();
            _guard = null;
            Directory.Delete(_directory, recursive: true);
        }
    }

    private void Start(Func<int, string, string> settings, string users)
    {
        Port = PostgresServer.FreePort();
        Directory.CreateDirectory(_directory);
        var userFile = Path.Combine(_directory, "userlist.txt");
        var settingFile = Path.Combine(_directory, "pgbouncer.ini");
        File.WriteAllText(userFile, users);
        File.WriteAllText(settingFile, settings(Port, userFile));

        // The guard ends with its input, which the system closes when this process ends, however it ends.
        var start = PostgresServer.StartInfo("sh", ["-c", """
            "$1" "$2" &
            cat > /dev/null
            kill "$!" 2> /dev/null
            wait "$!"
            """, "guard", Binary, settingFile]);
        start.RedirectStandardInput = true;
        start.RedirectStandardError = true;
        _guard = Process.Start(start) ?? throw new InvalidOperationException("The guard did not start.");
        _guard.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                _log.AppendLine(line.Data);
            }
        };
        _guard.BeginErrorReadLine();
    }

    private async Task ListensAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, timeout.Token);
                return;
            }
            catch (SocketException) when (!Log.Contains("FATAL", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, timeout.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"PgBouncer does not listen on {Port}: {Log}"), e);
            }
        }
    }
}
