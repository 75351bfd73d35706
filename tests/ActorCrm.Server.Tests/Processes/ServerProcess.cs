using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ActorCrm.Server.Tests.Processes;

/// <summary>The real program in a process of its own, which a test may kill at any moment.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly string _data = Path.Combine(Path.GetTempPath(), "actorcrm-" + Guid.NewGuid().ToString("n"));
    private readonly StringBuilder _output = new();
    private readonly int _port = FreePort();
    private Process? _process;

    public ServerProcess() => Http = new HttpClient
    {
        BaseAddress = new Uri($"http://127.0.0.1:{_port}/api/v1/"),
        Timeout = TimeSpan.FromSeconds(30),
    };

    public HttpClient Http { get; }

    public int Kills { get; private set; }

    /// <summary>Further words of the command line.</summary>
    public string[] Settings { get; init; } = [];

    /// <summary>Starts the server and waits until it takes work; the first start also finds its admin key.</summary>
    public async Task StartAsync()
    {
        var server = typeof(ServerApp).Assembly.Location;
        string[] args =
            [server, "--store", "sqlite", "--data", _data, "--urls", $"http://127.0.0.1:{_port}", .. Settings];
        var start = new ProcessStartInfo("dotnet", args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Logging__LogLevel__Default"] = "Warning" },
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await UntilReadyAsync();
        Http.DefaultRequestHeaders.Authorization ??= new AuthenticationHeaderValue("Bearer", await FindKeyAsync());
    }

    /// <summary>SIGKILL: no line of the program runs any more.</summary>
    public async Task KillAsync()
    {
        Kills++;
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(null, null)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string json)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        return Http.SendAsync(request);
    }

    /// <summary>All items of a list, page after page.</summary>
    public async Task<List<JsonElement>> ReadAllAsync(string path)
    {
        var items = new List<JsonElement>();
        string? next = null;
        do
        {
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var cursor = next is null ? "" : $"&cursor={Uri.EscapeDataString(next)}";
            var page = JsonDocument.Parse(await Http.GetStringAsync($"{path}{separator}limit=500{cursor}")).RootElement;
            items.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        return items;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Http.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    private string Output()
    {
        lock (_output)
        {
            return _output.ToString();
        }
    }

    private async Task UntilReadyAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < StartMax)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"The server ended with {_process.ExitCode}:\n{Output()}");
            }

            try
            {
                using var answer = await Http.GetAsync(new Uri(Http.BaseAddress!, "/health/ready"));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        throw new TimeoutException($"The server was not ready in {StartMax}:\n{Output()}");
    }

    private async Task<string> FindKeyAsync()
    {
        for (var i = 0; i < 200; i++)
        {
            var output = Output();
            var at = output.IndexOf("ack_", StringComparison.Ordinal);
            if (at >= 0)
            {
                return new string([.. output[at..].TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_')]);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        throw new InvalidOperationException($"The first start printed no key:\n{Output()}");
    }
}
