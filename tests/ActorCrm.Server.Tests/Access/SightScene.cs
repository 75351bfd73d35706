using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;

namespace ActorCrm.Server.Tests.Access;

/// <summary>
/// A network of three groups, records of every kind that the group <c>sales</c> owns, and users of each role in each
/// group: <c>sales</c> owns them, <c>watch</c> may view them up to level 0, <c>care</c> may nothing.
/// </summary>
internal sealed class SightScene(TestServer server) : IAsyncDisposable
{
    public const string Phone = "+48600111222";

    private readonly Dictionary<(string Role, string Group), SignedIn> _users = [];

    public static IReadOnlyList<string> BoundRoles { get; } = [Roles.Supervisor, Roles.Agent, Roles.Integration];

    public TestServer Server => server;

    public string Contact { get; private set; } = "";

    public string Organization { get; private set; } = "";

    public string Deal { get; private set; } = "";

    public string Task { get; private set; } = "";

    public string Invoice { get; private set; } = "";

    /// <summary>A completed SMS to the contact, which an external system sends.</summary>
    public string Communication { get; private set; } = "";

    /// <summary>What nobody but the owners and the watchers may be told.</summary>
    public IEnumerable<string> Secrets =>
        [Contact, Organization, Deal, Task, Invoice, Communication, Phone, "Secret Sally", "pbx/c1", "site/f1"];

    public SignedIn User(string role, string group) => _users[(role, group)];

    public async Task StartAsync()
    {
        await server.InitializeAsync();
        await PutAsync("employees", """
            {"employees":[{"id":"e1","name":"Jan One","extensions":["101"],"crmUserId":"u1"}],"topManagerId":"e1"}
            """);
        await PutAsync("scenario", """{"active":true}""");
        await PutAsync("settings/network", """
            {"communities":[{"id":"pl","name":"Poland","groups":[
                {"id":"sales","name":"Sales","units":[{"id":"sales.krakow","name":"Kraków"}]},
                {"id":"watch","name":"Watch","units":[]},
                {"id":"care","name":"Care","units":[]}]}],
             "profiles":[{"groupId":"sales","scope":"specific","groups":[
                {"groupId":"watch","grants":[{"action":"view","privacyLevelMax":0}]}]}],
             "privacyLevels":["normal","private"]}
            """);
        foreach (var role in BoundRoles)
        {
            foreach (var (group, unit) in new[] { ("sales", "sales.krakow"), ("watch", "watch"), ("care", "care") })
            {
                _users[(role, group)] = await SignInAsync(role, unit);
            }
        }

        await PutAsync("settings/communications", """
            {"definitions":[{"name":"All","active":true,"media":[{"medium":"sms"},{"medium":"letter"}]}],
             "externalSystems":[{"name":"Portal"}]}
            """);
        await MakeRecordsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var user in _users.Values)
        {
            user.Dispose();
        }

        await server.DisposeAsync();
    }

    /// <summary>Asks as the admin key.</summary>
    public async Task<Answer> AskAsync(HttpMethod method, string path, string? json = null, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(method, $"/api/v1/{path}")
        {
            Content = json is null ? null : Reads.ReadServer.Json(json),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await server.SendAsync(request);
    }

    /// <summary>A call that is not answered: contact, organization, deal and task come of it.</summary>
    public async Task MissedCallAsync(string callId, string from, string name)
    {
        JsonObject Event(string id, string type, string at) => new()
        {
            ["id"] = $"{callId}-{id}",
            ["source"] = "pbx",
            ["callId"] = callId,
            ["type"] = type,
            ["at"] = at,
        };
        var ringing = Event("1", "ringing", "2026-03-02T09:00:00Z");
        ringing["direction"] = "incoming";
        ringing["from"] = from;
        ringing["to"] = "+48221234567";
        ringing["callerName"] = name;
        var ended = Event("2", "ended", "2026-03-02T09:01:00Z");
        ended["outcome"] = "noAnswer";
        var sent = await AskAsync(HttpMethod.Post, "call-events", new JsonArray(ringing, ended).ToJsonString());
        sent.Rejected.ShouldBeEmpty(sent.Body);
    }

    private async Task MakeRecordsAsync()
    {
        await MissedCallAsync("c1", Phone, "Secret Sally");
        await server.UntilAsync("/api/v1/tasks", json => json["items"]!.AsArray().Count > 0);
        var contact = (await AskAsync(HttpMethod.Get, "contacts")).Json["items"]![0]!;
        Contact = (string)contact["id"]!;
        Deal = (string)(await AskAsync(HttpMethod.Get, "deals")).Json["items"]![0]!["id"]!;
        Task = (string)(await AskAsync(HttpMethod.Get, "tasks")).Json["items"]![0]!["id"]!;
        Organization = (string)(await AskAsync(HttpMethod.Get, "organizations")).Json["items"]![0]!["id"]!;
        var form = await AskAsync(HttpMethod.Post, "form-submissions", new JsonObject
        {
            ["source"] = "site",
            ["id"] = "f1",
            ["phone"] = Phone,
        }.ToJsonString());
        form.Rejected.ShouldBeEmpty(form.Body);

        // The maker's group owns it.
        var made = await User(Roles.Agent, "sales").SendAsync(
            HttpMethod.Post, "/api/v1/records/invoice", """{"fields":{"number":"Secret Sally 1"}}""");
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        Invoice = (string)made.Json["id"]!;
        var written = await AskAsync(HttpMethod.Post, "communications", $$"""
            {"contactId":"{{Contact}}","medium":"sms","from":"Acme","body":"Secret Sally","externalSystem":"P",
             "state":"completed"}
            """);
        written.Status.ShouldBe(HttpStatusCode.Created, written.Body);
        Communication = (string)written.Json["id"]!;
        foreach (var record in new[] { $"contact/{Contact}", $"organization/{Organization}" })
        {
            var given = await AskAsync(HttpMethod.Post, $"records/{record}/owner", """{"groupId":"sales"}""");
            given.Status.ShouldBe(HttpStatusCode.OK, given.Body);
        }
    }

    private async Task<SignedIn> SignInAsync(string role, string unit)
    {
        var login = server.NewId(role.ToLowerInvariant());
        var id = await SignedIn.CreateAsync(server, login, role);
        await AskAsync(HttpMethod.Patch, $"users/{id}", $$"""{"unitId":"{{unit}}"}""");
        return await SignedIn.AsAsync(server, login, SignedIn.PasswordOf(login), HttpStatusCode.OK);
    }

    private async Task PutAsync(string path, string json)
    {
        var saved = await AskAsync(HttpMethod.Put, path, json);
        saved.Status.ShouldBe(HttpStatusCode.OK, saved.Body);
    }
}
