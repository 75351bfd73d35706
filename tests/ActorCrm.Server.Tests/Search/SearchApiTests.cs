using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;
using Dapper;

namespace ActorCrm.Server.Tests.Search;

/// <summary>What <c>POST /search</c> and lists of records answer.</summary>
public sealed class SearchApiTests(PostgresFixture postgres)
{
    public static TheoryData<bool> Databases => [false, true];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_search_answers_as_the_list_does_with_the_fields_and_the_total_asked_for(bool isPostgres)
    {
        await using var search = await StartAsync(isPostgres);
        await search.MakeAsync(RecordListTests.Items(25));
        var criteria = JsonNode.Parse("""{"field":"status","operator":"equals","value":"open"}""");

        var page = await search.SearchAsync(new
        {
            type = SearchServer.Type,
            criteria,
            sort = new[] { "-amount" },
            fields = new[] { "name", "amount" },
            limit = 2,
            count = true,
        });

        page["items"]!.AsArray().Count.ShouldBe(2);
        page["items"]![0]!["fields"]!.AsObject().Select(field => field.Key)
            .ShouldBe(["name", "amount"], ignoreOrder: true);
        ((int)page["total"]!["count"]!).ShouldBe((await search.AllAsync(filter: criteria!.ToJsonString())).Count);
        ((bool)page["total"]!["more"]!).ShouldBeFalse();
        var next = await search.SearchAsync(new
        {
            type = SearchServer.Type,
            criteria,
            sort = new[] { "-amount" },
            limit = 2,
            cursor = (string?)page["next"],
        });
        next["items"]!.AsArray().Select(item => (string)item!["id"]!)
            .ShouldNotContain((string)page["items"]![0]!["id"]!);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_is_wrong_is_told_all_at_once_with_its_position(bool isPostgres)
    {
        await using var search = await StartAsync(isPostgres);
        const string Criteria = """
            {"all":[{"field":"nope","operator":"equals","value":1},
              {"field":"amount","operator":"like","value":"x"},{"field":"due","operator":"lessThan","value":"soon"}]}
            """;

        var posted = await search.Server.PostAsync(
            "/api/v1/search", $$"""{"type":"{{SearchServer.Type}}","criteria":{{Criteria}}}""");
        var listed = await search.Server.GetAsync(
            $"/api/v1/records/{SearchServer.Type}?filter={Uri.EscapeDataString(Criteria)}");

        foreach (var (answer, field) in new[] { (posted, "criteria"), (listed, "filter") })
        {
            answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Body);
            answer.Code.ShouldBe("criteriaInvalid");
            var faults = answer.Json["faults"]!.AsArray();
            faults.Select(fault => ((string?)fault!["field"], (string?)fault["position"], (string?)fault["code"]))
                .ShouldBe([
                    (field, "/all/0/field", "fieldUnknown"), (field, "/all/1/operator", "operatorUnsuitable"),
                    (field, "/all/2/value", "valueInvalid"),
                ]);
        }
    }

