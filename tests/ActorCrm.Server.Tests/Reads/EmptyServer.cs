using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ActorCrm.Server.Tests.Stores;

namespace ActorCrm.Server.Tests.Reads;

/// <summary>A server on which nobody set anything up.</summary>
internal sealed class EmptyServer(TestStore store) : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private ServerApp? _app;

    public async Task StartAsync()
    {
        await store.MakeAsync();
        _app = ServerApp.Build(
            [.. store.Args, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"],
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
        }

        await store.DisposeAsync();
    }
}
