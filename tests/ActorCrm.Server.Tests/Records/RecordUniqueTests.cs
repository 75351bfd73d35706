using System.Net;

namespace ActorCrm.Server.Tests.Records;

public abstract class RecordUniqueTests(RecordServer server)
{
    [Fact]
    public async Task Of_a_hundred_creators_at_once_one_makes_the_record_and_the_others_are_told_which()
    {
        var code = server.NewId("code-");
        var email = $"{code}@x.example";

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n =>
        {
            var written = n % 2 == 0 ? code : code.ToUpperInvariant();
            return server.CreateAsync(
                "test.card", $$"""{"name":"n{{n}}","code":"{{written}}","emails":["{{email}}"]}""");
        }));

        var made = answers.Where(answer => answer.Status == HttpStatusCode.Created).ShouldHaveSingleItem();
        foreach (var loser in answers.Where(answer => answer != made))
        {
            loser.Status.ShouldBe(HttpStatusCode.Conflict, loser.Body);
            loser.Code.ShouldBe("duplicate");
            var fault = loser.Json["faults"]!.AsArray().ShouldHaveSingleItem()!;
            ((string?)fault["code"]).ShouldBe("duplicate");
            ((string?)fault["recordId"]).ShouldBe((string?)made.Json["id"]);
        }
    }

    [Fact]
    public async Task Of_a_hundred_in_one_request_one_makes_the_record()
    {
        var code = server.NewId("code-");

        var answer = await server.BulkAsync("test.card", Enumerable.Range(0, 100).Select(n =>
            $$"""{"op":"create","fields":{"name":"n{{n}}","code":"{{code}}"} }"""));

        var items = answer["items"]!.AsArray();
        items.Count(item => (int)item!["status"]! == 201).ShouldBe(1, answer.ToJsonString());
        items.Count(item => (int)item!["status"]! == 409).ShouldBe(99);
    }

    [Fact]
    public async Task What_is_refused_leaves_nothing_in_the_list_and_the_value_is_free_after_a_deletion()
    {
        var code = server.NewId("code-");
        var first = await server.MakeAsync("test.card", $$"""{"name":"Ann","code":"{{code}}"}""");
        var refused = await server.CreateAsync("test.card", $$"""{"name":"Bea","code":"{{code}}"}""", code);

        refused.Code.ShouldBe("duplicate");
        var names = await server.GetAsync("/api/v1/records/test.card?limit=500");
        names.Json["items"]!.AsArray().ShouldNotContain(item =>
            (string?)item!["fields"]!["code"] == code && (string?)item["id"] != first);
        (await server.SendAsync(HttpMethod.Delete, $"test.card/{first}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.CreateAsync("test.card", $$"""{"name":"Bea","code":"{{code}}"}""", code)).Status
            .ShouldBe(HttpStatusCode.Created);
        (await server.SendAsync(HttpMethod.Post, $"test.card/{first}/restore")).Code.ShouldBe("duplicate");
    }
}

public sealed class SqliteRecordUniqueTests(RecordServer server)
    : RecordUniqueTests(server), IClassFixture<RecordServer>;

public sealed class PostgresRecordUniqueTests(PostgresRecordServer server)
    : RecordUniqueTests(server), IClassFixture<PostgresRecordServer>;
