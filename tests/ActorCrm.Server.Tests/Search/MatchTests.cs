using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Server.Tests.Reads;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Search;

/// <summary>Whether somebody is known (spec/flows.md §5.3), on both databases.</summary>
public sealed class MatchTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_sees_one_match_or_candidates_with_their_reasons_or_that_nobody_is_known(bool isPostgres)
    {
        var server = new ReadServer(isPostgres ? new PostgresStore(postgres) : new SqliteStore());
        await server.InitializeAsync();
        try
        {
            await server.CallAsync("one", "602000001", Day, extension: "101", name: "Łucja Żak");
            await server.CallAsync("two", "602000002", Day, extension: "102", name: "Jan Żak");
            await server.CallAsync("three", "602000003", Day, extension: "101", name: "Ewa Nowak");
            await CheckContactsAsync(server);
            await SearchServer.KeepIndexesAsync(server.App.Services, "contact");
            await CheckContactsAsync(server);
            await CheckFaultsAsync(server);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Records_of_any_type_are_matched(bool isPostgres)
    {
        await using var search = await SearchServer.StartAsync(
            isPostgres ? new PostgresStore(postgres) : new SqliteStore());
        var ids = await search.MakeAsync(RecordListTests.Items(8));
        for (var i = 0; i < 2; i++)
        {
            var answer = await search.Server.PostAsync("/api/v1/match", JsonSerializer.Serialize(new
            {
                type = SearchServer.Type,
                criteria = new object[]
                {
                    new { field = "name", value = " żółw 5 " }, new { field = "amount", value = 14.25 },
                    new { field = "note", value = "" },
                },
            }));
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
            ((string?)answer.Json["outcome"]).ShouldBe("matched");
            ((string?)answer.Json["matches"]![0]!["id"]).ShouldBe(ids[5]);
            ((string?)answer.Json["matches"]![0]!["record"]!["fields"]!["name"]).ShouldBe("Żółw 5");
            await search.KeepIndexesAsync();
        }
    }

    private static async Task CheckContactsAsync(ReadServer server)
    {
        var known = await MatchAsync(server, new { field = "phones", value = "602 000 001" });
        Words(known).ShouldBe(("matched", "exact"));
        known["matches"]![0]!["record"]!["fields"]!["name"]!.GetValue<string>().ShouldBe("Łucja Żak");
        Reasons(known, 0).ShouldBe([("phones", "exact")]);
        ((int)known["count"]!).ShouldBe(1);

        // Both have to be met; here one is, so that somebody must confirm it.
        var half = await MatchAsync(
            server, new { field = "phones", value = "602 000 002" }, new { field = "name", value = "Łucja Żak" });
        Words(half).ShouldBe(("multiMatch", "partial"));
        Names(half).ShouldBe(["Jan Żak", "Łucja Żak"], ignoreOrder: true);

        var part = await MatchAsync(server, new { field = "name", value = "ŻAK" });
        Words(part).ShouldBe(("multiMatch", "partial"));
        Names(part).ShouldBe(["Jan Żak", "Łucja Żak"], ignoreOrder: true);
        Reasons(part, 0).ShouldBe([("name", "partial")]);

        Words(await MatchAsync(server, new { field = "name", value = "nowa" })).ShouldBe(("multiMatch", "partial"));
        Words(await AskAsync(server, new { field = "name", value = "nowa" }, more: new { singlePartialIsMatch = true }))
            .ShouldBe(("matched", "partial"));
        Words(await AskAsync(server, new { field = "name", value = "nowa" }, more: new { allowPartial = false }))
            .ShouldBe(("noMatch", null));
        Words(await MatchAsync(server, new { field = "phones", value = "699 999 999" })).ShouldBe(("noMatch", null));

        var limited = await AskAsync(server, new { field = "name", value = "a" }, more: new { limit = 1 });
        ((int)limited["count"]!).ShouldBe(1);
        ((bool)limited["truncated"]!).ShouldBeTrue();
    }

    private static async Task CheckFaultsAsync(ReadServer server)
    {
        (string Json, HttpStatusCode Status, string Code)[] wrong =
        [
            ("""{"type":"contact","criteria":[]}""", HttpStatusCode.UnprocessableEntity, "criteriaInvalid"),
            ("""{"type":"contact","criteria":[{"field":"name","value":"  "},{"field":"phones","value":null}]}""",
                HttpStatusCode.UnprocessableEntity, "criteriaInvalid"),
            ("""{"type":"contact","criteria":[{"field":"na'me","value":"x"}]}""",
                HttpStatusCode.UnprocessableEntity, "criteriaInvalid"),
            ("""{"type":"nothing","criteria":[{"field":"name","value":"x"}]}""",
                HttpStatusCode.NotFound, "objectTypeNotFound"),
            ("""{"criteria":[{"field":"name","value":"x"}]}""", HttpStatusCode.BadRequest, "invalidRequest"),
            ("""{"type":"contact","criteria":[null]}""", HttpStatusCode.BadRequest, "invalidRequest"),
            ("""{"type":"contact","criteria":[{"field":"name","value":"x"}],"limit":0}""",
                HttpStatusCode.BadRequest, "invalidRequest"),
        ];
        foreach (var (json, status, code) in wrong)
        {
            var (answered, body) = await server.SendAsync(HttpMethod.Post, "match", json);
            answered.ShouldBe(status, json);
            ((string?)body["code"]).ShouldBe(code, json);
        }

        foreach (var text in new[] { "'; DROP TABLE contact; --", "%", "_", "\\", "{value}", "@type", "\u202Eżak" })
        {
            Words(await MatchAsync(server, new { field = "name", value = text })).ShouldBe(("noMatch", null), text);
        }
    }

    private static Task<JsonNode> MatchAsync(ReadServer server, params object[] criteria) =>
        AskAsync(server, criteria, new { });

    private static Task<JsonNode> AskAsync(ReadServer server, object criterion, object more) =>
        AskAsync(server, [criterion], more);

    private static async Task<JsonNode> AskAsync(ReadServer server, object[] criteria, object more)
    {
        var body = JsonSerializer.SerializeToNode(more)!.AsObject();
        body["type"] = "contact";
        body["criteria"] = JsonSerializer.SerializeToNode(criteria);
        var (status, answer) = await server.SendAsync(HttpMethod.Post, "match", body.ToJsonString());
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }

    private static (string?, string?) Words(JsonNode answer) => ((string?)answer["outcome"], (string?)answer["kind"]);

    private static string[] Names(JsonNode answer) =>
        [.. answer["matches"]!.AsArray().Select(match => (string)match!["record"]!["fields"]!["name"]!)];

    private static (string?, string?)[] Reasons(JsonNode answer, int i) =>
        [.. answer["matches"]![i]!["reasons"]!.AsArray().Select(
            reason => ((string?)reason!["field"], (string?)reason["kind"]))];
}
