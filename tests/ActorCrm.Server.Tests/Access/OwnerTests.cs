using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;

namespace ActorCrm.Server.Tests.Access;

/// <summary>Whose records are, who says so, and what that does.</summary>
public abstract class OwnerTests(TestServer server)
{
    [Fact]
    public async Task Groups_and_levels_are_changed_by_the_owners_over_the_version_that_stands()
    {
        await using var at = new SightScene(server.Another());
        await at.StartAsync();
        var (owner, watcher) = ($"records/contact/{at.Contact}/owner", at.User(Roles.Agent, "watch"));
        var level = $"records/contact/{at.Contact}/privacy-level";

        var before = await at.AskAsync(HttpMethod.Get, owner);
        var agent = await PostAsync(at.User(Roles.Agent, "sales"), owner, """{"groupId":"care"}""");
        var late = await at.AskAsync(HttpMethod.Post, level, """{"level":1}""", "\"7\"");
        var unknown = await at.AskAsync(HttpMethod.Post, owner, """{"groupId":"sales.krakow"}""");
        var tooHigh = await at.AskAsync(HttpMethod.Post, level, """{"level":2}""");
        var deal = await at.AskAsync(HttpMethod.Post, $"records/deal/{at.Deal}/owner", """{"groupId":"care"}""");
        (await watcher.GetAsync($"/api/v1/contacts/{at.Contact}")).Status.ShouldBe(HttpStatusCode.OK);
        var raised = await PostAsync(at.User(Roles.Supervisor, "sales"), level, """{"level":1}""");

        ((string?)before.Json["groupId"], before.Headers.ETag!.Tag).ShouldBe(("sales", "\"1\""));
        (agent.Status, agent.Code).ShouldBe((HttpStatusCode.Forbidden, "forbidden"));
        (late.Status, unknown.Code, tooHigh.Code, deal.Code).ShouldBe(
            (HttpStatusCode.PreconditionFailed, "ownerInvalid", "ownerInvalid", "ownerFollows"));
        ((int)raised.Json["privacyLevel"]!, (int)raised.Json["version"]!).ShouldBe((1, 2));

        // What follows the contact goes with it, and a level counts for the owning group as little as before.
        foreach (var path in new[] { $"contacts/{at.Contact}", $"deals/{at.Deal}", $"tasks/{at.Task}", "calls/pbx/c1" })
        {
            (await watcher.GetAsync($"/api/v1/{path}")).Status.ShouldBe(HttpStatusCode.NotFound, path);
            (await at.User(Roles.Agent, "sales").GetAsync($"/api/v1/{path}")).Status.ShouldBe(HttpStatusCode.OK, path);
        }

        (await watcher.GetAsync("/api/v1/contacts")).Json["items"]!.AsArray().ShouldBeEmpty();
        var entry = (await at.AskAsync(HttpMethod.Get, $"timeline?entity=contact&id={at.Contact}&order=latest"))
            .Json["items"]![0]!;
        ((string?)entry["what"], (string?)entry["data"]!["privacyLevel"]).ShouldBe(
            ("ownerChanged", """{"before":0,"after":1}"""));
        var audit = await at.AskAsync(HttpMethod.Get, $"audit?subject=record_owner/contact/{at.Contact}");
        audit.Json["items"]!.AsArray().Select(one => (string?)one!["what"]).ShouldBe(["ownerChanged", "ownerChanged"]);
    }

