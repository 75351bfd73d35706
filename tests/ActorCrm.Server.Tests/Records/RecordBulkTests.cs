using System.Net;

namespace ActorCrm.Server.Tests.Records;

public abstract class RecordBulkTests(RecordServer server)
{
    [Fact]
    public async Task Each_operation_succeeds_or_fails_by_itself()
    {
        var id = await server.MakeAsync("test.card", """{"name":"Ann"}""");
        var gone = await server.MakeAsync("test.card", """{"name":"Bea"}""");

        var answer = await server.BulkAsync("test.card",
        [
            """{"op":"create","fields":{"name":"Cid"}}""",
            """{"op":"create","fields":{"amount":"x"}}""",
            $$"""{"op":"update","id":"{{id}}","fields":{"name":"Dan"} }""",
            $$"""{"op":"update","id":"{{id}}","fields":{"name":"Eve"},"ifVersion":1}""",
            $$"""{"op":"delete","id":"{{gone}}"}""",
            $$"""{"op":"update","id":"{{Guid.NewGuid()}}","fields":{} }""",
            """{"op":"update","id":"x","fields":{}}""",
            """{"op":"drop"}""",
            "5",
        ]);

        var items = answer["items"]!.AsArray();
        items.Select(item => (int)item!["status"]!).ShouldBe([201, 422, 200, 412, 204, 404, 400, 400, 400]);
        items.Select(item => (int)item!["index"]!).ShouldBe(Enumerable.Range(0, 9));
        items.Select(item => (string?)item!["problem"]?["code"]).ShouldBe(
            [null, "recordInvalid", null, "versionMismatch", null, "notFound", "invalidRequest", "invalidRequest",
                "invalidRequest"]);
        ((int)answer["failed"]!).ShouldBe(6);
        ((int)items[2]!["version"]!).ShouldBe(2);
        items[1]!["problem"]!["faults"]!.AsArray().Count.ShouldBe(2);
        (await server.GetAsync($"/api/v1/records/test.card/{items[0]!["id"]}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Operations_on_one_record_happen_in_their_order()
    {
        var id = await server.MakeAsync("test.card", """{"name":"Ann"}""");
        var code = server.NewId("order-");

        var answer = await server.BulkAsync("test.card", Enumerable.Range(1, 20).Select(n =>
            $$"""{"op":"update","id":"{{id}}","fields":{"name":"{{n}}","code":"{{code}}-{{n}}"} }"""));

        ((int)answer["failed"]!).ShouldBe(0, answer.ToJsonString());
        var record = await server.GetAsync($"/api/v1/records/test.card/{id}");
        ((int)record.Json["version"]!).ShouldBe(21);
        ((string?)record.Json["fields"]!["name"]).ShouldBe("20");
        var plain = await server.MakeAsync("test.plain", """{"name":"Ann"}""");
        answer = await server.BulkAsync("test.plain", Enumerable.Range(1, 20).Select(n =>
            $$"""{"op":"update","id":"{{plain}}","fields":{"name":"{{n}}"} }"""));
        answer["items"]!.AsArray().Select(item => (int)item!["version"]!).ShouldBe(Enumerable.Range(2, 20));
    }

    [Fact]
    public async Task A_thousand_are_made_at_once_and_the_same_request_again_makes_no_more()
    {
        var type = await server.NewTypeAsync();
        string[] operations =
            [.. Enumerable.Range(0, 1_000).Select(n => $$"""{"op":"create","fields":{"name":"r","n":{{n}}} }""")];
        var key = server.NewId("bulk-");

        var first = await server.BulkAsync(type, operations, key);
        var again = await server.BulkAsync(type, operations, key);

        ((int)first["failed"]!).ShouldBe(0);
        again.ToJsonString().ShouldBe(first.ToJsonString());
        (await server.NamesAsync($"{type}?deleted=false", 500)).Count.ShouldBe(1_000);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"operations":[]}""")]
    [InlineData("""{"operations":{}}""")]
    public async Task A_request_without_operations_is_refused(string json)
    {
        var answer = await server.SendAsync(HttpMethod.Post, "test.card/bulk", json);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Code.ShouldBe("invalidRequest");
    }

    [Fact]
    public async Task More_operations_than_allowed_are_refused_as_a_whole()
    {
        var operations = string.Join(',', Enumerable.Repeat("""{"op":"create","fields":{"name":"x"}}""", 1_001));

        var answer = await server.SendAsync(
            HttpMethod.Post, "test.card/bulk", $$"""{"operations":[{{operations}}]}""");

        answer.Code.ShouldBe("invalidRequest");
    }
}

public sealed class SqliteRecordBulkTests(RecordServer server) : RecordBulkTests(server), IClassFixture<RecordServer>;

public sealed class PostgresRecordBulkTests(PostgresRecordServer server)
    : RecordBulkTests(server), IClassFixture<PostgresRecordServer>;
