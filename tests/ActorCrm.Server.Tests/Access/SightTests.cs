using System.Net;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Access;

/// <summary>
/// Goes through every route that names or lists records, with every role, and records of another group. A new route
/// says how it keeps to what who asks may see, and is added to the tables here, or fails.
/// </summary>
public abstract class SightTests(TestServer server)
{
    private static readonly string[] RecordPermissions =
        [Permissions.RecordsRead, Permissions.RecordsWrite, Permissions.RecordsAssign];

    /// <summary>The addresses of one record, with what makes the owners' own request harmless.</summary>
    private static readonly Dictionary<string, Func<SightScene, (string Path, string? Json)[]>> One = new()
    {
        ["GET /api/v1/contacts/{id}"] = at => [($"contacts/{at.Contact}", null)],
        ["GET /api/v1/organizations/{id}"] = at => [($"organizations/{at.Organization}", null)],
        ["GET /api/v1/deals/{id}"] = at => [($"deals/{at.Deal}", null)],
        ["POST /api/v1/deals/{id}/close"] = at => [($"deals/{at.Deal}/close", """{"outcome":"won"}""")],
        ["GET /api/v1/tasks/{id}"] = at => [($"tasks/{at.Task}", null)],
        ["POST /api/v1/tasks/{id}/complete"] = at => [($"tasks/{at.Task}/complete", null)],
        ["GET /api/v1/calls/{source}/{**callId}"] = _ => [("calls/pbx/c1", null), ("calls/pbx/c1?events=true", null)],
        ["GET /api/v1/form-submissions/{source}/{**id}"] = _ => [("form-submissions/site/f1", null)],
        ["GET /api/v1/records/{type}/{id}"] = at => Records(at, null),
        ["PUT /api/v1/records/{type}/{id}"] = at => Records(at, """{"fields":{}}"""),
        ["PATCH /api/v1/records/{type}/{id}"] = at => Records(at, """{"fields":{}}"""),
        ["DELETE /api/v1/records/{type}/{id}"] = at => Records(at, null),
        ["POST /api/v1/records/{type}/{id}/restore"] = at => Records(at, null, "/restore"),
        ["GET /api/v1/records/{type}/{id}/owner"] = at => Owned(at, null, "/owner"),
        ["POST /api/v1/records/{type}/{id}/owner"] = at => Owned(at, """{"groupId":"sales"}""", "/owner"),
        ["POST /api/v1/records/{type}/{id}/privacy-level"] = at => Owned(at, """{"level":0}""", "/privacy-level"),
        ["GET /api/v1/communications/{id}"] = at => [($"communications/{at.Communication}", null)],
        ["PUT /api/v1/communications/{id}"] = at => [($"communications/{at.Communication}", $$"""
            {"contactId":"{{at.Contact}}","medium":"sms"}
            """)],
        ["DELETE /api/v1/communications/{id}"] = at => [($"communications/{at.Communication}", null)],
        ["POST /api/v1/communications/{id}/complete"] = at => Told(at, "{}", "/complete"),
        ["PUT /api/v1/communications/{id}/notes"] = at => Told(at, """{"ifRevision":999}""", "/notes"),
        ["POST /api/v1/communications/{id}/follow-up"] = at =>
            Told(at, """{"direction":"outgoing","medium":"sms"}""", "/follow-up"),
        ["POST /api/v1/communications/{id}/requeue"] = at => Told(at, "{}", "/requeue"),
        ["POST /api/v1/communications/{id}/delivery"] = at =>
            Told(at, """{"externalSystem":"P","event":"complete"}""", "/delivery"),
    };

