using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;
using Microsoft.AspNetCore.Builder;

namespace ActorCrm.Server.Tests;

/// <summary>A real server on Kestrel and on a database of its own.</summary>
public class TestServer : IAsyncLifetime
{
    private int _ids;

    public TestServer()
        : this(new SqliteStore())
    {
    }

    internal TestServer(TestStore store) => Store = store;

    public TestStore Store { get; }

    public ServerApp App { get; private set; } = null!;

    /// <summary>Speaks to the server with the admin key.</summary>
    public HttpClient Client { get; private set; } = null!;

    public string AdminKey { get; private set; } = "";

    public StringWriter Console { get; } = new();

    public string[] Settings { get; init; } = [];

    public Action<WebApplicationBuilder>? Configure { get; init; }

    public string[] Args =>
        [.. Store.Args, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", .. Settings];

    /// <summary>A server on another database of the same kind.</summary>
    public TestServer Another(string[]? settings = null, Action<WebApplicationBuilder>? configure = null) =>
        new(Store.Another()) { Settings = settings ?? [], Configure = configure };

    public virtual async ValueTask InitializeAsync()
    {
        await Store.MakeAsync();
        App = ServerApp.Build(Args, Console, Configure);
        await App.StartAsync();
        AdminKey = App.FirstKey ?? AdminKey;
        Client = ClientWith(AdminKey);
    }

    public async Task StopAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Console.Dispose();
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public HttpClient ClientWith(string? key)
    {
        var client = new HttpClient { BaseAddress = App.Address, Timeout = TimeSpan.FromSeconds(60) };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return client;
    }

    /// <summary>A text that no other test of this server uses.</summary>
    public string NewId(string prefix = "e") => $"{prefix}{Interlocked.Increment(ref _ids)}";

    /// <summary>An event that is right.</summary>
    public JsonObject Event(string? id = null, string? callId = null) => new()
    {
        ["id"] = id ?? NewId(),
        ["source"] = "pbx",
        ["callId"] = callId ?? NewId("c"),
        ["type"] = "ringing",
        ["at"] = "2026-03-02T09:00:00Z",
        ["direction"] = "incoming",
        ["from"] = "+48600700800",
        ["to"] = "+48221234567",
    };

    /// <summary>The same as one line of text.</summary>
    public string Line(string? id = null, string? callId = null) => Event(id, callId).ToJsonString();

    public Task<Answer> SendEventsAsync(string json) => PostAsync("/api/v1/call-events", json);

    public Task<Answer> SendLinesAsync(string lines) => PostAsync("/api/v1/call-events", lines, "application/x-ndjson");

    public Task<Answer> PostAsync(string path, string text, string type = "application/json") =>
        PostAsync(path, Encoding.UTF8.GetBytes(text), type);

    public Task<Answer> PostAsync(string path, byte[] bytes, string type = "application/json")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content });
    }

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await Client.SendAsync(request);
            return await Answer.ReadAsync(response);
        }
    }

    /// <summary>Waits for something that happens by itself; names it when it does not.</summary>
    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> holds)
    {
        JsonNode? last = null;
        for (var i = 0; i < 600; i++)
        {
            var answer = await GetAsync(path);
            if (answer.Status == HttpStatusCode.OK && holds(last = answer.Json))
            {
                return last;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new TimeoutException($"{path} never came to it; it is {last}.");
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresTestServer(PostgresFixture postgres) : TestServer(new PostgresStore(postgres));

/// <summary>An answer, read whole.</summary>
public sealed record Answer(HttpStatusCode Status, string Body, HttpResponseHeaders Headers, string? ContentType)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Code => (string?)Json["code"];

    public int Accepted => (int)Json["accepted"]!;

    public int Duplicates => (int)Json["duplicates"]!;

    public JsonArray Rejected => Json["rejected"]!.AsArray();

    public JsonNode[] Lines =>
        [.. Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers,
        response.Content.Headers.ContentType?.ToString());
}
