using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Reads;

/// <summary>
/// A real server on a database of its own, with employees 101 (u1) and 102 (u2), the Top manager (u0), and the default
/// scenario switched on.
/// </summary>
public class ReadServer : IAsyncLifetime
{
    private int _events;

    public ReadServer()
        : this(new SqliteStore())
    {
    }

    internal ReadServer(TestStore store) => Store = store;

    public TestStore Store { get; }

    public ServerApp App { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public SiloHost Silo => App.Services.GetRequiredService<SiloHost>();

    public string[] Settings { get; init; } = [];

    public async ValueTask InitializeAsync()
    {
        await Store.MakeAsync();
        App = ServerApp.Build(
            [.. Store.Args, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None", .. Settings],
            TextWriter.Null);
        await App.StartAsync();
        // A stream that is left is closed at once, not read on for a while in the hope of its end.
        Client = new HttpClient(new SocketsHttpHandler { MaxResponseDrainSize = 0 })
        {
            BaseAddress = new Uri(App.Address, "/api/v1/"),
            Timeout = TimeSpan.FromSeconds(60),
        };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", App.FirstKey);
        await PutAsync("employees", """
            {"employees":[
              {"id":"e0","name":"Ewa Top","extensions":["100"],"crmUserId":"u0"},
              {"id":"e1","name":"Jan One","extensions":["101"],"crmUserId":"u1"},
              {"id":"e2","name":"Ola Two","extensions":["102"],"crmUserId":"u2"}],
             "topManagerId":"e0"}
            """);
        await PutAsync("scenario", """{"active":true}""");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public static StringContent Json(string json) => new(json, MediaTypeHeaderValue.Parse("application/json"));

    public async Task<JsonNode> GetAsync(string address)
    {
        using var response = await Client.GetAsync(new Uri(address, UriKind.Relative));
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!;
    }

    public async Task<JsonArray> ItemsAsync(string address) => (await GetAsync(address))["items"]!.AsArray();

    public async Task<JsonNode> PutAsync(string address, string json)
    {
        using var response = await Client.PutAsync(new Uri(address, UriKind.Relative), Json(json));
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!;
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(
        HttpMethod method, string address, string? json = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
        request.Content = json is null ? null : Json(json);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var response = await Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, JsonNode.Parse(body.Length == 0 ? "{}" : body)!);
    }

    /// <summary>The code of a refused request.</summary>
    public async Task<string> CodeAsync(HttpStatusCode status, string address)
    {
        var (answered, body) = await SendAsync(HttpMethod.Get, address);
        answered.ShouldBe(status, body.ToJsonString());
        return body["code"]!.GetValue<string>();
    }

    public async Task IngestAsync(IEnumerable<JsonObject> events)
    {
        using var response = await Client.PostAsync(
            new Uri("call-events", UriKind.Relative), Json(JsonSerializer.Serialize(events)));
        var body = await response.Content.ReadFromJsonAsync<JsonObject>();
        body!["rejected"]!.AsArray().ShouldBeEmpty(body.ToJsonString());
    }

    /// <summary>An event with an id of its own.</summary>
    public JsonObject Event(string callId, string type, DateTimeOffset at, string source = "pbx", object? more = null)
    {
        var json = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        json["id"] = $"e{Interlocked.Increment(ref _events)}";
        json["source"] = source;
        json["callId"] = callId;
        json["type"] = type;
        json["at"] = at.ToString("O", CultureInfo.InvariantCulture);
        return json;
    }

    /// <summary>Ingests a whole incoming call.</summary>
    public Task CallAsync(
        string callId, string from, DateTimeOffset at, string? extension = "101", string source = "pbx",
        string? name = null) => IngestAsync(Incoming(callId, from, at, extension, source, name));

    public IEnumerable<JsonObject> Incoming(
        string callId, string from, DateTimeOffset at, string? extension, string source = "pbx", string? name = null)
    {
        yield return Event(
            callId, "ringing", at, source,
            new { direction = "incoming", from, to = "+48221234567", callerName = name });
        if (extension is not null)
        {
            yield return Event(callId, "answered", at.AddSeconds(5), source, new { agent = new { extension } });
        }

        yield return Event(
            callId, "ended", at.AddSeconds(60), source, new { outcome = extension is null ? "noAnswer" : "answered" });
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresReadServer(PostgresFixture postgres) : ReadServer(new PostgresStore(postgres));

internal static class JsonReading
{
    public static string? Text(this JsonNode node, string name) => node[name]?.GetValue<string>();

    public static string[] Texts(this JsonNode items, string name) =>
        [.. items.AsArray().Select(item => item!.Text(name)!)];
}