    /// <summary>Addresses that list records or look them up; each shows the owners at least one.</summary>
    private static readonly Dictionary<string, Func<SightScene, (string Path, string? Json)[]>> Many = new()
    {
        ["GET /api/v1/contacts"] = at =>
            [("contacts", null), ("contacts?phone=600111222", null), ("contacts?name=Secret", null)],
        ["GET /api/v1/organizations"] = _ => [("organizations", null)],
        ["GET /api/v1/deals"] = at => [("deals", null), ($"deals?contactId={at.Contact}", null)],
        ["GET /api/v1/tasks"] = at => [("tasks", null), ("tasks?callId=c1", null)],
        ["GET /api/v1/calls"] = at => [("calls", null), ($"calls?contactId={at.Contact}", null)],
        ["GET /api/v1/form-submissions"] = _ => [("form-submissions", null), ("form-submissions?source=site", null)],
        ["GET /api/v1/records/{type}"] = _ =>
        [
            ("records/invoice", null), ("records/invoice?sort=updatedAt", null), ("records/contact", null),
            ("records/organization", null), ("records/deal", null), ("records/task?sort=createdAt", null),
        ],
        ["GET /api/v1/records/{type}/{id}/timeline"] = at =>
        [
            ($"records/invoice/{at.Invoice}/timeline", null), ($"records/contact/{at.Contact}/timeline", null),
            ($"records/deal/{at.Deal}/timeline", null),
        ],
        ["GET /api/v1/records/{type}/export"] = _ =>
            [("records/invoice/export", null), ("records/contact/export?format=ndjson", null)],
        ["GET /api/v1/communications"] = at =>
            [("communications", null), ($"communications?contactId={at.Contact}", null)],
        ["POST /api/v1/search"] = _ =>
        [
            ("search", """{"type":"contact"}"""), ("search", """{"type":"task"}"""),
            ("search", """{"type":"deal","count":true}"""),
            ("search", """{"type":"invoice","criteria":{"field":"number","operator":"startsWith","value":"Secret"}}"""),
        ],
        ["POST /api/v1/match"] = _ =>
        [
            ("match", """{"type":"contact","criteria":[{"field":"phones","value":"600111222"}]}"""),
            ("match", """{"type":"invoice","criteria":[{"field":"number","value":"Secret Sally 1"}]}"""),
        ],
        ["GET /api/v1/timeline"] = at =>
        [
            ($"timeline?entity=contact&id={at.Contact}", null), ($"timeline?entity=deal&id={at.Deal}", null),
            ($"timeline?entity=task&id={at.Task}", null), ("timeline?entity=call&id=pbx/c1", null),
            ("timeline?entity=form&id=site/f1", null), ($"timeline?entity=record&id=invoice/{at.Invoice}", null),
            ($"timeline?entity=organization&id={at.Organization}", null),
        ],
    };

    /// <summary>Routes with a test of their own below.</summary>
    private static readonly string[] Apart =
    [
        "GET /api/v1/changes", "POST /api/v1/records/{type}/bulk", "POST /api/v1/records/{type}",
        "POST /api/v1/scenario/test", "GET /api/v1/object-types", "GET /api/v1/object-types/{name}",
        "POST /api/v1/communications", "POST /api/v1/communications/preview",
    ];

    [Fact]
    public async Task Every_route_keeps_records_of_other_groups_from_every_role()
    {
        await using var at = new SightScene(server.Another());
        await at.StartAsync();
        var faults = new List<string>();
        foreach (var route in Routes(at.Server))
        {
            if (route.Way is null)
            {
                faults.Add($"{route.Name} does not declare how it keeps to what who asks may see.");
            }
            else if (One.TryGetValue(route.Name, out var one) && route.Way == SightDeclared.One)
            {
                foreach (var role in Allowed(route))
                {
                    await CheckOneAsync(at, route, role, one(at), faults);
                }
            }
            else if (Many.TryGetValue(route.Name, out var many) && route.Way == SightDeclared.Many)
            {
                foreach (var role in Allowed(route))
                {
                    await CheckManyAsync(at, role, many(at), faults);
                }
            }
            else if (route.Way is SightDeclared.All)
            {
                await CheckAllAsync(at, route, faults);
            }
            else if (route.Way != SightDeclared.Nothing && !Apart.Contains(route.Name))
            {
                faults.Add($"{route.Name} ({route.Way}) is in no table of this test.");
            }
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_stream_of_changes_leaves_out_what_is_about_records_of_other_groups()
    {
        await using var at = new SightScene(server.Another());
        await at.StartAsync();
        await at.MissedCallAsync("sentinel", "+48600999888", "Nobody");

        foreach (var (group, isShown) in new[] { ("care", false), ("watch", true), ("sales", true) })
        {
            var text = await ReadAsync(at.User(Roles.Agent, group));

            at.Secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)).ShouldBe(isShown, group);
        }

        // A contact that is given away takes along what was sent about it before.
        var other = (string)(await at.AskAsync(HttpMethod.Get, "contacts?phone=600999888")).Json["items"]![0]!["id"]!;
        (await ReadAsync(at.User(Roles.Agent, "care"))).ShouldContain(other);
        await at.AskAsync(HttpMethod.Post, $"records/contact/{other}/owner", """{"groupId":"sales"}""");
        await at.MissedCallAsync("last", "+48600777666", "Nobody");
        (await ReadAsync(at.User(Roles.Agent, "care"), "pbx/last")).ShouldNotContain(other);
    }