    [Fact]
    public async Task A_key_that_is_bound_to_a_unit_sees_what_the_unit_sees_and_makes_what_the_group_owns()
    {
        await using var at = new SightScene(server.Another());
        await at.StartAsync();
        using var sales = await KeyAsync(at, "sales.krakow");
        using var care = await KeyAsync(at, "care");
        using var free = await KeyAsync(at, null);

        var made = await ReadAsync(care.PostAsync(
            new Uri("/api/v1/records/invoice", UriKind.Relative),
            Reads.ReadServer.Json("""{"fields":{"number":"of care"}}""")));
        var own = (string)made.Json["id"]!;

        (await FindAsync(sales, at.Invoice), await FindAsync(sales, own)).ShouldBe((true, false));
        (await FindAsync(care, at.Invoice), await FindAsync(care, own)).ShouldBe((false, true));
        (await FindAsync(free, at.Invoice), await FindAsync(free, own)).ShouldBe((true, true));
        var owned = await at.AskAsync(HttpMethod.Get, $"records/invoice/{own}/owner");
        ((string?)owned.Json["groupId"]).ShouldBe("care");
        var admin = await at.AskAsync(
            HttpMethod.Post, "api-keys", """{"name":"x","scopes":["admin"],"unitId":"care"}""");
        admin.Status.ShouldBe(HttpStatusCode.BadRequest);
        var gone = await at.AskAsync(
            HttpMethod.Put, "settings/network", """{"communities":[{"id":"pl","name":"Poland","groups":[]}]}""");
        ((string?)gone.Json["errors"]!.ToJsonString()).ShouldNotBeNull().ShouldContain("API key");
    }

    [Fact]
    public async Task A_record_that_was_refused_leaves_no_owner_and_a_repeat_gives_the_same_one()
    {
        await using var at = new SightScene(server.Another());
        await at.StartAsync();
        var agent = at.User(Roles.Agent, "sales");

        await PostAsync(agent, "records/invoice", """{"fields":{"number":""}}""");
        var first = await RepeatAsync(agent);
        var again = await RepeatAsync(agent);

        again.Json["id"]!.GetValue<string>().ShouldBe((string)first.Json["id"]!);
        using var connection = at.Server.Store.Open();
        var owners = Schema(connection);
        owners.ShouldBe(["contact", "invoice", "invoice", "organization"]);
    }

    private static List<string> Schema(System.Data.Common.DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM record_owner ORDER BY id";
        using var reader = command.ExecuteReader();
        var types = new List<string>();
        while (reader.Read())
        {
            types.Add(reader.GetString(0).Split('/')[0]);
        }

        return types;
    }

    private static async Task<Answer> RepeatAsync(SignedIn user)
    {
        using var response = await user.RespondAsync(
            HttpMethod.Post, "/api/v1/records/invoice", """{"fields":{"number":"once"}}""", user.Token, null, "one");
        var answer = await Answer.ReadAsync(response);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return answer;
    }

    private static Task<Answer> PostAsync(SignedIn user, string path, string json) =>
        user.SendAsync(HttpMethod.Post, $"/api/v1/{path}", json);

    private static async Task<HttpClient> KeyAsync(SightScene at, string? unitId)
    {
        var made = await at.AskAsync(HttpMethod.Post, "api-keys", new JsonObject
        {
            ["name"] = "key",
            ["scopes"] = new JsonArray("read", "write"),
            ["unitId"] = unitId,
        }.ToJsonString());
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        return at.Server.ClientWith((string)made.Json["key"]!);
    }

    private static async Task<bool> FindAsync(HttpClient key, string invoice)
    {
        var one = await ReadAsync(key.GetAsync(new Uri($"/api/v1/records/invoice/{invoice}", UriKind.Relative)));
        var list = await ReadAsync(key.GetAsync(new Uri("/api/v1/records/invoice", UriKind.Relative)));
        list.Body.Contains(invoice, StringComparison.Ordinal).ShouldBe(one.Status == HttpStatusCode.OK);
        return one.Status == HttpStatusCode.OK;
    }

    private static async Task<Answer> ReadAsync(Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        return await Answer.ReadAsync(response);
    }
}

public sealed class SqliteOwnerTests(TestServer server) : OwnerTests(server), IClassFixture<TestServer>;

public sealed class PostgresOwnerTests(PostgresTestServer server)
    : OwnerTests(server), IClassFixture<PostgresTestServer>;
