using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Criteria;
using ActorCrm.Server.Search;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Search;

/// <summary>Lists of records by criteria and in any order, on both databases, with and without indexes.</summary>
public sealed class RecordListTests(PostgresFixture postgres)
{
    public static TheoryData<bool> Databases => [false, true];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Every_order_gives_each_record_once_whatever_the_pages(bool isPostgres)
    {
        await using var search = await StartAsync(isPostgres);
        var ids = await search.MakeAsync(Items(22));
        foreach (var isIndexed in new[] { false, true })
        {
            if (isIndexed)
            {
                await search.KeepIndexesAsync();
            }

            var sorts = new string?[]
            {
                null, "createdAt", "-createdAt", "updatedAt", "-updatedAt", "id", "-id", "name", "-name", "status",
                "-status", "amount", "-amount", "due", "-due", "count", "open", "-open", "status,-amount",
                "-amount,name", "open,-count,name", "version", "createdBy", "parentId",
            };
            foreach (var sort in sorts)
            {
                var whole = await search.AllAsync(sort: sort, limit: 500);
                var paged = await search.AllAsync(sort: sort, limit: 5);

                whole.Order().ShouldBe(ids.Order(), $"{sort} {isIndexed}");
                paged.ShouldBe(whole, $"{sort} {isIndexed}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Values_are_in_their_order_and_missing_ones_come_last(bool isPostgres)
    {
        await using var search = await StartAsync(isPostgres);
        await search.MakeAsync(Items(30));
        foreach (var isIndexed in new[] { false, true })
        {
            if (isIndexed)
            {
                await search.KeepIndexesAsync();
            }

            foreach (var sort in new[] { "amount", "-amount" })
            {
                var page = await search.SearchAsync(new { type = SearchServer.Type, sort = new[] { sort } });
                decimal?[] amounts = [.. page["items"]!.AsArray().Select(item => (decimal?)item!["fields"]!["amount"])];
                decimal?[] there = [.. amounts.TakeWhile(amount => amount is not null)];

                there.Length.ShouldBeInRange(1, amounts.Length - 1);
                amounts.Skip(there.Length).ShouldAllBe(amount => amount == null);
                there.ShouldBe(sort == "amount" ? there.Order() : there.OrderDescending());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Records_that_come_or_go_between_pages_move_no_others(bool isPostgres)
    {
        await using var search = await StartAsync(isPostgres);
        var ids = await search.MakeAsync(Items(20));
        await search.KeepIndexesAsync();
        var n = 0;

        var seen = await search.AllAsync(sort: "-amount", limit: 4, between: async () =>
        {
            await search.MakeAsync([new JsonObject { ["name"] = "late", ["amount"] = 1_000_000 + n }]);
            await search.Server.SendAsync(HttpMethod.Delete, $"{SearchServer.Type}/{ids[n++]}");
        });

        seen.Distinct().Count().ShouldBe(seen.Count);
        seen.ShouldContain(ids[15]);
        ids.Skip(n).Except(seen).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Criteria_find_the_same_with_and_without_indexes(bool isPostgres)
    {
        await using var search = await StartAsync(isPostgres);
        await search.MakeAsync(Items(40));
        string[] filters =
        [
            """{"field":"status","operator":"equals","value":"open"}""",
            """{"field":"status","operator":"in","value":["open","done"]}""",
            """{"field":"status","operator":"notEquals","value":"open"}""",
            """{"field":"name","operator":"equals","value":"ŻÓŁW 5"}""",
            """{"field":"name","operator":"startsWith","value":"żó"}""",
            """{"field":"name","operator":"contains","value":"w 1"}""",
            """{"field":"amount","operator":"greaterThan","value":10.5}""",
            """{"field":"amount","operator":"between","value":[2, 9]}""",
            """{"field":"amount","operator":"isEmpty"}""",
            """{"field":"due","operator":"lessThan","value":"2026-01-10"}""",
            """
            {"all":[{"field":"status","operator":"equals","value":"open"},
              {"field":"amount","operator":"lessOrEqual","value":20}]}
            """,
            """
            {"any":[{"field":"status","operator":"equals","value":"done"},
              {"field":"name","operator":"startsWith","value":"żółw 1"}]}
            """,
            """{"not":{"field":"name","operator":"startsWith","value":"żółw 1"}}""",
            """{"field":"parent.name","operator":"isNotEmpty"}""",
            """{"field":"createdAt","operator":"greaterThan","value":"now-1h"}""",
        ];
        var before = new List<List<string>>();
        foreach (var filter in filters)
        {
            before.Add(await search.AllAsync(filter: filter, limit: 9));
        }

        before.Count(found => found.Count is > 0 and < 40).ShouldBeGreaterThan(9);
        await search.KeepIndexesAsync();
        foreach (var (i, filter) in filters.Index())
        {
            (await search.AllAsync(filter: filter, limit: 9)).ShouldBe(before[i], filter);
            (await search.AllAsync(filter: filter, sort: "-name", limit: 9))
                .ShouldBe(before[i], ignoreOrder: true, filter);
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_index_follows_changes_and_long_texts_are_no_trouble(bool isPostgres)
    {
        await using var search = await StartAsync(isPostgres);
        await search.MakeAsync([new JsonObject { ["name"] = "first" }]);
        await search.KeepIndexesAsync();
        var longText = string.Concat(Enumerable.Repeat("😀", 350)) + new string('ż', 290);
        var ids = await search.MakeAsync([new JsonObject { ["name"] = longText, ["amount"] = 5 }]);

        // More bytes than a row of an index of PostgreSQL takes, and none that repeats.
        await search.MakeAsync([new JsonObject
        {
            ["name"] = string.Concat(Enumerable.Range(0, 1000).Select(i => char.ConvertFromUtf32(0x10000 + (i * 37)))),
        }]);
        var byName = new JsonObject { ["field"] = "name", ["operator"] = "equals", ["value"] = longText };

        (await search.AllAsync(filter: byName.ToJsonString())).ShouldBe(ids);
        await search.Server.SendAsync(
            HttpMethod.Patch, $"{SearchServer.Type}/{ids[0]}", """{"fields":{"name":"short","amount":null}}""");
        (await search.AllAsync(filter: byName.ToJsonString())).ShouldBeEmpty();
        (await search.AllAsync(filter: """{"field":"name","operator":"equals","value":"SHORT"}""")).ShouldBe(ids);
        (await search.AllAsync(filter: """{"field":"amount","operator":"equals","value":5}""")).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_page_is_read_from_the_index_of_its_field(bool isPostgres)
    {
        await using var search = await StartAsync(isPostgres);
        await search.MakeAsync(Items(60));
        await search.KeepIndexesAsync();
        await search.Server.UntilAsync(
            $"/api/v1/object-types/{SearchServer.Type}",
            type => type["fields"]!.AsArray().Count(field => (string?)field!["index"] == "ready") == 4);
        var type = search.Known();
        var index = isPostgres ? "field_" : "SEARCH driver USING PRIMARY KEY";

        (await PlanAsync("""{"field":"name","operator":"equals","value":"żółw 7"}""")).ShouldContain(index);
        (await PlanAsync("""{"field":"due","operator":"equals","value":"2026-01-02"}""")).ShouldContain(index);
        (await PlanAsync(null, "amount")).ShouldContain(index);
        (await PlanAsync(null, "-amount")).ShouldContain(index);
        (await PlanAsync("""{"field":"name","operator":"startsWith","value":"żółw 7"}""", maySort: true))
            .ShouldContain(isPostgres ? index : "SEARCH indexed USING PRIMARY KEY");
        (await PlanAsync(null)).ShouldContain("record_by_creation");
        (await PlanAsync(null, deleted: true)).ShouldContain("record_deleted");
        (await PlanAsync(null, "-updatedAt")).ShouldContain("record_by_change");

        foreach (var sort in new[] { "amount", "-amount", "createdAt", "-createdAt", "updatedAt", "-updatedAt" })
        {
            (await PlanAsync(null, sort)).ShouldNotContain(isPostgres ? "Sort" : "TEMP B-TREE");
        }

        Task<string> PlanAsync(
            string? filter, string? sort = null, bool maySort = false, bool deleted = false)
        {
            FixedCriteria? criteria = null;
            if (filter is not null)
            {
                var read = CriteriaReader.Read(
                    System.Text.Encoding.UTF8.GetBytes(filter), new CriteriaSchema(type, _ => null));
                criteria = read.Criteria!.At(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc);
            }

            return search.PlanAsync(
                new RecordSearch(
                    type, criteria, sort is null ? [] : [SortField.Read(sort, type).Sort!.Value], deleted),
                maySort);
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_index_that_nothing_wants_any_more_is_not_used_and_another_may_follow(bool isPostgres)
    {
        await using var search = await StartAsync(isPostgres);
        var ids = await search.MakeAsync(Items(10));
        await search.KeepIndexesAsync();
        var saved = (await search.Server.GetAsync($"/api/v1/object-types/{SearchServer.Type}")).Json;
        foreach (var field in saved["fields"]!.AsArray())
        {
            field!["indexed"] = (string?)field["name"] == "count";
        }

        var put = await search.Server.SendAsync(new HttpRequestMessage(
            HttpMethod.Put, $"/api/v1/object-types/{SearchServer.Type}")
        {
            Content = new StringContent(
                new JsonObject { ["fields"] = saved["fields"]!.DeepClone() }.ToJsonString(),
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
        });
        put.Status.ShouldBe(HttpStatusCode.OK, put.Body);
        await search.KeepIndexesAsync();

        var type = (await search.Server.GetAsync($"/api/v1/object-types/{SearchServer.Type}")).Json;
        type["fields"]!.AsArray().Where(field => (string?)field!["index"] == "ready")
            .Select(field => (string?)field!["name"]).ShouldBe(["count"]);
        (await search.AllAsync(sort: "amount")).Order().ShouldBe(ids.Order());
        (await search.AllAsync(sort: "count")).Order().ShouldBe(ids.Order());
    }

    private async Task<SearchServer> StartAsync(bool isPostgres) =>
        await SearchServer.StartAsync(isPostgres ? new PostgresStore(postgres) : new SqliteStore());

    /// <summary>Items with few values, so that many are equal, and with none here and there.</summary>
    internal static IEnumerable<JsonObject> Items(int count) => Enumerable.Range(0, count).Select(i =>
    {
        var item = new JsonObject { ["name"] = string.Create(CultureInfo.InvariantCulture, $"Żółw {i}") };
        Set("status", i % 4 == 3 ? null : (JsonNode?)new[] { "new", "open", "done" }[i % 3]);
        Set("amount", i % 5 == 4 ? null : (JsonNode)((i % 7 * 3.25m) - 2));
        Set("count", i % 3 == 0 ? null : (JsonNode)(i % 4));
        Set("due", i % 6 == 5 ? null : (JsonNode)new DateTime(2026, 1, (i % 28) + 1).ToString(
            "yyyy-MM-dd", CultureInfo.InvariantCulture));
        Set("open", i % 3 == 1 ? null : (JsonNode)(i % 2 == 0));
        Set("tags", i % 2 == 0 ? null : (JsonNode)new JsonArray("a", $"t{i % 3}"));
        return item;

        void Set(string name, JsonNode? value)
        {
            if (value is not null)
            {
                item[name] = value;
            }
        }
    });
}