    [Fact]
    public async Task In_bulk_a_hidden_record_is_none_and_one_that_may_only_be_seen_is_refused()
    {
        await using var at = new SightScene(server.Another());
        await at.StartAsync();
        var json = $$$"""
            {"operations":[{"op":"update","id":"{{{at.Invoice}}}","fields":{"number":"stolen"}},
              {"op":"delete","id":"{{{at.Invoice}}}"},{"op":"create","fields":{"number":"own"}}]}
            """;

        foreach (var (group, status) in new[] { ("care", 404), ("watch", 403) })
        {
            var answer = await at.User(Roles.Agent, group).SendAsync(
                HttpMethod.Post, "/api/v1/records/invoice/bulk", json.Replace("own", group, StringComparison.Ordinal));

            answer.Json["items"]!.AsArray().Select(item => (int)item!["status"]!).ShouldBe([status, status, 201]);
        }

        ((string?)(await at.AskAsync(HttpMethod.Get, $"records/invoice/{at.Invoice}")).Json["fields"]!["number"])
            .ShouldBe("Secret Sally 1");
        var made = (await at.User(Roles.Agent, "watch").GetAsync("/api/v1/records/invoice")).Body;
        made.ShouldContain("\"watch\"");
        made.ShouldNotContain("\"care\"");
    }

    [Fact]
    public async Task Refusals_tell_nothing_of_hidden_records()
    {
        await using var at = new SightScene(server.Another());
        await at.StartAsync();
        var stranger = at.User(Roles.Agent, "care");

        var hidden = await MakeAsync(stranger, $$$"""{"fields":{"number":"1","contactId":"{{{at.Contact}}}"}}""");
        var missing = await MakeAsync(stranger, $$$"""{"fields":{"number":"1","contactId":"{{{Guid.NewGuid()}}}"}}""");
        var taken = await MakeAsync(stranger, """{"fields":{"number":"secret sally 1"}}""");
        var seen = await MakeAsync(at.User(Roles.Agent, "watch"), """{"fields":{"number":"secret sally 1"}}""");
        var dry = await at.User(Roles.Supervisor, "care").SendAsync(
            HttpMethod.Post, "/api/v1/scenario/test", """{"events":[{}]}""");

        (hidden.Status, (string?)hidden.Json["faults"]![0]!["code"]).ShouldBe(
            (missing.Status, (string?)missing.Json["faults"]![0]!["code"]));
        hidden.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        taken.Code.ShouldBe("duplicate");
        taken.Body.ShouldNotContain(at.Invoice);
        ((string?)seen.Json["faults"]![0]!["recordId"]).ShouldBe(at.Invoice);
        (dry.Status, dry.Code).ShouldBe((HttpStatusCode.Forbidden, "recordOfOtherGroup"));
    }

    [Fact]
    public async Task Nobody_writes_to_a_contact_that_is_hidden_from_them()
    {
        await using var at = new SightScene(server.Another());
        await at.StartAsync();
        string Letter(string contact) =>
            $$$"""{"contactId":"{{{contact}}}","medium":"letter","body":"{{ contact.name }}"}""";

        foreach (var path in new[] { "communications", "communications/preview" })
        {
            var hidden = await SendAsync(at.User(Roles.Agent, "care"), "POST", path, Letter(at.Contact));
            var nowhere = await SendAsync(at.User(Roles.Agent, "care"), "POST", path, Letter($"{Guid.NewGuid()}"));
            var seen = await SendAsync(at.User(Roles.Agent, "sales"), "POST", path, Letter(at.Contact));

            Plain(hidden).ShouldBe(Plain(nowhere));
            hidden.Code.ShouldBe("communicationInvalid");
            ((int)seen.Status).ShouldBeInRange(200, 201, seen.Body);
        }
    }

    private static Task<Answer> MakeAsync(SignedIn user, string json) =>
        user.SendAsync(HttpMethod.Post, "/api/v1/records/invoice", json);

