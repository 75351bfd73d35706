using System.Text;
using System.Text.Json.Nodes;

namespace ActorCrm.Server.Tests.Ingestion;

public abstract class LineStreamTests(TestServer server)
{
    private const string Path = "/api/v1/call-events";
    private const string Type = "application/x-ndjson";

    [Fact]
    public async Task Lines_are_answered_while_the_stream_goes_on()
    {
        await using var connection = await RawConnection.PostAsync(server, Path, Type);

        await connection.SendAsync(server.Line() + "\n");
        var first = await connection.ReadUntilAsync("\"line\":1}\n");
        await connection.SendAsync(server.Line() + "\n" + server.Line() + "\n");
        var second = await connection.ReadUntilAsync("\"line\":3}\n");
        await connection.EndAsync();
        var end = await connection.ReadUntilAsync("0\r\n\r\n");

        first.ShouldContain("200 OK");
        first.ShouldContain("Content-Type: application/x-ndjson");
        first.ShouldContain("\"accepted\":1");
        second.ShouldContain("\"accepted\":2");
        end.ShouldNotContain("error");
    }

    [Fact]
    public async Task A_line_may_come_in_pieces()
    {
        await using var connection = await RawConnection.PostAsync(server, Path, Type);
        var line = server.Line() + "\n";

        await connection.SendAsync(line[..10]);
        await connection.SendAsync(line[10..30]);
        await connection.SendAsync(line[30..]);

        (await connection.ReadUntilAsync("\"line\":1}\n")).ShouldContain("\"accepted\":1");
    }

    [Fact]
    public async Task Blank_lines_carriage_returns_and_a_last_line_without_end_are_fine()
    {
        var answer = await server.SendLinesAsync($"\n{server.Line()}\r\n\r\n  \n{server.Line()}");

        answer.ContentType.ShouldBe(Type);
        answer.Lines.Sum(line => (int)line["accepted"]!).ShouldBe(2, answer.Body);
        ((int)answer.Lines[^1]["line"]!).ShouldBe(5);
        answer.Lines.ShouldAllBe(line => line["rejected"]!.AsArray().Count == 0);
    }

    [Fact]
    public async Task Indexes_count_the_lines_of_the_whole_stream()
    {
        var lines = Enumerable.Range(0, 1_000).Select(i => i % 100 == 7 ? "nope" : server.Line());

        var answer = await server.SendLinesAsync(string.Join('\n', lines));

        answer.Lines.Sum(line => (int)line["accepted"]!).ShouldBe(990);
        answer.Lines.SelectMany(line => line["rejected"]!.AsArray()).Select(item => (int)item!["index"]!)
            .ShouldBe(Enumerable.Range(0, 10).Select(i => (i * 100) + 7));
        ((int)answer.Lines[^1]["line"]!).ShouldBe(1_000);
    }

    [Fact]
    public async Task Bad_lines_cost_no_neighbour()
    {
        var large = server.Event();
        large["junk"] = new string('x', 200_000);
        byte[] bytes =
        [
            .. Encoding.UTF8.GetBytes($"{server.Line()}\n{large.ToJsonString()}\n{server.Line()}\n{{\"id\":\"x"), 0xFF,
            .. Encoding.UTF8.GetBytes("\"}\n[]\n{\"id\":\n" + server.Line() + "\n"),
        ];

        var answer = await server.PostAsync(Path, bytes, Type);

        answer.Lines.Sum(line => (int)line["accepted"]!).ShouldBe(3, answer.Body);
        answer.Lines.SelectMany(line => line["rejected"]!.AsArray())
            .Select(item => ((int)item!["index"]!, (string?)item["code"]))
            .ShouldBe([(1, "eventTooLarge"), (3, "invalidUtf8"), (4, "eventNotAnObject"), (5, "malformedJson")]);
    }

    [Fact]
    public async Task An_empty_stream_is_answered_by_nothing()
    {
        var answer = await server.SendLinesAsync("");

        answer.Status.ShouldBe(System.Net.HttpStatusCode.OK);
        answer.Body.ShouldBe("");
    }

    [Fact]
    public async Task A_sender_who_goes_away_loses_nothing_that_was_answered()
    {
        var callId = server.NewId("gone");
        await using (var connection = await RawConnection.PostAsync(server, Path, Type))
        {
            await connection.SendAsync(server.Line(callId: callId) + "\n");
            await connection.ReadUntilAsync("\"line\":1}\n");
        }

        (await server.GetAsync($"/api/v1/calls/pbx/{callId}")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        (await server.GetAsync("/health/ready")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stop_answers_what_was_taken_and_says_where_to_go_on()
    {
        await using var stopping = server.Another(["--Server:StopPatience", "00:00:01"]);
        await stopping.InitializeAsync();
        await using var connection = await RawConnection.PostAsync(stopping, Path, Type);
        await connection.SendAsync(stopping.Line() + "\n");
        await connection.ReadUntilAsync("\"line\":1}\n");

        var stopped = stopping.App.StopAsync();
        var last = await connection.ReadUntilAsync("}}\n");
        await stopped;

        var text = last[last.IndexOf('{', StringComparison.Ordinal)..];
        var answer = JsonNode.Parse(text)!;
        ((int)answer["line"]!).ShouldBe(1);
        ((string?)answer["error"]!["code"]).ShouldBe("stopping");
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_sender_who_goes_on_sending()
    {
        await using var stopping = server.Another(["--Server:StopPatience", "00:01:00"]);
        await stopping.InitializeAsync();
        await using var connection = await RawConnection.PostAsync(stopping, Path, Type);
        var callId = stopping.NewId("last");
        await connection.SendAsync(stopping.Line(callId: callId) + "\n");
        await connection.ReadUntilAsync("\"line\":1}\n");

        var startedAt = TimeProvider.System.GetTimestamp();
        var stopped = stopping.App.StopAsync();
        var sending = SendOnAsync(connection, stopping.Line() + "\n", stopped);
        var last = await connection.ReadUntilAsync("0\r\n\r\n");
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));

        last.ShouldContain("\"code\":\"stopping\"");
        TimeProvider.System.GetElapsedTime(startedAt).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await sending;
    }

    private static async Task SendOnAsync(RawConnection connection, string line, Task until)
    {
        try
        {
            while (!until.IsCompleted)
            {
                await connection.SendAsync(line);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
        catch (IOException)
        {
            // The server has gone.
        }
    }

    [Fact]
    public async Task A_stream_that_breaks_off_in_a_line_is_told_so()
    {
        await using var connection = await RawConnection.PostAsync(server, Path, Type);
        await connection.SendAsync(server.Line() + "\n{\"id\":");
        await connection.ReadUntilAsync("\"line\":1}\n");

        await connection.BreakAsync();

        (await connection.ReadUntilAsync("}}\n")).ShouldContain("bodyBroken");
        (await server.SendEventsAsync(server.Line())).Accepted.ShouldBe(1);
    }
}

public sealed class SqliteLineStreamTests(TestServer server) : LineStreamTests(server), IClassFixture<TestServer>;

public sealed class PostgresLineStreamTests(PostgresTestServer server)
    : LineStreamTests(server), IClassFixture<PostgresTestServer>;
