using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Server.Access;
using ActorCrm.Server.Demo;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Commands.Records;

/// <summary>
/// The API that a command speaks to: a server's, or that of one which it starts on the database for itself, on a free
/// port of the loopback and with a key that ends with it.
/// </summary>
internal sealed class CommandConnection : IAsyncDisposable
{
    private const string By = "commandLine";

    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(1);

    private readonly ServerApp? _server;
    private readonly string? _keyId;

    private CommandConnection(Uri address, string key, ServerApp? server, string? keyId)
    {
        (_server, _keyId) = (server, keyId);
        Http = new HttpClient { BaseAddress = new Uri(address, "/api/v1/"), Timeout = Timeout.InfiniteTimeSpan };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Speaks to the API; addresses are relative to <c>/api/v1/</c>.</summary>
    public HttpClient Http { get; }

    /// <summary>Opens what the options name: <c>--to</c> and <c>--key</c>, or a database.</summary>
    public static async Task<CommandConnection> OpenAsync(
        IConfiguration options, string[] args, string[] scopes, TextWriter console, CancellationToken stop)
    {
        if (options["to"] is { } to)
        {
            if (!Uri.TryCreate(to, UriKind.Absolute, out var address)
                || !address.Scheme.StartsWith("http", StringComparison.Ordinal))
            {
                throw new StartException($"'{to}' is no address: give --to http://host:port.");
            }

            var key = options["key"] ?? throw new StartException("Give the key with --key ack_….");
            return new CommandConnection(address, key, null, null);
        }

        var server = ServerApp.Build([.. args, "--urls", "http://127.0.0.1:0"], console, Quiet.Logs);
        try
        {
            await server.StartAsync(stop);
            var clock = server.Services.GetRequiredService<TimeProvider>();
            var made = await server.Services.GetRequiredService<ApiKeys>().MakeAsync(
                "command", scopes, By, clock.GetUtcNow() + KeyLifetime, stop);
            var stored = made.Stored ?? throw new StartException($"The database cannot be used: {made.Result}.");
            return new CommandConnection(
                DemoServer.Reachable(server.Address), made.Text.Reveal(), server, stored.Id);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request; the answer as JSON. <see cref="StartException"/> with what the API says.</summary>
    public async Task<JsonNode> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        try
        {
            using var response = await Http.SendAsync(request, stop);
            await CheckAsync(response, stop);
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(stop))!;
        }
        catch (HttpRequestException e)
        {
            throw new StartException($"The server cannot be reached: {e.Message}", e);
        }
    }

    /// <summary>Reads a file from the API into another one, which is there only when it is whole.</summary>
    public async Task DownloadAsync(string path, string file, CancellationToken stop)
    {
        var part = $"{file}.part";
        try
        {
            using var response = await Http.GetAsync(
                new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, stop);
            await CheckAsync(response, stop);
            await using (var target = File.Create(part))
            {
                await response.Content.CopyToAsync(target, stop);
            }

            File.Move(part, file, overwrite: true);
        }
        catch (HttpRequestException e)
        {
            throw new StartException($"The file broke off: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
        {
            await _server.Services.GetRequiredService<ApiKeys>().RevokeAsync(_keyId!, By, CancellationToken.None);
            await _server.StopAsync();
            await _server.DisposeAsync();
        }
    }

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken stop)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var text = await response.Content.ReadAsStringAsync(stop);
        throw new StartException($"The server answered {(int)response.StatusCode}: {Said(text)}");
    }

    private static string Said(string text)
    {
        try
        {
            var problem = JsonNode.Parse(text)?.AsObject();
            return $"{problem?["title"]} {problem?["detail"]}".Trim();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return text;
        }
    }
}
