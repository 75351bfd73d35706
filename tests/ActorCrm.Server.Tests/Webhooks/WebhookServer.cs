using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Webhooks;

/// <summary>A server that may send to the loopback address, where the receivers of the tests are.</summary>
public class WebhookServer : TestServer
{
    public WebhookServer()
        : this(new SqliteStore())
    {
    }

    internal WebhookServer(TestStore store)
        : base(store) => Settings = ["--Outbound:AllowedHosts:0", "127.0.0.1"];

    /// <summary>Makes a webhook; its id and its secret.</summary>
    internal async Task<(string Id, string Secret)> MakeAsync(Uri address, params string[] events)
    {
        var body = new JsonObject
        {
            ["address"] = address.ToString(),
            ["events"] = new JsonArray([.. events.Select(one => JsonValue.Create(one))]),
        };
        var made = await PostAsync("/api/v1/webhooks", body.ToJsonString());
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        return ((string)made.Json["id"]!, (string)made.Json["secret"]!);
    }

    internal Task<Answer> PutAsync(string path, string json) => SendAsync(new HttpRequestMessage(HttpMethod.Put, path)
    {
        Content = new StringContent(json, Encoding.UTF8, "application/json"),
    });

    internal Task<Answer> DeleteAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Delete, path));

    /// <summary>Waits until a message of a webhook has come to something.</summary>
    internal async Task<JsonNode> DeliveryAsync(string id, string deliveryId, string status)
    {
        JsonNode? found = null;
        await UntilAsync($"/api/v1/webhooks/{id}/deliveries?limit=500", page =>
        {
            found = page["items"]!.AsArray().FirstOrDefault(item => (string?)item!["id"] == deliveryId);
            return (string?)found?["status"] == status;
        });
        return found!;
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresWebhookServer(PostgresFixture postgres) : WebhookServer(new PostgresStore(postgres));
