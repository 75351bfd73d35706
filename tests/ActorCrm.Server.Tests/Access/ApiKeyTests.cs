using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Server.Access;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Access;

/// <summary>Rotation, last use and limits of keys.</summary>
public abstract class ApiKeyTests(TestServer server)
{
    private static readonly Uri Metrics = new("/metrics", UriKind.Relative);

    [Fact]
    public async Task Two_keys_open_during_a_rotation_and_the_first_ends()
    {
        var first = await MakeAsync("""{"name":"report","scopes":["read"],"requestsPerSecondMax":500}""");
        var second = await RotateAsync(first, "{}");
        var third = await RotateAsync(second, """{"overlap":"00:00:00"}""");

        second.Status.ShouldBe(HttpStatusCode.Created, second.Body);
        ((string?)second.Json["replaces"]).ShouldBe((string?)first.Json["id"]);
        ((int?)second.Json["requestsPerSecondMax"]).ShouldBe(500);
        (await StatusAsync(first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(second)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(third)).ShouldBe(HttpStatusCode.OK);
        (await RotateAsync(second, "{}")).Code.ShouldBe("apiKeyReplaced");
        (await server.PostAsync("/api/v1/api-keys/nothing/rotate", "{}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task While_the_old_key_lives_both_open()
    {
        var first = await MakeAsync("""{"name":"report","scopes":["read"]}""");
        var second = await RotateAsync(first, """{"overlap":"1.00:00:00"}""");

        (await StatusAsync(first)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(second)).ShouldBe(HttpStatusCode.OK);
        var old = await ViewAsync(first);
        ((string?)old["replacedBy"]).ShouldBe((string?)second.Json["id"]);
        old["expiresAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task The_last_use_is_shown_and_kept()
    {
        await using var fresh = server.Another();
        await fresh.InitializeAsync();
        var made = await fresh.PostAsync("/api/v1/api-keys", """{"name":"report","scopes":["read"]}""");
        var unused = ViewOf(await fresh.GetAsync("/api/v1/api-keys"), made)["lastUsedAt"];
        using (var client = fresh.ClientWith((string)made.Json["key"]!))
        {
            (await client.GetAsync(Metrics)).Dispose();
        }

        var used = ViewOf(await fresh.GetAsync("/api/v1/api-keys"), made)["lastUsedAt"]!.GetValue<DateTimeOffset>();
        await fresh.App.Services.GetRequiredService<ApiKeyUses>().StoreAsync(TestContext.Current.CancellationToken);
        await fresh.RestartAsync();
        var kept = ViewOf(await fresh.GetAsync("/api/v1/api-keys"), made)["lastUsedAt"]!.GetValue<DateTimeOffset>();

        unused.ShouldBeNull();
        kept.ShouldBe(used, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        var made = await MakeAsync("""{"name":"greedy","scopes":["read","ingest"],"requestsPerSecondMax":1}""");
        using var greedy = server.ClientWith((string)made.Json["key"]!);
        var answers = new List<Answer>();
        for (var i = 0; i < 20; i++)
        {
            using var response = await greedy.GetAsync(new Uri("/api/v1/calls", UriKind.Relative));
            answers.Add(await Answer.ReadAsync(response));
        }

        var refused = answers.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).ToList();
        answers[0].Status.ShouldBe(HttpStatusCode.OK);
        refused.ShouldNotBeEmpty();
        refused[0].Code.ShouldBe("rateLimited");
        refused[0].Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        ((string?)refused[0].Json["detail"]).ShouldNotBeNull().ShouldContain("'requests' is 1 requests a second");
        (await server.GetAsync("/api/v1/calls")).Status.ShouldBe(HttpStatusCode.OK);

        // Events are counted apart.
        using var events = await greedy.PostAsync(
            new Uri("/api/v1/call-events", UriKind.Relative), Reads.ReadServer.Json(server.Line()));
        events.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_settings_limit_events_only_when_they_say_so()
    {
        await using var fresh = server.Another(["--Access:EventRequestsPerSecondMax", "1"]);
        await fresh.InitializeAsync();

        var answers = new List<Answer>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add(await fresh.SendEventsAsync(fresh.Line()));
        }

        answers.Count(answer => answer.Code == "rateLimited").ShouldBeGreaterThan(0);
        ((string?)answers.Last(answer => answer.Code == "rateLimited").Json["detail"])
            .ShouldNotBeNull().ShouldContain("'events'");
    }

    [Theory]
    [InlineData("""{"name":"x","scopes":["read"],"requestsPerSecondMax":0}""")]
    [InlineData("""{"name":"x","scopes":["read"],"requestsPerSecondMax":1000001}""")]
    public async Task A_limit_that_makes_no_sense_is_refused(string request) =>
        (await server.PostAsync("/api/v1/api-keys", request)).Code.ShouldBe("invalidRequest");

    private static JsonNode ViewOf(Answer list, Answer made) => list.Json["items"]!.AsArray()
        .Single(key => (string?)key!["id"] == (string?)made.Json["id"])!;

    private Task<Answer> MakeAsync(string request) => server.PostAsync("/api/v1/api-keys", request);

    private Task<Answer> RotateAsync(Answer made, string request) =>
        server.PostAsync($"/api/v1/api-keys/{made.Json["id"]}/rotate", request);

    private async Task<JsonNode> ViewAsync(Answer made) => ViewOf(await server.GetAsync("/api/v1/api-keys"), made);

    private async Task<HttpStatusCode> StatusAsync(Answer made)
    {
        using var client = server.ClientWith((string)made.Json["key"]!);
        using var response = await client.GetAsync(Metrics);
        return response.StatusCode;
    }
}

public sealed class SqliteApiKeyTests(TestServer server) : ApiKeyTests(server), IClassFixture<TestServer>;

public sealed class PostgresApiKeyTests(PostgresTestServer server)
    : ApiKeyTests(server), IClassFixture<PostgresTestServer>;
