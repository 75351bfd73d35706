using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Reads;

public abstract class ChangeStreamTests(TestStore store) : IAsyncLifetime
{
    private static readonly DateTimeOffset Day = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly ReadServer _server = new(store)
    {
        Settings = ["--Changes:ClientsMax", "12", "--Changes:BatchMax", "7", "--Changes:KeptMax", "20"],
    };

    protected ReadServer Server => _server;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_ringing_call_names_its_client_and_deal_for_the_screen_pop()
    {
        await _server.CallAsync("before", "603000001", Day, name: "Pop Client");
        var call = await _server.GetAsync("calls/pbx/before");
        using var stream = await FollowAsync("changes?entity=call");

        await _server.IngestAsync([_server.Event(
            "pop", "ringing", Day.AddHours(1), more: new { direction = "incoming", from = "603 000 001", to = "1" })]);

        var change = await stream.NextAsync();
        change.Event.ShouldBe("call.callStarted");
        change.Data.Text("id").ShouldBe("pbx/pop");
        var known = change.Data["call"]!;
        known.Text("callId").ShouldBe("pop");
        known.Text("phase").ShouldBe("ringing");
        known.Text("number").ShouldBe("+48603000001");
        known.Text("contactId").ShouldBe(call.Text("contactId"));
        known.Text("dealId").ShouldBe(call.Text("dealId"));
        known.Text("responsibleId").ShouldBe("u1");
    }

    [Fact]
    public async Task A_client_that_comes_back_misses_nothing_and_sees_nothing_twice()
    {
        var seen = new List<long>();
        var last = "0";
        for (var round = 0; round < 6; round++)
        {
            // More than is kept in memory, so that the place is found in the database first.
            for (var i = 0; i < 4; i++)
            {
                await _server.CallAsync($"r{round}-{i}", $"60310{round:00}{i:00}", Day.AddMinutes(round));
            }

            using var stream = await FollowAsync("changes", last);
            var end = (await AllAsync()).Count;
            for (var i = 0; i < 11 && seen.Count < end; i++)
            {
                var change = await stream.NextAsync();
                seen.Add(change.Data["seq"]!.GetValue<long>());
                last = change.Id;
            }
        }

        using var rest = await FollowAsync("changes", last);
        var all = await AllAsync();
        while (seen.Count < all.Count)
        {
            seen.Add((await rest.NextAsync()).Data["seq"]!.GetValue<long>());
        }

        seen.ShouldBe(all);
    }

    [Fact]
    public async Task A_filter_lets_only_its_entities_through_while_they_happen()
    {
        using var stream = await FollowAsync("changes?entity=deal,task");

        await _server.CallAsync("filtered", "603000009", Day);

        var events = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            events.Add((await stream.NextAsync()).Event);
        }

