using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace ActorCrm.Server.Tests.Reads;

/// <summary>A server on which nobody set anything up.</summary>
public sealed class EmptyServer : IAsyncDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "actorcrm-" + Guid.NewGuid().ToString("n"));
    private readonly HttpClient _client = new();
    private ServerApp? _app;

    public async Task StartAsync()
    {
        _app = ServerApp.Build(
            ["--data", _directory, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"],
            TextWriter.Null);
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Address, "/api/v1/");
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _app.FirstKey);
    }

    public async Task<JsonNode> GetAsync(string address) =>
        JsonNode.Parse(await _client.GetStringAsync(new Uri(address, UriKind.Relative)))!;

    public async Task<(HttpStatusCode Status, JsonNode Body)> PutAsync(string address, string json)
    {
        using var response = await _client.PutAsync(new Uri(address, UriKind.Relative), ReadServer.Json(json));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }
    }
}