    private static async Task CheckOneAsync(
        SightScene at, Route route, string role, (string Path, string? Json)[] requests, List<string> faults)
    {
        foreach (var (path, json) in requests)
        {
            var there = await SendAsync(at.User(role, "care"), route.Method, path, json);
            var nowhere = await SendAsync(at.User(role, "care"), route.Method, Elsewhere(at, path), json);
            if (there.Status != HttpStatusCode.NotFound || Plain(there) != Plain(nowhere))
            {
                faults.Add($"{route.Name} tells {role} of {path}: {there.Status} {there.Body}");
            }

            var watched = await SendAsync(at.User(role, "watch"), route.Method, path, json);
            var expected = route.Method == "GET" ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
            if (watched.Status != expected
                || (expected == HttpStatusCode.Forbidden && watched.Code != "recordOfOtherGroup"))
            {
                faults.Add($"{route.Name} for {role} of a group that may view {path}: {watched.Status} {watched.Body}");
            }

            var owned = await SendAsync(at.User(role, "sales"), route.Method, path, json);
            if (owned.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
            {
                faults.Add($"{route.Name} for {role} of the owning group at {path}: {owned.Status} {owned.Body}");
            }
        }
    }

    // What tells of all groups refuses whom the network binds, before anything else is looked at.
    private static async Task CheckAllAsync(SightScene at, Route route, List<string> faults)
    {
        foreach (var role in Allowed(route))
        {
            var path = route.Path["/api/v1/".Length..].Replace("{id}", $"{Guid.NewGuid()}", StringComparison.Ordinal);
            var answer = await SendAsync(
                at.User(role, "sales"), route.Method, path, route.Method is "GET" or "DELETE" ? null : "{}");
            if (answer.Code != "recordOfOtherGroup")
            {
                faults.Add($"{route.Name} for {role}: {answer.Status} {answer.Body}");
            }
        }
    }

    private static async Task CheckManyAsync(
        SightScene at, string role, (string Path, string? Json)[] requests, List<string> faults)
    {
        foreach (var (path, json) in requests)
        {
            var method = json is null ? "GET" : "POST";
            foreach (var (group, isShown) in new[] { ("care", false), ("watch", true), ("sales", true) })
            {
                var answer = await SendAsync(at.User(role, group), method, path, json);

                // A timeline names nobody, but begins with the creation.
                var isTold = at.Secrets.Append("Created\"").Any(
                    secret => answer.Body.Contains(secret, StringComparison.Ordinal));
                if (answer.Status != HttpStatusCode.OK || isTold != isShown)
                {
                    faults.Add($"{path} for {role} of {group}: {answer.Status} {answer.Body}");
                }
            }
        }
    }

    // The version that nobody has keeps the owners from changing what the others are tried with.
    private static async Task<Answer> SendAsync(SignedIn user, string method, string path, string? json)
    {
        using var response = await user.RespondAsync(
            new HttpMethod(method), $"/api/v1/{path}", json, user.Token, "\"999\"");
        return await Answer.ReadAsync(response);
    }

    private static string Elsewhere(SightScene at, string path)
    {
        foreach (var id in new[] { at.Contact, at.Organization, at.Deal, at.Task, at.Invoice, at.Communication })
        {
            path = path.Replace(id, "0198c0de-7000-7000-8000-000000000000", StringComparison.Ordinal);
        }

        return path.Replace("pbx/c1", "pbx/c2", StringComparison.Ordinal)
            .Replace("site/f1", "site/f2", StringComparison.Ordinal);
    }

    private static string Plain(Answer answer)
    {
        var json = answer.Json.AsObject();
        json.Remove("traceId");
        return $"{answer.Status} {json.ToJsonString()}";
    }

    private static async Task<string> ReadAsync(SignedIn user, string until = "pbx/sentinel")
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var response = await user.RespondAsync(HttpMethod.Get, "/api/v1/changes?after=0", null, null);
        await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
        using var reader = new StreamReader(body);
        var text = "";
        while (!text.Contains($"\"id\":\"{until}\",\"what\":\"callEnded\"", StringComparison.Ordinal))
        {
            text += await reader.ReadLineAsync(patience.Token) + "\n";
        }

        return text;
    }

    private static IEnumerable<string> Allowed(Route route) => SightScene.BoundRoles.Where(
        role => Roles.PermissionsOf(role).Contains(route.Permission));

    private static (string Path, string? Json)[] Records(SightScene at, string? json, string more = "") =>
    [
        ($"records/invoice/{at.Invoice}{more}", json), ($"records/contact/{at.Contact}{more}", json),
        ($"records/organization/{at.Organization}{more}", json), ($"records/deal/{at.Deal}{more}", json),
        ($"records/task/{at.Task}{more}", json),
    ];

    private static (string Path, string? Json)[] Told(SightScene at, string json, string more) =>
        [($"communications/{at.Communication}{more}", json)];

    private static (string Path, string? Json)[] Owned(SightScene at, string? json, string more) =>
        [($"records/invoice/{at.Invoice}{more}", json), ($"records/contact/{at.Contact}{more}", json)];

    private static IEnumerable<Route> Routes(TestServer server) =>
        from endpoint in server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()
        let permission = endpoint.Metadata.GetMetadata<PermissionNeeded>()?.Permission
        let way = endpoint.Metadata.GetMetadata<SightDeclared>()?.Way
        where way is not null || RecordPermissions.Contains(permission)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select new Route(method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), permission ?? "", way);

    private sealed record Route(string Method, string Path, string Permission, string? Way)
    {
        public string Name => $"{Method} {Path}";
    }
}

public sealed class SqliteSightTests(TestServer server) : SightTests(server), IClassFixture<TestServer>;

public sealed class PostgresSightTests(PostgresTestServer server)
    : SightTests(server), IClassFixture<PostgresTestServer>;
