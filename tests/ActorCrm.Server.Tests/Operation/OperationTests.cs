using System.Net;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Tests.Operation;

public abstract class OperationTests(TestServer server)
{
    [Fact]
    public async Task Metrics_show_what_came_in()
    {
        await server.SendEventsAsync($"[{server.Event()},5]");

        var answer = await server.GetAsync("/metrics");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.ContentType.ShouldNotBeNull().ShouldStartWith("text/plain");
        answer.Body.ShouldContain("# TYPE actorcrm_ingestion_events_total counter");
        answer.Body.ShouldContain("actorcrm_ingestion_events_total{result=\"rejected\"}");
        answer.Body.ShouldContain("actorcrm_commit_duration_seconds_bucket{le=\"+Inf\"}");
        answer.Body.ShouldContain("http_server_request_duration_seconds_count");
        answer.Body.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .ShouldAllBe(line => line.LastIndexOf(' ') > 0);
    }

    [Fact]
    public async Task Dead_letters_are_shown_in_pages_without_payload_and_driven_again()
    {
        await using (var database = server.Store.Open())
        {
            await using var command = database.CreateCommand();
            command.CommandText = """
                INSERT INTO dead_letter
                  (id, shard, grain_type, grain_key, message_type, payload, sent_at, failed_at, attempts, error)
                SELECT 'dl-' || value, 0, 'call', 'pbx/x', 'call.closeQuiet', '{}', 0, 0, 5,
                       'Bad: +48600700800' || @newline || '   at Somewhere()'
                FROM (SELECT 1 AS value UNION SELECT 2 UNION SELECT 3) AS numbers
                """;
            var newline = command.CreateParameter();
            (newline.ParameterName, newline.Value) = ("@newline", "\n");
            command.Parameters.Add(newline);
            await command.ExecuteNonQueryAsync();
        }

        var first = await server.GetAsync("/api/v1/dead-letters?limit=2");
        var second = await server.GetAsync($"/api/v1/dead-letters?limit=2&cursor={first.Json["next"]}");
        var driven = await server.PostAsync("/api/v1/dead-letters/dl-1/redrive", "");
        var again = await server.PostAsync("/api/v1/dead-letters/dl-1/redrive", "");

        first.Json["items"]!.AsArray().Select(item => (string?)item!["id"]).ShouldBe(["dl-3", "dl-2"]);
        second.Json["items"]!.AsArray().Select(item => (string?)item!["id"]).ShouldBe(["dl-1"]);
        second.Json["next"].ShouldBeNull();
        first.Body.ShouldNotContain("Somewhere");
        first.Body.ShouldNotContain("payload");
        driven.Status.ShouldBe(HttpStatusCode.Accepted);
        again.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_grain_type_has_a_table()
    {
        // Without its table a message waits for ever, and everybody behind it: the database might come back.
        await using var database = server.Store.Open();
        foreach (var type in SiloHosting.Catalog().Types)
        {
            await using var command = database.CreateCommand();
            command.CommandText = $"SELECT id, shard, version, doc FROM {type.Name} LIMIT 0";
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task What_was_answered_is_there_after_a_restart()
    {
        await using var restarted = server.Another();
        await restarted.InitializeAsync();
        var one = restarted.Line();
        await restarted.SendEventsAsync(one);

        await restarted.RestartAsync();

        (await restarted.SendEventsAsync(one)).Duplicates.ShouldBe(1);
    }

    [Fact]
    public async Task Calls_stored_while_the_integration_was_off_are_replayed_when_it_is_switched_on()
    {
        await using var off = server.Another();
        await off.InitializeAsync();
        await off.SendAsync(Put("/api/v1/employees", """
            {"employees":[{"id":"e0","name":"Ewa Top","extensions":["100"],"crmUserId":"u0"}],"topManagerId":"e0"}
            """));
        var events = Enumerable.Range(0, 600).Select(i =>
        {
            var one = off.Event();
            one["type"] = "answered";
            one["agent"] = new System.Text.Json.Nodes.JsonObject { ["extension"] = "100" };
            one["from"] = $"+4860070{i:0000}";
            return one.ToJsonString();
        });
        (await off.SendEventsAsync($"[{string.Join(',', events)}]")).Accepted.ShouldBe(600);

        var on = await off.SendAsync(Put("/api/v1/scenario", """{"active":true,"resend":true}"""));

        on.Status.ShouldBe(HttpStatusCode.OK, on.Body);
        var scenario = await off.UntilAsync("/api/v1/scenario", json => json["resend"]?["done"] is not null);
        ((bool)scenario["resend"]!["done"]!).ShouldBeTrue();
        ((string?)scenario["resend"]!["detail"]).ShouldBe("600 calls");
        var contacts = await off.UntilAsync(
            "/api/v1/contacts?phone=%2B48600700599", json => json["items"]!.AsArray().Count == 1);
        contacts.ToJsonString().ShouldContain("48600700599");
    }

    private static HttpRequestMessage Put(string path, string json) => new(HttpMethod.Put, path)
    {
        Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
    };
}

public sealed class SqliteOperationTests(TestServer server) : OperationTests(server), IClassFixture<TestServer>
{
    private readonly TestServer _server = server;

    [Fact]
    public async Task A_second_server_on_the_same_data_is_told_what_to_do()
    {
        await using var second = ServerApp.Build(_server.Args, TextWriter.Null);

        var refused = await second.StartAsync().ShouldThrowAsync<StartException>();

        refused.Message.ShouldContain("--data");
    }

    [Theory]
    [InlineData("--Silo:Loops", "0", "Silo:Loops")]
    [InlineData("--Silo:Loops", "many", "Silo")]
    [InlineData("--Ingestion:EventsMax", "0", "Ingestion:EventsMax")]
    [InlineData("--Ingestion:BodyBytesMax", "x", "Ingestion")]
    [InlineData("--Server:StopPatience", "-00:00:01", "Server:StopPatience")]
    [InlineData("--data", " ", "--data")]
    public void Settings_that_make_no_sense_are_named_at_start(string name, string value, string named)
    {
        var refused = Should.Throw<StartException>(() => ServerApp.Build([name, value], TextWriter.Null));

        refused.Message.ShouldContain(named);
    }
}

public sealed class PostgresOperationTests(PostgresTestServer server)
    : OperationTests(server), IClassFixture<PostgresTestServer>;
