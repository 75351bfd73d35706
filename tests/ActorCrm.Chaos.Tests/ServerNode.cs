using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ActorCrm.Server;

namespace ActorCrm.Chaos.Tests;

/// <summary>
/// One place of the cluster: the real program, started again and again, and its own way to the database.
/// </summary>
internal sealed class ServerNode : IAsyncDisposable
{
    private const int LinesKept = 400;

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly Queue<string> _output = new();
    private readonly string _connectionString;
    private readonly int _port = FreePort();
    private Process? _process;
    private bool _isEndExpected;

    public ServerNode(int number, string connectionString, int databasePort)
    {
        Number = number;
        Link = new DatabaseLink(databasePort);
        var port = Link.Port.ToString(CultureInfo.InvariantCulture);
        _connectionString = $"{connectionString};Port={port};{DatabaseLink.Settings}";
        Http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{_port}/api/v1/"),
            Timeout = TimeSpan.FromSeconds(4),
        };
    }

    public int Number { get; }

    public DatabaseLink Link { get; }

    public HttpClient Http { get; }

    /// <summary>What the silo calls itself in the table of silos.</summary>
    public string Name => $"{Environment.MachineName}:{_process!.Id.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Whether the program ended without being told to.</summary>
    public bool GaveUp => _process is { HasExited: true } && !_isEndExpected;

    /// <summary>Its last lines.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts the program and waits until it takes work.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(ServerApp).Assembly.Location, "--urls", $"http://127.0.0.1:{_port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ConnectionStrings__Postgres"] = _connectionString,
                ["Logging__LogLevel__Default"] = "Warning",
                ["Logging__LogLevel__ActorCrm"] = "Information",
                ["Logging__Console__FormatterName"] = "systemd",
            },
        };
        _isEndExpected = false;
        _process?.Dispose();
        _process = Process.Start(start)!;
        Keep($"-- process {_process.Id}");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await UntilReadyAsync();
    }

    /// <summary>SIGKILL: no line of the program runs any more.</summary>
    public async Task KillAsync()
    {
        _isEndExpected = true;
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        _isEndExpected = true;
        await SignalAsync("TERM");
        await _process!.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: it stands still, with all its connections open.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT: it goes on as if nothing had been.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Who may ask: the key that the first start of the cluster printed.</summary>
    public void Authorize(string key) =>
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

    /// <summary>The admin key among the lines of the first start.</summary>
    public string FindKey()
    {
        var output = Output;
        var at = output.IndexOf("ack_", StringComparison.Ordinal);
        return at >= 0
            ? new string([.. output[at..].TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_')])
            : throw new InvalidOperationException($"The first start printed no key:\n{output}");
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string json) =>
        Http.SendAsync(new HttpRequestMessage(method, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        });

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        Http.Dispose();
        await Link.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task SignalAsync(string signal)
    {
        var id = _process!.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", ["-" + signal, id]);
        await kill.WaitForExitAsync();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}");
                if (_output.Count > LinesKept)
                {
                    _output.Dequeue();
                }
            }
        }
    }

    private async Task UntilReadyAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < StartMax)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"The server ended with {_process.ExitCode}:\n{Output}");
            }

            try
            {
                using var answer = await Http.GetAsync(new Uri(Http.BaseAddress!, "/health/ready"));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        throw new TimeoutException($"Node {Number} was not ready in {StartMax}:\n{Output}");
    }
}