        events.Order().ShouldBe(["deal.callAdded", "deal.dealCreated", "task.taskCreated"]);
    }

    [Fact]
    public async Task Keys_are_nobodys_business()
    {
        (await AllAsync()).ShouldNotContain(1, "The first entry is the making of the admin key.");
    }

    [Theory]
    [InlineData("changes?after=-1")]
    [InlineData("changes?after=x")]
    [InlineData("changes?after=9000000000000000000")]
    [InlineData("changes?entity=colour")]
    public async Task A_wrong_place_or_entity_is_refused(string address)
    {
        (await _server.CodeAsync(HttpStatusCode.BadRequest, address)).ShouldBe("parameterInvalid");
    }

    [Fact]
    public async Task Only_so_many_clients_follow_and_a_place_that_is_left_is_free_again()
    {
        var streams = new List<EventStream>();
        for (var i = 0; i < 12; i++)
        {
            streams.Add(await FollowAsync("changes"));
        }

        (await _server.CodeAsync(HttpStatusCode.TooManyRequests, "changes")).ShouldBe("clientsTooMany");
        streams.ForEach(stream => stream.Dispose());

        for (var i = 0; i < 200; i++)
        {
            using var response = await _server.Client.GetAsync(
                new Uri("changes", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }

        Assert.Fail("No place became free.");
    }

    [Fact]
    public async Task The_stream_ends_cleanly_when_the_server_stops()
    {
        await using var server = new ReadServer(store.Another());
        await server.InitializeAsync();
        using var stream = await EventStream.OpenAsync(server.Client, "changes", null);

        await server.App.StopAsync();

        (await stream.EndAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_timeline_is_paged_in_either_order()
    {
        await _server.CallAsync("line", "603000011", Day);
        var contact = (await _server.GetAsync("calls/pbx/line")).Text("contactId");
        for (var i = 0; i < 4; i++)
        {
            await _server.CallAsync($"line-{i}", "603000011", Day.AddHours(i + 1), "102");
        }

        var deal = (await _server.GetAsync($"contacts/{contact}"))["deals"]![0]!.Text("id");
        var oldest = await PagesAsync($"timeline?entity=deal&id={deal}&limit=2");
        var latest = await PagesAsync($"timeline?entity=deal&id={deal}&limit=2&order=latest");

        oldest.Count.ShouldBe(6);
        oldest.ShouldBe(oldest.Order());
        latest.ShouldBe(oldest.AsEnumerable().Reverse());
        (await _server.ItemsAsync("timeline?entity=call&id=pbx/line")).Texts("what")
            .ShouldBe(["callStarted", "callAnswered", "callEnded"]);
        (await _server.CodeAsync(HttpStatusCode.BadRequest, "timeline?entity=call")).ShouldBe("parameterInvalid");
    }

    private async Task<List<long>> PagesAsync(string address)
    {
        var seen = new List<long>();
        string? next = null;
        do
        {
            var page = await _server.GetAsync(next is null ? address : $"{address}&cursor={next}");
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["seq"]!.GetValue<long>()));
            next = page.Text("next");
        }
        while (next is not null);

        return seen;
    }

    /// <summary>All that was ever sent, by a client that reads from the beginning to the place where it is
    /// now.</summary>
    private async Task<List<long>> AllAsync()
    {
        using var stream = await FollowAsync("changes?after=0");
        var end = await _server.App.Services.GetFeed().EndAsync(CancellationToken.None);
        var seen = new List<long>();
        while (seen.Count == 0 || seen[^1] < end)
        {
            seen.Add((await stream.NextAsync()).Data["seq"]!.GetValue<long>());
        }

        return seen;
    }

    /// <summary>
    /// Follows from now on, when all that was done before has its place: on PostgreSQL an entry waits for every
    /// transaction that began before its own, and the tests share a server.
    /// </summary>
    private protected async Task<EventStream> FollowAsync(string address, string? last = null)
    {
        var feed = _server.App.Services.GetFeed();
        while (await feed.EndAsync(CancellationToken.None) < await feed.LastAsync(CancellationToken.None))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return await EventStream.OpenAsync(_server.Client, address, last);
    }
}

public sealed class SqliteChangeStreamTests() : ChangeStreamTests(new SqliteStore());

public sealed class PostgresChangeStreamTests(PostgresFixture postgres) : ChangeStreamTests(new PostgresStore(postgres))
{
    [Fact]
    public async Task An_entry_that_is_committed_late_comes_in_its_place_and_is_not_missed()
    {
        using var stream = await FollowAsync("changes?entity=call");
        await using (var late = Server.Store.Open())
        {
            await RunAsync(late, """
                BEGIN;
                INSERT INTO timeline (seq, entity_type, entity_id, at, what, by)
                VALUES (timeline_place() + 1, 'call', 'pbx/late', 0, 'callStarted', 'test')
                """);
            await Server.CallAsync("early", "603000012", new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));
            await RunAsync(late, "COMMIT");
        }

        var first = await stream.NextAsync();
        var second = await stream.NextAsync();

        first.Data.Text("id").ShouldBe("pbx/late");
        second.Data.Text("id").ShouldBe("pbx/early");
    }

    [Fact]
    public async Task What_another_process_writes_is_followed_too()
    {
        using var stream = await FollowAsync("changes?entity=call");
        await using var other = Server.Store.Open();

        await RunAsync(other, """
            INSERT INTO timeline (seq, entity_type, entity_id, at, what, by)
            VALUES (timeline_place() + 1, 'call', 'pbx/elsewhere', 0, 'callStarted', 'test')
            """);

        (await stream.NextAsync()).Data.Text("id").ShouldBe("pbx/elsewhere");
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class EventStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage response, StreamReader lines)
    {
        _response = response;
        _lines = lines;
    }

    public static async Task<EventStream> OpenAsync(HttpClient client, string address, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await lines.ReadLineAsync()).ShouldBe("retry: 2000");
        return new EventStream(response, lines);
    }

    public async Task<(string Id, string Event, JsonNode Data)> NextAsync()
    {
        string id = "", name = "", data = "";
        while (true)
        {
            var line = await _lines.ReadLineAsync().WaitAsync(Patience)
                ?? throw new InvalidOperationException("The stream ended.");
            if (line.Length == 0 && data.Length > 0)
            {
                long.Parse(id, CultureInfo.InvariantCulture).ShouldBePositive();
                return (id, name, JsonNode.Parse(data)!);
            }

            id = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : id;
            name = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : name;
            data = line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : data;
        }
    }

    /// <summary>Reads to the end; true when it came by itself and not as a broken connection.</summary>
    public async Task<bool> EndAsync()
    {
        try
        {
            await _lines.ReadToEndAsync().WaitAsync(Patience);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
