using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorCrm.Server.Tests.Adapters;

public abstract class AsteriskTests(TestServer server)
{
    private const string Path = "/api/v1/adapters/asterisk/cel?source=ast";

    [Fact]
    public async Task Rows_in_pieces_in_any_order_and_repeated_become_one_call()
    {
        var id = server.NewId("17092872");
        var rows = AnsweredCall(id);

        var first = await server.PostAsync(Path, $"[{rows[7]},{rows[2]},{rows[0]}]");
        var second = await server.PostAsync(Path, string.Join('\n', rows.Reverse()), "application/x-ndjson");
        var third = await server.PostAsync(Path, $"[{string.Join(',', rows)}]");
        var call = await server.GetAsync($"/api/v1/calls/ast/{id}");

        first.Accepted.ShouldBe(3, first.Body);
        second.Lines.Sum(line => (int)line["accepted"]!).ShouldBe(rows.Length - 3);
        second.Lines.Sum(line => (int)line["duplicates"]!).ShouldBe(3);
        third.Duplicates.ShouldBe(rows.Length);
        call.Status.ShouldBe(HttpStatusCode.OK, call.Body);
        ((string?)call.Json["direction"]).ShouldBe("internal");
        ((string?)call.Json["from"]).ShouldBe("101");
        ((string?)call.Json["to"]).ShouldBe("102");
        ((string?)call.Json["outcome"]).ShouldBe("answered");
        call.Json["answeredAt"].ShouldNotBeNull();
        call.Json["endedAt"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("5", "celNotAnObject")]
    [InlineData("{}", "celEventTypeMissing")]
    [InlineData("""{"eventtype":"ANSWER","uniqueid":"1","eventtime":"2024-03-01 10:00:00"}""", "celLinkedIdMissing")]
    [InlineData("""{"eventtype":"ANSWER","linkedid":"1","eventtime":"2024-03-01 10:00:00"}""", "celUniqueIdMissing")]
    [InlineData("""{"eventtype":"ANSWER","linkedid":"1","uniqueid":"1","eventtime":"soon"}""", "celTimeInvalid")]
    [InlineData("""{"eventtype":"ANSWER","linkedid":"1","uniqueid":"1","eventtime":{}}""", "celFieldInvalid")]
    [InlineData(
        """{"eventtype":"ANSWER","linkedid":"a\u0007b","uniqueid":"1","eventtime":"2024-03-01 10:00:00"}""",
        "celLinkedIdInvalid")]
    [InlineData("""{"eventtype":"\ud800"}""", "fieldInvalid")]
    [InlineData(
        """{"eventtype":"ANSWER","linkedid":"1","uniqueid":"1","eventtime":"2024-03-01 10:00:00","peer":"a\u0000"}""",
        "celFieldInvalid")]
    public async Task A_row_that_is_refused_costs_no_neighbour(string row, string code)
    {
        var rows = AnsweredCall(server.NewId("18"));

        var answer = await server.PostAsync(Path, $"[{rows[0]},{row},{rows[1]}]");

        answer.Accepted.ShouldBe(2, answer.Body);
        ((string?)answer.Rejected.ShouldHaveSingleItem()!["code"]).ShouldBe(code);
    }

    [Fact]
    public async Task A_detail_that_cannot_be_stored_is_left_out_and_the_call_goes_on()
    {
        var id = server.NewId("19");
        var recording = JsonNode.Parse(Row(id, id, 5, "MIXMONITOR_START"))!;
        recording["extra"] = @"{""filename"":""a\u0000b""}";

        var answer = await server.PostAsync(
            Path, $"[{string.Join(',', AnsweredCall(id).Append(recording.ToJsonString()))}]");

        answer.Rejected.ShouldBeEmpty(answer.Body);
        (await server.GetAsync($"/api/v1/calls/ast/{id}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v1/adapters/asterisk/cel")]
    [InlineData("/api/v1/adapters/asterisk/cel?source=a%20b")]
    public async Task A_source_is_needed(string path)
    {
        var answer = await server.PostAsync(path, "[]");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Code.ShouldBe("invalidRequest");
    }

    [Fact]
    public async Task Settings_are_saved_with_a_version_and_limit_the_rows()
    {
        await using var own = server.Another();
        await own.InitializeAsync();
        var before = await own.GetAsync("/api/v1/settings/asterisk");

        var wrong = await PutAsync(own, """{"trunkPatterns":["("]}""");
        var saved = await PutAsync(own, """{"celRowsMax":10,"trunkPatterns":null}""");
        var stale = await PutAsync(own, """{"celRowsMax":11}""", "\"0\"");
        var rows = Enumerable.Range(0, 15).Select(i => Row("LONG", "1", i, "APP_START"));
        var answer = await own.PostAsync(Path, $"[{string.Join(',', rows)}]");

        ((int)before.Json["version"]!).ShouldBe(0);
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Code.ShouldBe("asteriskSettingsInvalid");
        saved.Status.ShouldBe(HttpStatusCode.OK, saved.Body);
        saved.Headers.ETag!.Tag.ShouldBe("\"1\"");
        stale.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        answer.Accepted.ShouldBe(10);
        answer.Rejected.Count.ShouldBe(5);
        answer.Rejected.ShouldAllBe(item => (string?)item!["code"] == "celRowsTooMany");
    }

    private static Task<Answer> PutAsync(TestServer server, string json, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/settings/asterisk")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return server.SendAsync(request);
    }

    /// <summary>101 calls 102, who picks up after five seconds and talks for twenty.</summary>
    private static string[] AnsweredCall(string id) =>
    [
        Row(id, id, 0, "CHAN_START"),
        Row(id, id, 1, "APP_START", app: "Dial", data: "PJSIP/102,20"),
        Row(id, id + "b", 1, "CHAN_START"),
        Row(id, id + "b", 5, "ANSWER"),
        Row(id, id, 5, "ANSWER"),
        Row(id, id, 6, "BRIDGE_ENTER"),
        Row(id, id + "b", 6, "BRIDGE_ENTER"),
        Row(id, id, 26, "BRIDGE_EXIT"),
        Row(id, id + "b", 26, "BRIDGE_EXIT"),
        Row(id, id + "b", 26, "HANGUP"),
        Row(id, id + "b", 26, "CHAN_END"),
        Row(id, id, 26, "HANGUP"),
        Row(id, id, 26, "CHAN_END"),
        Row(id, id, 26, "LINKEDID_END"),
    ];

    private static string Row(string call, string channel, int second, string type, string app = "", string data = "")
    {
        var isCaller = call == channel;
        return new JsonObject
        {
            ["eventtype"] = type,
            ["eventtime"] = $"2024-03-01 10:00:{second:00}.000000+00",
            ["channame"] = isCaller ? "PJSIP/101-00000001" : "PJSIP/102-00000002",
            ["cid_num"] = isCaller ? "101" : "102",
            ["exten"] = isCaller ? "102" : "",
            ["context"] = "from-internal",
            ["appname"] = app,
            ["appdata"] = data,
            ["extra"] = type.StartsWith("BRIDGE", StringComparison.Ordinal) ? "{\"bridge_id\":\"b1\"}" : "",
            ["uniqueid"] = channel,
            ["linkedid"] = call,
        }.ToJsonString();
    }
}

public sealed class SqliteAsteriskTests(TestServer server) : AsteriskTests(server), IClassFixture<TestServer>;

public sealed class PostgresAsteriskTests(PostgresTestServer server)
    : AsteriskTests(server), IClassFixture<PostgresTestServer>;
