using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Server.Grains;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Operation;

public abstract class ClusterTests(TestServer server)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_cluster_shows_its_silo_its_shards_and_its_turns()
    {
        await server.SendEventsAsync($"[{server.Event()}]");

        var cluster = await server.UntilAsync(
            "/api/v1/cluster",
            json => json["turns"]!.AsArray().Any(turn => (string?)turn!["message"] == "call.record"));

        var silo = cluster["silos"]!.AsArray().ShouldHaveSingleItem()!;
        silo["id"]!.GetValue<string>().ShouldBe(server.App.Silo.MemberId);
        silo["state"]!.GetValue<string>().ShouldBe("active");
        silo["isSelf"]!.GetValue<bool>().ShouldBeTrue();
        silo["shards"]!.GetValue<int>().ShouldBe(64);
        silo["name"]!.GetValue<string>().ShouldNotBeEmpty();
        silo["uptimeSeconds"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(0);
        silo["vitals"]!["memoryBytes"]!.GetValue<long>().ShouldBeGreaterThan(1_000_000);
        silo["vitals"]!["processors"]!.GetValue<int>().ShouldBe(Environment.ProcessorCount);
        var shards = cluster["shards"]!.AsArray();
        shards.Count.ShouldBe(64);
        shards.ShouldAllBe(shard => (string?)shard!["owner"] == server.App.Silo.MemberId && (long)shard["epoch"]! > 0);
        cluster["activations"]!["call"]!.GetValue<int>().ShouldBeGreaterThan(0);
        var turn = cluster["turns"]!.AsArray().First(turn => (string?)turn!["message"] == "call.record")!;
        turn["grain"]!.GetValue<string>().ShouldBe("call");
        turn["perSecond"]!.GetValue<double>().ShouldBeGreaterThan(0);
        turn["errorsPerSecond"]!.GetValue<double>().ShouldBe(0);
        turn["p50"]!.GetValue<double>().ShouldBeGreaterThan(0);
        turn["p99"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(turn["p50"]!.GetValue<double>());
    }

    [Fact]
    public async Task What_waits_is_shown_by_shard_and_in_metrics()
    {
        await using (var database = server.Store.Open())
        {
            await using var command = database.CreateCommand();

            // Due in the year 2100: nobody takes it meanwhile.
            command.CommandText = """
                INSERT INTO inbox (id, shard, grain_type, grain_key, message_type, payload, sent_at, due_at)
                VALUES ('later', 7, 'call', 'pbx/later', 'call.closeQuiet', '{"body":"private"}', 0, 4102444800000);
                INSERT INTO effect
                  (id, shard, grain_type, grain_key, kind, message_type, payload, idempotency_key, due_at)
                VALUES ('later', 7, 'call', 'pbx/later', 'somewhere', 'call.closeQuiet', '{}', 'k', 4102444800000);
                INSERT INTO dead_letter
                  (id, shard, grain_type, grain_key, message_type, payload, sent_at, failed_at, attempts, error)
                VALUES ('dead', 7, 'call', 'pbx/later', 'call.closeQuiet', '{}', 0, 0, 5, 'Bad');
                """;
            await command.ExecuteNonQueryAsync();
        }

        var cluster = (await server.GetAsync("/api/v1/cluster")).Json;
        var sample = await server.App.Services.GetRequiredService<Cluster.ClusterReader>()
            .SampleAsync(CancellationToken.None);
        await server.App.Services.GetRequiredService<Cluster.ClusterSampler>().SampleAsync(CancellationToken.None);
        var metrics = (await server.GetAsync("/metrics")).Body;

        var shard = cluster["shards"]![7]!;
        shard["inbox"]!.GetValue<long>().ShouldBe(1);
        shard["lagSeconds"]!.GetValue<double>().ShouldBe(0);
        shard["deadLetters"]!.GetValue<long>().ShouldBe(1);
        cluster["deadLetters"]!.GetValue<long>().ShouldBe(1);
        cluster["effects"]!.ToJsonString().ShouldBe("""[{"kind":"somewhere","state":"pending","count":1}]""");
        sample.Effects.ShouldHaveSingleItem().ShouldBe(new Cluster.EffectStatus("somewhere", "pending", 1));
        (sample.Inbox, sample.DeadLetters).ShouldBe((1, 1));

        // The other servers of this process are in the metrics too, so of those without tags only the names are sure.
        metrics.ShouldContain("\nactorcrm_inbox_depth ");
        metrics.ShouldContain("\nactorcrm_inbox_lag_seconds ");
        metrics.ShouldContain("\nactorcrm_dead_letters ");
        metrics.ShouldContain("actorcrm_effects_waiting{kind=\"somewhere\",state=\"pending\"} 1\n");
        metrics.ShouldContain("\nactorcrm_shards_owned ");
        metrics.ShouldContain("\nactorcrm_shards_claimed_total ");
        metrics.ShouldContain("\nactorcrm_reminders_due ");
        metrics.ShouldContain("actorcrm_turns_handled_total{grain=\"");
        metrics.ShouldContain("quantile=\"0.99\"}");
    }

    [Fact]
    public async Task Counting_ends_at_a_thousand_a_shard()
    {
        await using var crowded = server.Another();
        await crowded.InitializeAsync();
        await using (var database = crowded.Store.Open())
        {
            await using var command = database.CreateCommand();
            command.CommandText = """
                WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1500)
                INSERT INTO inbox (id, shard, grain_type, grain_key, message_type, payload, sent_at, due_at)
                SELECT 'later' || n, 7, 'call', 'pbx/later', 'call.closeQuiet', '{}', 0, 4102444800000 FROM number;
                WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1500)
                INSERT INTO dead_letter
                  (id, shard, grain_type, grain_key, message_type, payload, sent_at, failed_at, attempts, error)
                SELECT 'dead' || n, 8, 'call', 'pbx/later', 'call.closeQuiet', '{}', 0, 0, 5, 'Bad' FROM number;
                """;
            await command.ExecuteNonQueryAsync();
        }

        var cluster = (await crowded.GetAsync("/api/v1/cluster")).Json;

        ((long)cluster["shards"]![7]!["inbox"]!).ShouldBe(1000);
        ((long)cluster["shards"]![8]!["deadLetters"]!).ShouldBe(1000);
        ((long)cluster["shards"]![9]!["inbox"]!).ShouldBe(0);
        ((string?)cluster["silos"]![0]!["address"]).ShouldBe("http://127.0.0.1:0");
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://0.0.0.0:1;https://0.0.0.0:2", "urls", "http://0.0.0.0:1;https://0.0.0.0:2")]
    [InlineData("http://*:80;http://*:81;https://*:443", "http_ports", "80;81", "https_ports", "443")]
    [InlineData("http://here:1", "Kestrel:Endpoints:Any:Url", "http://here:1", "urls", "http://there:2")]
    public void A_silo_says_where_it_listens(string addresses, params string[] settings) =>
        WebServer.Addresses(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]))).Build())
            .ShouldBe(addresses);

    [Fact]
    public async Task The_history_is_kept_by_the_minute_and_pruned()
    {
        var silo = server.App.Silo;
        for (var minute = 0; minute < 4; minute++)
        {
            await silo.WriteHistoryAsync(Noon.AddMinutes(minute), Noon.AddMinutes(minute - 2), CancellationToken.None);
        }

        const string Address = "/api/v1/cluster/history?from=2026-03-02T11:00:00Z&to=2026-03-02T13:00:00Z&limit=2";
        var first = (await server.GetAsync(Address)).Json;
        var second = (await server.GetAsync($"{Address}&cursor={first["next"]}")).Json;
        var other = (await server.GetAsync($"{Address}&silo=nobody")).Json;
        var wrong = await server.GetAsync("/api/v1/cluster/history?from=yesterday");

        Minutes(first).ShouldBe(["12:01", "12:02"]);
        Minutes(second).ShouldBe(["12:03"]);
        second["next"].ShouldBeNull();
        other["items"]!.AsArray().ShouldBeEmpty();
        var item = first["items"]![0]!;
        item["siloId"]!.GetValue<string>().ShouldBe(silo.MemberId);
        item["shards"]!.GetValue<int>().ShouldBe(64);
        item["vitals"]!["memoryBytes"]!.GetValue<long>().ShouldBeGreaterThan(0);
        (wrong.Status, wrong.Code).ShouldBe((HttpStatusCode.BadRequest, "parameterInvalid"));
    }

    [Fact]
    public async Task The_only_silo_is_not_drained()
    {
        var only = await server.PostAsync($"/api/v1/cluster/silos/{server.App.Silo.MemberId}/drain", "");
        var unknown = await server.PostAsync("/api/v1/cluster/silos/nobody/drain", "");

        (only.Status, only.Code).ShouldBe((HttpStatusCode.Conflict, "siloIsOnlyOne"));
        (unknown.Status, unknown.Code).ShouldBe((HttpStatusCode.NotFound, "siloNotFound"));
    }

    [Fact]
    public async Task A_grain_is_shown_with_its_state_its_place_and_what_waits_for_it()
    {
        var callId = server.NewId("g/");
        await server.SendEventsAsync($"[{server.Event(callId: callId)}]");

        var grain = (await server.GetAsync($"/api/v1/grains/call/{Uri.EscapeDataString($"pbx/{callId}")}")).Json;

        grain["key"]!.GetValue<string>().ShouldBe($"pbx/{callId}");
        grain["version"]!.GetValue<long>().ShouldBeGreaterThan(0);
        grain["state"]!["callId"]!.GetValue<string>().ShouldBe(callId);
        grain["shard"]!.GetValue<int>().ShouldBe(
            server.App.Silo.ShardOf(new Runtime.Grains.GrainId("call", $"pbx/{callId}")));
        grain["owner"]!.GetValue<string>().ShouldBe(server.App.Silo.MemberId);
        grain["epoch"]!.GetValue<long>().ShouldBeGreaterThan(0);
        grain["activeHere"]!.GetValue<bool>().ShouldBeTrue();
        grain["reminders"]!.AsArray().ShouldNotBeEmpty();
        grain["reminders"]![0]!.AsObject().Select(field => field.Key).ShouldBe(["name", "type", "dueAt"]);
        grain["timeline"]!.AsArray().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Secrets_and_bodies_are_masked()
    {
        await server.PostAsync(
            "/api/v1/form-submissions",
            """{"id":"masked","source":"site","phone":"+48600700801","fields":{"question":"a private matter"}}""");

        var form = await server.GetAsync("/api/v1/grains/form_submission/site%2Fmasked");
        var key = server.AdminKey.Split('_')[1][..8];
        var apiKey = await server.GetAsync($"/api/v1/grains/api_key/{key}");

        form.Status.ShouldBe(HttpStatusCode.OK, form.Body);
        form.Body.ShouldNotContain("a private matter");
        form.Json["state"]!["form"]!["fields"]!.GetValue<string>().ShouldBe("***");
        apiKey.Status.ShouldBe(HttpStatusCode.OK, apiKey.Body);
        apiKey.Json["state"]!["hash"]!.GetValue<string>().ShouldBe("***");
    }

    [Theory]
    [InlineData("call/nobody")]
    [InlineData("nothing/nobody")]
    public async Task A_grain_of_which_nothing_is_stored_is_not_found(string grain)
    {
        var answer = await server.GetAsync($"/api/v1/grains/{grain}");

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.NotFound, "grainNotFound"));
    }

    [Fact]
    public async Task Only_admins_see_grains_and_drain_silos()
    {
        var key = await server.App.MakeKeyAsync("reader", ["read"]);
        using var reader = server.ClientWith(key);

        using var grain = await reader.GetAsync(new Uri("/api/v1/grains/call/x", UriKind.Relative));
        using var drain = await reader.PostAsync(new Uri("/api/v1/cluster/silos/x/drain", UriKind.Relative), null);
        using var cluster = await reader.GetAsync(new Uri("/api/v1/cluster", UriKind.Relative));

        grain.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        drain.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        cluster.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string[] Minutes(JsonNode page) =>
    [
        .. page["items"]!.AsArray().Select(item => item!["minute"]!.GetValue<DateTimeOffset>()
            .ToString("HH:mm", CultureInfo.InvariantCulture)),
    ];
}