    [Fact]
    public async Task What_no_list_has_is_refused()
    {
        await using var search = await StartAsync(isPostgres: false);
        await search.MakeAsync(RecordListTests.Items(3));
        var first = (await search.Server.GetAsync($"/api/v1/records/{SearchServer.Type}?limit=1&sort=name")).Json;
        (string Query, HttpStatusCode Status, string Code)[] wrong =
        [
            ("sort=nope", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("sort=tags", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("sort=name,-name", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("sort=name,amount,count,due", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("sort=", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("sort=name;DROP TABLE record", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("sort=na\"me", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("fields=nope", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("timeZone=Nowhere/Land", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("timeZone=../../etc/passwd", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("count=yes", HttpStatusCode.BadRequest, "parameterInvalid"),
            ("filter=x", HttpStatusCode.UnprocessableEntity, "criteriaInvalid"),
            ($"sort=-name&cursor={(string?)first["next"]}", HttpStatusCode.BadRequest, "cursorInvalid"),
            ($"cursor={(string?)first["next"]}", HttpStatusCode.BadRequest, "cursorInvalid"),
            ("cursor=AAAA", HttpStatusCode.BadRequest, "cursorInvalid"),
        ];
        foreach (var (query, status, code) in wrong)
        {
            var answer = await search.Server.GetAsync($"/api/v1/records/{SearchServer.Type}?{query}");
            answer.Status.ShouldBe(status, query);
            answer.Code.ShouldBe(code, query);
        }

        (await search.Server.GetAsync("/api/v1/records/no.such")).Code.ShouldBe("objectTypeNotFound");
        (await search.Server.PostAsync("/api/v1/search", """{"type":"no.such"}""")).Code.ShouldBe("objectTypeNotFound");
        (await search.Server.PostAsync("/api/v1/search", "{}")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Hostile_criteria_are_answered_or_refused_and_break_nothing(bool isPostgres)
    {
        await using var search = await StartAsync(isPostgres);
        var ids = await search.MakeAsync(
        [
            new() { ["name"] = "'; DROP TABLE record; --" }, new() { ["name"] = "аdmin" }, new() { ["name"] = "admin" },
        ]);
        foreach (var text in new[] { "'; DROP TABLE record; --", "@type", "{value}", "$1", "%' OR 1=1 --", "\\" })
        {
            var filter = JsonSerializer.Serialize(new { field = "name", @operator = "equals", value = text });
            (await search.AllAsync(filter: filter)).Count
                .ShouldBe(text.StartsWith("';", StringComparison.Ordinal) ? 1 : 0);
        }

        // Cyrillic а is no Latin a.
        (await search.AllAsync(filter: """{"field":"name","operator":"equals","value":"ADMIN"}""")).ShouldBe([ids[2]]);
        var deep = string.Concat(Enumerable.Repeat("""{"not":""", 10_000)) + new string('}', 10_000);
        var answer = await search.Server.PostAsync(
            "/api/v1/search", $$"""{"type":"{{SearchServer.Type}}","criteria":{{deep}}}""");
        ((int)answer.Status).ShouldBeInRange(400, 422);
        var huge = JsonSerializer.Serialize(new
        {
            type = SearchServer.Type,
            criteria = new
            {
                field = "name",
                @operator = "in",
                value = Enumerable.Range(0, 100_000).Select(i => $"{i}"),
            },
        });
        (await search.Server.PostAsync("/api/v1/search", huge)).Code.ShouldBe("criteriaInvalid");
        (await search.AllAsync()).Count.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_list_that_takes_too_long_is_ended_in_the_database(bool isPostgres)
    {
        TestStore store = isPostgres ? new PostgresStore(postgres) : new SqliteStore();
        await using var search = await SearchServer.StartAsync(store, "--Search:QueryTimeout", "00:00:01");
        await FillAsync(store, isPostgres ? 150_000 : 60_000);
        var parts = string.Join(',', Enumerable.Range(0, 240).Select(i =>
            $$"""{"field":"note","operator":"like","value":"%a%b%c%{{i}}%d%e%"}"""));
        var body = $$$"""{"type":"{{{SearchServer.Type}}}","criteria":{"any":[{{{parts}}}]}}""";

        var started = Stopwatch.GetTimestamp();
        var answer = await search.Server.PostAsync("/api/v1/search", body);

        answer.Code.ShouldBe("queryTooSlow", answer.Body);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        if (isPostgres)
        {
            using var connection = store.Open();
            (await connection.QueryAsync<string>(
                "SELECT query FROM pg_stat_activity WHERE application_name = 'actorcrm reads' AND state = 'active' "
                + "AND datname = current_database()"))
                .ShouldBeEmpty();
        }

        // The connection is as good as before.
        (await search.Server.GetAsync($"/api/v1/records/{SearchServer.Type}?limit=1")).Status
            .ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Records made beside the server, with a text each.</summary>
    private static async Task FillAsync(TestStore store, int count)
    {
        using var connection = store.Open();
        var text = string.Concat(Enumerable.Repeat("abc xyz d ", 60));
        var make = store.Dialect == ActorCrm.Server.Hosting.SqlDialect.Postgres
            ? """
              INSERT INTO record (id, shard, version, doc)
              SELECT 'test.item/' || id, 0, 1, jsonb_build_object('objectType', 'test.item', 'id', id, 'version', 1,
                'fields', jsonb_build_object('note', @text || n), 'createdAt', '2026-03-01T08:00:00Z', 'createdBy', 'x',
                'updatedAt', '2026-03-01T08:00:00Z', 'updatedBy', 'x')
              FROM generate_series(1, @count) AS n, LATERAL (SELECT gen_random_uuid()::text AS id WHERE n > 0) AS made
              """
            : """
              WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < @count)
              INSERT INTO record (id, shard, version, doc)
              SELECT 'test.item/' || printf('%08x-0000-7000-8000-000000000000', n), 0, 1,
                json_object('objectType', 'test.item', 'id', printf('%08x-0000-7000-8000-000000000000', n),
                  'version', 1, 'fields', json_object('note', @text || n), 'createdAt', '2026-03-01T08:00:00Z',
                  'createdBy', 'x', 'updatedAt', '2026-03-01T08:00:00Z', 'updatedBy', 'x')
              FROM series
              """;
        if (connection is Microsoft.Data.Sqlite.SqliteConnection sqlite)
        {
            ActorCrm.Server.Criteria.CriteriaFunctions.AddTo(sqlite);
        }

        await connection.ExecuteAsync(make, new { count, text }, commandTimeout: 120);
    }

    private async Task<SearchServer> StartAsync(bool isPostgres) =>
        await SearchServer.StartAsync(isPostgres ? new PostgresStore(postgres) : new SqliteStore());
}
