using System.Net;

namespace ActorCrm.Server.Tests.Reads;

public abstract class CallReadTests(ReadServer server)
{
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 8, 0, 0, TimeSpan.FromHours(1));

    private static readonly string[] Contract =
    [
        "source", "callId", "direction", "from", "fromName", "to", "toName", "dialled", "startedAt", "answeredAt",
        "endedAt", "outcome", "answeredBy", "recordings", "contactId", "dealId",
    ];

    [Fact]
    public async Task A_call_shows_the_fields_of_the_contract_first_and_all_of_them()
    {
        await server.CallAsync("fields", "601 200 001", Day, name: "Ann Nowak");

        var call = (await server.GetAsync("calls/pbx/fields")).AsObject();

        call.Select(field => field.Key).Take(Contract.Length).ShouldBe(Contract);
        call.Text("from").ShouldBe("601 200 001");
        call.Text("clientNumber").ShouldBe("+48601200001");
        call.Text("fromName").ShouldBe("Ann Nowak");
        call.Text("startedAt").ShouldBe("2026-03-02T07:00:00Z");
        call["toName"].ShouldBeNull();
        call.ContainsKey("toName").ShouldBeTrue();
        call["answeredBy"]!.Text("userId").ShouldBe("u1");
        call["triggers"]!.AsArray().Select(trigger => trigger!.GetValue<string>()).ShouldBe(["T1", "T2", "T5"]);
        call["tasks"]!.AsArray().Count.ShouldBe(1);
        call.ContainsKey("events").ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_says_what_each_rule_did_and_why_in_a_sentence()
    {
        await server.CallAsync("rules", "601200002", Day);

        var rules = (await server.GetAsync("calls/pbx/rules"))["rules"]!.AsArray();

        rules.Select(rule => (rule!.Text("trigger"), rule!.Text("action"), rule!.Text("rule"))).ShouldBe(
            [
                ("T2", "Ac1", "CS-03"), ("T2", "Ac4", "CS-03"), ("T2", "Ac2", "CS-03"), ("T5", "Ac7", "CS-12"),
                ("T5", null, "CS-09"),
            ]);
        rules[0]!.Text("explanation").ShouldBe("A contact was created. No contact has the client's number.");
        rules[0]!.Text("entity").ShouldBe("contact");
        var contact = await server.GetAsync($"contacts/{rules[0]!.Text("id")}");
        contact.Text("madeBy").ShouldBe("call/pbx/rules");
    }

    [Fact]
    public async Task A_call_shows_no_outcome_before_its_end_is_decided()
    {
        await server.PutAsync("settings/calls", """{"answerWait":"00:05:00"}""");
        var at = Day.AddDays(30);
        var more = new { direction = "incoming", from = "601200020", to = "+48221234567" };
        await server.IngestAsync(
            [
                server.Event("waiting", "ringing", at, "waits", more),
                server.Event("waiting", "ended", at.AddSeconds(30), "waits", new { outcome = "answered" }),
            ]);

        var waiting = await server.GetAsync("calls/waits/waiting");
        waiting.Text("phase").ShouldBe("ringing");
        waiting["outcome"].ShouldBeNull();
        waiting.Text("waitingFor").ShouldBe("answer");
        await FindsAsync("source=waits&outcome=answered");
        await FindsAsync("source=waits&phase=ringing", "waiting");

        var agent = new { agent = new { extension = "101" } };
        await server.IngestAsync([server.Event("waiting", "answered", at.AddSeconds(5), "waits", agent)]);

        var ended = await server.GetAsync("calls/waits/waiting");
        ended.Text("phase").ShouldBe("ended");
        ended.Text("outcome").ShouldBe("answered");
        ended["waitingFor"].ShouldBeNull();
        await FindsAsync("source=waits&outcome=answered", "waiting");
    }

    [Fact]
    public async Task An_internal_call_is_found_by_who_answered_it()
    {
        var more = new { direction = "internal", from = "101", to = "102" };
        var agent = new { agent = new { extension = "102" } };
        await server.IngestAsync(
            [
                server.Event("inside", "ringing", Day, "inside", more),
                server.Event("inside", "answered", Day.AddSeconds(5), "inside", agent),
                server.Event("inside", "ended", Day.AddSeconds(60), "inside", new { outcome = "answered" }),
            ]);

        var call = await server.GetAsync("calls/inside/inside");

        call["answeredBy"]!.Text("employeeId").ShouldBe("e2");
        call["answeredBy"]!.Text("name").ShouldBe("Ola Two");
        call.Text("noClient").ShouldBe("internal");
        call["triggers"]!.AsArray().ShouldBeEmpty();
        await FindsAsync("source=inside&answeredBy=u2", "inside");
        await FindsAsync("source=inside&answeredBy=e2&outcome=answered", "inside");
        await FindsAsync("source=inside&answeredBy=u1");
    }

    [Fact]
    public async Task What_was_dialled_is_what_was_called_unless_the_telephone_system_says_otherwise()
    {
        var more = new { direction = "incoming", from = "601200021", to = "101", dialled = "+48221234567" };
        await server.IngestAsync([server.Event("forwarded", "ringing", Day, "dialled", more)]);
        await server.CallAsync("plain", "601200022", Day, source: "dialled");
        await server.IngestAsync([server.Event(
            "out", "ringing", Day, "dialled", new { direction = "outgoing", from = "101", to = "601200023" })]);

        (await server.GetAsync("calls/dialled/forwarded")).Text("dialled").ShouldBe("+48221234567");
        (await server.GetAsync("calls/dialled/plain")).Text("dialled").ShouldBe("+48221234567");
        (await server.GetAsync("calls/dialled/out"))["dialled"].ShouldBeNull();
    }

    [Fact]
    public async Task Events_are_shown_when_they_are_asked_for()
    {
        await server.CallAsync("events", "601200003", Day);

        var events = (await server.GetAsync("calls/pbx/events?events=true"))["events"]!;

        events.Texts("type").ShouldBe(["ringing", "answered", "ended"]);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("1376060558.17")]
    [InlineData("späß & co? #1+2 100%")]
    [InlineData("//x/")]
    public async Task An_id_that_needs_escaping_is_found(string callId)
    {
        await server.CallAsync(callId, "601200004", Day);

        var call = await server.GetAsync($"calls/pbx/{Uri.EscapeDataString(callId)}");

        call.Text("callId").ShouldBe(callId);
    }

    [Fact]
    public async Task An_unknown_call_is_not_found()
    {
        (await server.CodeAsync(HttpStatusCode.NotFound, "calls/pbx/nobody")).ShouldBe("notFound");
    }

    [Fact]
    public async Task A_known_version_is_not_sent_again()
    {
        await server.CallAsync("tagged", "601200005", Day);
        using var first = await server.Client.GetAsync(new Uri("calls/pbx/tagged", UriKind.Relative));
        var tag = first.Headers.ETag!.ToString();

        (await StatusAsync("calls/pbx/tagged", tag)).ShouldBe(HttpStatusCode.NotModified);
        (await StatusAsync("calls/pbx/tagged", $"\"other\", W/{tag}")).ShouldBe(HttpStatusCode.NotModified);
        (await StatusAsync("calls/pbx/tagged?events=true", tag)).ShouldBe(HttpStatusCode.OK);

        await server.IngestAsync(
            [server.Event("tagged", "recording", Day.AddMinutes(5), more: new { recordingUrl = "https://r/1" })]);
        (await StatusAsync("calls/pbx/tagged", tag)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Filters_find_their_calls_and_no_others()
    {
        var since = Day.AddDays(10);
        await server.CallAsync("f-answered", "601300001", since, "101", "filter");
        await server.CallAsync("f-missed", "601300002", since.AddMinutes(1), null, "filter");
        await server.CallAsync("f-other", "601300001", since.AddMinutes(2), "102", "filter");
        await server.IngestAsync([server.Event(
            "f-ringing", "ringing", since.AddMinutes(3), "filter",
            new { direction = "incoming", from = "601300001", to = "1" })]);
        await server.IngestAsync([server.Event(
            "f-internal", "ringing", since.AddMinutes(4), "filter",
            new { direction = "internal", from = "101", to = "102" })]);
        var first = await server.GetAsync("calls/filter/f-answered");

        await FindsAsync("source=filter", "f-internal", "f-ringing", "f-other", "f-missed", "f-answered");
        await FindsAsync("source=filter&direction=internal", "f-internal");
        await FindsAsync("source=filter&direction=outgoing");
        await FindsAsync("source=filter&outcome=noAnswer", "f-missed");
        await FindsAsync("source=filter&outcome=answered", "f-other", "f-answered");
        await FindsAsync("source=filter&phase=ringing", "f-internal", "f-ringing");
        await FindsAsync("number=601300002", "f-missed");
        await FindsAsync("number=%2B48%20601-300-002", "f-missed");
        await FindsAsync("number=+48601300002", "f-missed");
        await FindsAsync("number=601300001&phase=ended", "f-other", "f-answered");
        await FindsAsync($"contactId={first.Text("contactId")}", "f-ringing", "f-other", "f-answered");
        await FindsAsync($"dealId={first.Text("dealId")}&answeredBy=u2", "f-other");
        await FindsAsync("source=filter&answeredBy=102", "f-other");
        await FindsAsync("source=filter&answeredBy=e1", "f-answered");
        await FindsAsync("source=filter&trigger=T3", "f-missed");
        await FindsAsync("source=filter&trigger=T4", "f-other");
        await FindsAsync(
            "since=2026-03-12T07:01:00Z&until=2026-03-12T08:03:00%2B01:00&source=filter", "f-other", "f-missed");
        await FindsAsync("since=2026-03-12T08:04:00+01:00&source=filter", "f-internal");
    }

    [Theory]
    [InlineData("calls?colour=red", "parameterUnknown", "colour")]
    [InlineData("calls?limit=0", "parameterInvalid", "limit")]
    [InlineData("calls?limit=501", "parameterInvalid", "limit")]
    [InlineData("calls?limit=5&limit=6", "parameterInvalid", "limit")]
    [InlineData("calls?since=yesterday", "parameterInvalid", "since")]
    [InlineData("calls?until=2026-03-01", "parameterInvalid", "until")]
    [InlineData("calls?direction=sideways", "parameterInvalid", "direction")]
    [InlineData("calls?trigger=T10", "parameterInvalid", "trigger")]
    [InlineData("calls?number=anonymous", "parameterInvalid", "number")]
    [InlineData("calls?contactId=5", "parameterInvalid", "contactId")]
    [InlineData("calls?source=", "parameterInvalid", "source")]
    [InlineData("calls?source=%00", "parameterInvalid", "source")]
    [InlineData("calls?answeredBy=a%00b", "parameterInvalid", "answeredBy")]
    [InlineData("calls?cursor=", "cursorInvalid", "cursor")]
    [InlineData("calls?cursor=ZWxzZQ", "cursorInvalid", "cursor")]
    [InlineData("calls?cursor=WyJjYWxscyIsICIxIiwgIlx1MDAwMCJd", "cursorInvalid", "cursor")]
    [InlineData("calls/pbx/x?events=yes", "parameterInvalid", "events")]
    [InlineData("contacts/0?x=1", "parameterUnknown", "x")]
    public async Task A_wrong_parameter_is_refused_by_its_name(string address, string code, string parameter)
    {
        var (status, body) = await server.SendAsync(HttpMethod.Get, address);

        status.ShouldBe(HttpStatusCode.BadRequest);
        body.Text("code").ShouldBe(code);
        body["errors"]!.AsObject().ContainsKey(parameter).ShouldBeTrue(body.ToJsonString());
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        await server.CallAsync("c-1", "601200011", Day);
        await server.CallAsync("c-2", "601200012", Day);
        var next = (await server.GetAsync("tasks?limit=1")).Text("next");

        (await server.CodeAsync(HttpStatusCode.BadRequest, $"calls?cursor={next}")).ShouldBe("cursorInvalid");
    }

    [Fact]
    public async Task Paging_shows_every_call_once_while_new_ones_come()
    {
        var start = Day.AddDays(20);
        for (var i = 0; i < 40; i++)
        {
            // Times that differ by less than a millisecond, are equal, or are written in other zones.
            var at = (i % 4) switch
            {
                0 => start.AddSeconds(i),
                1 => start.AddSeconds(i - 1).ToOffset(TimeSpan.Zero),
                2 => start.AddSeconds(i - 2).AddTicks(7),
                _ => start.AddSeconds(i - 3).AddMilliseconds(1).ToOffset(TimeSpan.FromHours(-5)),
            };
            await server.IngestAsync(server.Incoming($"p-{i}", "601400001", at, "101", "paging"));
        }

        var seen = new List<string>();
        string? next = null;
        var page = 0;
        do
        {
            var answer = await server.GetAsync($"calls?source=paging&limit=7{(next is null ? "" : $"&cursor={next}")}");
            seen.AddRange(answer["items"]!.Texts("callId"));
            next = answer.Text("next");
            await server.CallAsync($"new-{page++}", "601400001", start.AddHours(page), "101", "paging");
        }
        while (next is not null);

        seen.Count.ShouldBe(seen.Distinct().Count());
        seen.Order().ShouldBe(Enumerable.Range(0, 40).Select(i => $"p-{i}").Order());
        page.ShouldBe(6);
    }

    private async Task FindsAsync(string query, params string[] callIds) =>
        (await server.ItemsAsync($"calls?{query}")).Texts("callId").ShouldBe(callIds, query);

    private async Task<HttpStatusCode> StatusAsync(string address, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var response = await server.Client.SendAsync(request);
        return response.StatusCode;
    }
}

public sealed class SqliteCallReadTests(ReadServer server) : CallReadTests(server), IClassFixture<ReadServer>;

public sealed class PostgresCallReadTests(PostgresReadServer server)
    : CallReadTests(server), IClassFixture<PostgresReadServer>;
