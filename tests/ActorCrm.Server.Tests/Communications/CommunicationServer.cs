using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Communications;

/// <summary>A server where every medium is allowed and nothing sends yet, with one contact and one invoice.</summary>
public class CommunicationServer : TestServer
{
    public CommunicationServer()
        : this(new SqliteStore())
    {
    }

    internal CommunicationServer(TestStore store)
        : base(store)
    {
    }

    public string ContactId { get; private set; } = "";

    public string InvoiceId { get; private set; } = "";

    /// <summary>The settings that tests begin with; a definition is one object of <c>definitions</c>.</summary>
    public static string SettingsJson(string definition = "") => $$"""
        {"definitions": [{"name": "Main definition", "active": true, "media": [
            {"medium": "email"}, {"medium": "sms", "charactersMax": 160}, {"medium": "phone"}, {"medium": "letter"},
            {"medium": "faceToFace", "direction": "incoming"}] {{definition}} }],
         "categories": [{"id": "technical", "name": "Technical Issue"}, {"id": "welcome", "name": "Welcome"}],
         "externalSystems": [{"name": "Conditional Access", "charactersMax": 40}, {"name": "Portal"}],
         "business": {"name": "Acme", "phone": "+48221234567", "email": "care@acme.example", "language": "en-GB",
            "timeZone": "Europe/Warsaw"} }
        """;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (await PutAsync("/api/v1/settings/communications", SettingsJson())).Status.ShouldBe(HttpStatusCode.OK);
        if (ContactId.Length == 0)
        {
            var organization = await MakeAsync("organization", """{"name": "Acme & Sons"}""");
            ContactId = await MakeAsync("contact", $$"""
                {"organizationId": "{{organization}}", "name": "Anna Nowak", "firstName": "Anna",
                 "phones": ["+48601234567"],
                 "emails": ["anna@acme.example"], "language": "pl", "birthday": "1990-05-04"}
                """);
            InvoiceId = await MakeAsync("invoice", """
                {"number": "2026/4711", "amount": 1234.5, "currency": "PLN", "dueDate": "2026-03-01"}
                """);
        }
    }

    public async Task<string> MakeAsync(string type, string fields)
    {
        var made = await PostAsync($"/api/v1/records/{type}", $$"""{"fields": {{fields}} }""");
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        return (string)made.Json["id"]!;
    }

    public Task<Answer> PutAsync(string path, string json) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Put, path)
        {
            Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
        });

    /// <summary>Writes a communication with the contact of the tests.</summary>
    public Task<Answer> WriteAsync(string parts) => PostAsync(
        "/api/v1/communications", $$"""{"contactId": "{{ContactId}}", {{parts}} }""");

    /// <summary>The same, which must succeed.</summary>
    public async Task<JsonNode> WrittenAsync(string parts)
    {
        var answer = await WriteAsync(parts);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return answer.Json;
    }

    /// <summary>Does something to a communication, which must succeed.</summary>
    public async Task<JsonNode> DoAsync(JsonNode communication, string what, string json = "{}")
    {
        var answer = await PostAsync($"/api/v1/communications/{communication["id"]}/{what}", json);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        return answer.Json;
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresCommunicationServer(PostgresFixture postgres)
    : CommunicationServer(new PostgresStore(postgres));