public sealed class SqliteClusterTests(TestServer server) : ClusterTests(server), IClassFixture<TestServer>
{
    [Fact]
    public void What_is_masked_is_decided_for_every_grain_type() =>
        SiloHosting.Catalog().Types.ShouldAllBe(type => GrainMask.Knows(type.Name));

    [Fact]
    public void A_type_that_nobody_decided_on_is_masked_whole() =>
        GrainMask.Apply("new", new JsonObject { ["a"] = 1 })!.GetValue<string>().ShouldBe("***");
}

public sealed class PostgresClusterTests(PostgresTestServer server)
    : ClusterTests(server), IClassFixture<PostgresTestServer>;

/// <summary>Two servers on one PostgreSQL.</summary>
public sealed class TwoSilosTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly string[] Fast = ["--Cluster:Lease", "00:00:02", "--Cluster:Beat", "00:00:00.1"];

    private readonly TestServer _one = new(new PostgresStore(postgres)) { Settings = Fast };

    public ValueTask InitializeAsync() => _one.InitializeAsync();

    public ValueTask DisposeAsync() => _one.DisposeAsync();

    [Fact]
    public async Task Each_shows_both_and_a_silo_is_drained_through_the_other()
    {
        string drained;
        await using (var two = ServerApp.Build(_one.Args, TextWriter.Null))
        {
            await two.StartAsync();
            await _one.UntilAsync("/api/v1/cluster", cluster => ShardCounts(cluster, "active") is [32, 32]);
            drained = two.Silo.MemberId;
            using var client = new HttpClient { BaseAddress = two.Address };
            client.DefaultRequestHeaders.Authorization = _one.Client.DefaultRequestHeaders.Authorization;
            var seen = JsonNode.Parse(await client.GetStringAsync(new Uri("/api/v1/cluster", UriKind.Relative)))!;
            ShardCounts(seen, "active").ShouldBe([32, 32]);
            Silo(seen, drained)["isSelf"]!.GetValue<bool>().ShouldBeTrue();

            var answer = await _one.PostAsync($"/api/v1/cluster/silos/{drained}/drain", "");

            answer.Status.ShouldBe(HttpStatusCode.Accepted, answer.Body);
            await _one.UntilAsync("/api/v1/cluster", cluster =>
                ShardCounts(cluster, "draining") is [0] && ShardCounts(cluster, "active") is [64]);
            two.Silo.Shards.ShouldBeEmpty();
            using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            var readiness = await Answer.ReadAsync(ready);
            (readiness.Status, readiness.Code).ShouldBe((HttpStatusCode.ServiceUnavailable, "draining"));
            (await _one.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);

            // Who did not look still gets an answer, from the other silo.
            using var stillAsked = await client.GetAsync(new Uri("/api/v1/settings/calls", UriKind.Relative));
            stillAsked.StatusCode.ShouldBe(HttpStatusCode.OK);
            var last = await _one.PostAsync($"/api/v1/cluster/silos/{_one.App.Silo.MemberId}/drain", "");
            (last.Status, last.Code).ShouldBe((HttpStatusCode.Conflict, "siloIsOnlyOne"));
            await two.StopAsync();
        }

        var after = await _one.UntilAsync("/api/v1/cluster", cluster => ShardCounts(cluster, "gone") is [0]);
        Silo(after, drained)["drainRequested"]!.GetValue<bool>().ShouldBeTrue();
        var gone = await _one.PostAsync($"/api/v1/cluster/silos/{drained}/drain", "");
        (gone.Status, gone.Code).ShouldBe((HttpStatusCode.NotFound, "siloNotFound"));
    }

    private static JsonNode Silo(JsonNode cluster, string id) =>
        cluster["silos"]!.AsArray().Single(silo => (string?)silo!["id"] == id)!;

    private static int[] ShardCounts(JsonNode cluster, string state) =>
    [
        .. cluster["silos"]!.AsArray().Where(silo => (string?)silo!["state"] == state)
            .Select(silo => (int)silo!["shards"]!),
    ];
}
