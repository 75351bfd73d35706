using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorCrm.Server.Tests.Ingestion;

public abstract class CallEventTests(TestServer server)
{
    [Fact]
    public async Task One_event_is_accepted_and_is_a_duplicate_the_second_time()
    {
        var one = server.Event().ToJsonString();

        var first = await server.SendEventsAsync(one);
        var second = await server.SendEventsAsync(one);

        first.Body.ShouldBe("""{"accepted":1,"duplicates":0,"rejected":[]}""");
        second.Body.ShouldBe("""{"accepted":0,"duplicates":1,"rejected":[]}""");
    }

    [Fact]
    public async Task An_event_with_every_field_can_be_read_back_from_its_call()
    {
        var callId = server.NewId("full/ü ");
        var full = server.Event(callId: callId);
        full["callerName"] = "Zażółć \"gęślą\" 😀";
        full["agent"] = new JsonObject { ["extension"] = "101", ["unknown"] = new JsonArray(1, 2) };
        full["utm"] = JsonNode.Parse("""{"source":"s","medium":"m","campaign":"c","content":"x","term":"t"}""");
        full["landingPage"] = "https://example.com/";
        full["clientId"] = "1.2";
        full["project"] = "default";
        full["calledName"] = "Desk";
        full["dialled"] = "100";
        full["somethingNew"] = new JsonObject { ["deep"] = new JsonArray(new JsonArray()) };

        var answer = await server.SendEventsAsync(full.ToJsonString());
        var call = await server.GetAsync($"/api/v1/calls/pbx/{Uri.EscapeDataString(callId)}");

        answer.Accepted.ShouldBe(1, answer.Body);
        call.Status.ShouldBe(HttpStatusCode.OK, call.Body);
        ((string?)call.Json["fromName"]).ShouldBe("Zażółć \"gęślą\" 😀");
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "id", "null", "idMissing" },
        { "id", "\"\"", "idMissing" },
        { "id", "7", "fieldWrongType" },
        { "id", $"\"{new string('x', 201)}\"", "idTooLong" },
        { "id", "\"a\\u0000b\"", "fieldInvalid" },
        { "id", "\"a\\u0007b\"", "idInvalid" },
        { "id", "\"\\ud800\"", "fieldInvalid" },
        { "callerName", "\"a\\u0000b\"", "fieldInvalid" },
        { "from", "\"+4860\\u0000\"", "fieldInvalid" },
        { "agent", "{\"extension\":\"\\u0000\"}", "fieldInvalid" },
        { "utm", "{\"source\":\"\\u0000\"}", "fieldInvalid" },
        { "source", "null", "sourceMissing" },
        { "source", "\"a b\"", "sourceInvalid" },
        { "source", $"\"{new string('x', 65)}\"", "sourceInvalid" },
        { "callId", "null", "callIdMissing" },
        { "callId", $"\"{new string('x', 201)}\"", "callIdTooLong" },
        { "callId", "\"a\\nb\"", "callIdInvalid" },
        { "type", "null", "typeMissing" },
        { "type", "\"Ringing\"", "typeUnknown" },
        { "type", "[]", "fieldWrongType" },
        { "type", "\"recording\"", "recordingUrlMissing" },
        { "at", "null", "atMissing" },
        { "at", "\"yesterday\"", "atInvalid" },
        { "at", "\"2026-03-02\"", "atInvalid" },
        { "at", "\"2026-03-02T09:00:00\"", "atInvalid" },
        { "at", "\"2026-02-30T09:00:00Z\"", "atInvalid" },
        { "at", "1767225600", "fieldWrongType" },
        { "at", "\"1999-12-31T23:59:59Z\"", "atOutOfRange" },
        { "at", "\"9999-12-31T23:59:59Z\"", "atOutOfRange" },
        { "direction", "\"up\"", "directionUnknown" },
        { "outcome", "\"fine\"", "outcomeUnknown" },
        { "from", $"\"{new string('1', 257)}\"", "numberTooLong" },
        { "from", "48600700800", "fieldWrongType" },
        { "to", "{\"number\":1}", "fieldWrongType" },
        { "agent", "\"101\"", "agentInvalid" },
        { "agent", "{}", "agentInvalid" },
        { "agent", "{\"extension\":101}", "fieldWrongType" },
        { "recordingUrl", "\"/file.wav\"", "recordingUrlInvalid" },
        { "recordingUrl", "\"javascript:alert(1)\"", "recordingUrlInvalid" },
        { "recordingUrl", "\"ftp://example.com/a\"", "recordingUrlInvalid" },
        { "callerName", $"\"{new string('x', 501)}\"", "fieldTooLong" },
        { "utm", "\"x\"", "fieldWrongType" },
        { "utm", "{\"source\":[1]}", "fieldWrongType" },
        { "project", $"\"{new string('x', 65)}\"", "projectInvalid" },
        { "project", "\"a\\tb\"", "projectInvalid" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_has_its_code_and_costs_no_neighbour(string field, string value, string code)
    {
        var bad = server.Event(id: field == "id" ? null : "bad-" + server.NewId());
        var id = (string)bad["id"]!;
        bad.Remove(field);
        var text = bad.ToJsonString()[..^1] + $",\"{field}\":{value}}}";

        var answer = await server.SendEventsAsync($"[{server.Event()},{text},{server.Event()}]");

        answer.Accepted.ShouldBe(2, answer.Body);
        answer.Rejected.Count.ShouldBe(1);
        ((int)answer.Rejected[0]!["index"]!).ShouldBe(1);
        ((string?)answer.Rejected[0]!["code"]).ShouldBe(code);
        ((string?)answer.Rejected[0]!["message"]).ShouldNotBeNullOrEmpty();
        if (field != "id")
        {
            ((string?)answer.Rejected[0]!["id"]).ShouldBe(id);
        }
    }

    [Theory]
    [InlineData("5", "eventNotAnObject")]
    [InlineData("[]", "eventNotAnObject")]
    [InlineData("null", "eventNotAnObject")]
    [InlineData("\"x\"", "eventNotAnObject")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}", "duplicateField")]
    [InlineData("{}", "idMissing")]
    [InlineData("1e999999", "eventNotAnObject")]
    public async Task An_element_that_is_no_event_costs_no_neighbour(string element, string code)
    {
        var answer = await server.SendEventsAsync($"[{server.Event()},{element},{server.Event()}]");

        answer.Accepted.ShouldBe(2, answer.Body);
        ((string?)answer.Rejected.ShouldHaveSingleItem()!["code"]).ShouldBe(code);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_cost_their_event_only()
    {
        byte[] bytes =
        [
            .. Encoding.UTF8.GetBytes($"[{server.Event()},{{\"id\":\"x"), 0xC3, 0x28, 0xFF,
            .. Encoding.UTF8.GetBytes($"\"}},{server.Event()}]"),
        ];

        var answer = await server.PostAsync("/api/v1/call-events", bytes);

        answer.Accepted.ShouldBe(2, answer.Body);
        ((string?)answer.Rejected.ShouldHaveSingleItem()!["code"]).ShouldBe("invalidUtf8");
    }

    [Theory]
    [InlineData(",{\"id\":", 2)]
    [InlineData(",{]", 2)]
    [InlineData(" oops", 2)]
    [InlineData("", 2)]
    public async Task After_a_syntax_error_what_came_before_is_taken_and_the_answer_says_where(string rest, int index)
    {
        var answer = await server.SendEventsAsync($"[{server.Event()},{server.Event()}{rest}");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Accepted.ShouldBe(2, answer.Body);
        var rejected = answer.Rejected.ShouldHaveSingleItem()!;
        ((int)rejected["index"]!).ShouldBe(index);
        ((string?)rejected["code"]).ShouldBe("malformedJson");
        rejected.AsObject().ContainsKey("id").ShouldBeTrue();
    }

    [Theory]
    [InlineData("hello", "malformedJson")]
    [InlineData("{", "malformedJson")]
    [InlineData("[{", "malformedJson")]
    [InlineData("", "emptyBody")]
    [InlineData(" \r\n\t ", "emptyBody")]
    public async Task A_body_that_is_no_JSON_is_a_problem(string body, string code)
    {
        var answer = await server.SendEventsAsync(body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.ContentType.ShouldBe("application/problem+json");
        answer.Code.ShouldBe(code);
    }

    [Fact]
    public async Task An_empty_array_is_nothing() =>
        (await server.SendEventsAsync("[]")).Body.ShouldBe("""{"accepted":0,"duplicates":0,"rejected":[]}""");

    [Fact]
    public async Task A_byte_order_mark_is_stepped_over()
    {
        var answer = await server.SendEventsAsync("\uFEFF" + server.Event().ToJsonString());

        answer.Accepted.ShouldBe(1, answer.Body);
    }

    [Fact]
    public async Task An_event_of_more_than_64_KiB_costs_no_neighbour()
    {
        var large = server.Event();
        large["junk"] = new string('x', 70_000);

        var answer = await server.SendEventsAsync($"[{server.Event()},{large},{server.Event()}]");

        answer.Accepted.ShouldBe(2, answer.Body);
        ((string?)answer.Rejected.ShouldHaveSingleItem()!["code"]).ShouldBe("eventTooLarge");
    }

    [Fact]
    public async Task Any_depth_of_nesting_is_harmless()
    {
        var deep = $"{server.Line()[..^1]},\"x\":{new string('[', 20_000)}{new string(']', 20_000)}}}";
        var body = new string('[', 2_000_000);

        (await server.SendEventsAsync(deep)).Accepted.ShouldBe(1);
        (await server.SendEventsAsync(body)).Code.ShouldBe("malformedJson");
    }

    [Fact]
    public async Task More_events_than_allowed_are_refused_from_there_on()
    {
        await using var small = server.Another(["--Ingestion:EventsMax", "3"]);
        await small.InitializeAsync();

        var five = string.Join(',', Enumerable.Range(0, 5).Select(_ => small.Line()));
        var answer = await small.SendEventsAsync($"[{five}]");

        answer.Accepted.ShouldBe(3, answer.Body);
        var rejected = answer.Rejected.ShouldHaveSingleItem()!;
        ((int)rejected["index"]!).ShouldBe(3);
        ((string?)rejected["code"]).ShouldBe("tooManyEvents");
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_is_too_large()
    {
        var answer = await server.PostAsync("/api/v1/call-events", new byte[10_000_000]);

        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        answer.Code.ShouldBe("bodyTooLarge");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    public async Task Other_content_types_are_not_read(string type)
    {
        var answer = await server.PostAsync("/api/v1/call-events", server.Event().ToJsonString(), type);

        answer.Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        answer.Code.ShouldBe("unsupportedMediaType");
    }

    [Fact]
    public async Task Packed_bodies_are_unpacked_up_to_the_limit()
    {
        var small = Pack(Encoding.UTF8.GetBytes(server.Event().ToJsonString()));
        var bomb = Pack(new byte[100_000_000]);

        (await SendPackedAsync(small, "gzip")).Accepted.ShouldBe(1);
        (await SendPackedAsync(bomb, "gzip")).Code.ShouldBe("bodyTooLarge");
        (await SendPackedAsync([1, 2, 3, 4], "gzip")).Code.ShouldBe("malformedEncoding");
        (await SendPackedAsync(small, "zstd")).Code.ShouldBe("unsupportedMediaType");
    }

    [Fact]
    public async Task Too_many_events_of_one_call_are_refused_one_by_one()
    {
        var callId = server.NewId("crowd");
        var lines = string.Join('\n', Enumerable.Range(0, 5_000).Select(_ =>
        {
            var update = server.Event(callId: callId);
            update["type"] = "updated";
            return update.ToJsonString();
        }));

        var answer = await server.SendLinesAsync(lines);

        var accepted = answer.Lines.Sum(line => (int)line["accepted"]!);
        var rejected = answer.Lines.SelectMany(line => line["rejected"]!.AsArray()).ToArray();
        accepted.ShouldBeGreaterThan(100);
        (accepted + rejected.Length).ShouldBe(5_000);
        rejected.ShouldAllBe(item => (string?)item!["code"] == "callEventsTooMany");
    }

    [Fact]
    public async Task The_same_event_twice_in_one_array_is_one_and_a_duplicate()
    {
        var one = server.Event().ToJsonString();

        var answer = await server.SendEventsAsync($"[{one},{one}]");

        (answer.Accepted, answer.Duplicates).ShouldBe((1, 1));
    }

    private async Task<Answer> SendPackedAsync(byte[] bytes, string encoding)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.ContentEncoding.Add(encoding);
        return await server.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/api/v1/call-events") { Content = content });
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}

public sealed class SqliteCallEventTests(TestServer server) : CallEventTests(server), IClassFixture<TestServer>;

public sealed class PostgresCallEventTests(PostgresTestServer server)
    : CallEventTests(server), IClassFixture<PostgresTestServer>;
