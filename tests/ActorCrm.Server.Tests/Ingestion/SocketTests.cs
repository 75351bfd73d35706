using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorCrm.Server.Tests.Ingestion;

public abstract class SocketTests(TestServer server)
{
    [Fact]
    public async Task Events_are_acknowledged_by_their_ids()
    {
        using var socket = await ConnectAsync(server, server.AdminKey);
        var (a, b) = (server.NewId(), server.NewId());
        var array = $"[{server.Event(a, "sock-1")},{server.Event(b, "sock-1")},{{\"id\":\"z\"}}]";

        var first = await SendAsync(socket, array);
        var second = await SendAsync(socket, server.Event(a, "sock-1").ToJsonString());

        first["acked"]!.AsArray().Select(id => (string)id!).ShouldBe([a, b]);
        ((string?)first["rejected"]![0]!["id"]).ShouldBe("z");
        ((string?)first["rejected"]![0]!["code"]).ShouldBe("sourceMissing");
        second["duplicates"]!.AsArray().Select(id => (string)id!).ShouldBe([a]);
        await CloseAsync(socket);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task Messages_that_cannot_be_read_are_refused_with_a_code()
    {
        using var socket = await ConnectAsync(server, server.AdminKey);

        Code(await SendAsync(socket, "nope")).ShouldBe("malformedJson");
        Code(await SendAsync(socket, new string('x', 2_000_000))).ShouldBe("messageTooLarge");
        await socket.SendAsync(new byte[] { 1, 2 }, WebSocketMessageType.Binary, true, CancellationToken.None);
        Code(await ReceiveAsync(socket)).ShouldBe("messageNotText");
        var good = server.NewId();
        ((string?)(await SendAsync(socket, server.Event(good).ToJsonString()))["acked"]![0]).ShouldBe(good);
        await CloseAsync(socket);
    }

    [Fact]
    public async Task Many_messages_at_once_are_answered_in_their_order()
    {
        using var socket = await ConnectAsync(server, server.AdminKey);
        var ids = Enumerable.Range(0, 500).Select(_ => server.NewId()).ToArray();

        var receiving = Task.Run(async () =>
        {
            var acked = new List<string>();
            while (acked.Count < ids.Length)
            {
                acked.AddRange((await ReceiveAsync(socket))["acked"]!.AsArray().Select(id => (string)id!));
            }

            return acked;
        });
        foreach (var id in ids)
        {
            await WriteAsync(socket, server.Event(id).ToJsonString());
        }

        (await receiving).ShouldBe(ids);
        await CloseAsync(socket);
    }

    [Fact]
    public async Task A_browser_sends_its_key_in_the_first_message()
    {
        using var socket = await ConnectAsync(server, key: null);
        var id = server.NewId();

        await WriteAsync(socket, $$"""{"authorization":"Bearer {{server.AdminKey}}"}""");
        var answer = await SendAsync(socket, server.Event(id).ToJsonString());

        ((string?)answer["acked"]![0]).ShouldBe(id);
        await CloseAsync(socket);
    }

    [Theory]
    [InlineData("{\"authorization\":\"Bearer ack_0\"}")]
    [InlineData("{\"id\":\"1\"}")]
    [InlineData("nope")]
    public async Task Whoever_sends_something_else_first_is_turned_away(string message)
    {
        using var socket = await ConnectAsync(server, key: null);

        await WriteAsync(socket, message);
        var received = await socket.ReceiveAsync(new byte[100].AsMemory(), CancellationToken.None);

        received.MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.PolicyViolation);
    }

    [Fact]
    public async Task A_wrong_key_or_scope_in_the_header_is_refused_before_the_upgrade()
    {
        var reader = await server.App.MakeKeyAsync("reader", ["read"]);

        (await ConnectAsync(server, "ack_wrong").ShouldThrowAsync<WebSocketException>()).Message.ShouldContain("401");
        (await ConnectAsync(server, reader).ShouldThrowAsync<WebSocketException>()).Message.ShouldContain("403");
        (await server.GetAsync("/api/v1/call-events/stream")).Code.ShouldBe("upgradeRequired");
    }

    [Fact]
    public async Task A_stop_says_goodbye()
    {
        await using var stopping = server.Another();
        await stopping.InitializeAsync();
        using var socket = await ConnectAsync(stopping, stopping.AdminKey);
        await SendAsync(socket, stopping.Event().ToJsonString());

        var stopped = stopping.App.StopAsync();
        var received = await socket.ReceiveAsync(new byte[100].AsMemory(), CancellationToken.None);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await stopped;

        received.MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_client_who_says_no_goodbye()
    {
        await using var stopping = server.Another(["--Server:StopPatience", "00:01:00"]);
        await stopping.InitializeAsync();
        using var socket = await ConnectAsync(stopping, stopping.AdminKey);
        await SendAsync(socket, stopping.Event().ToJsonString());

        var startedAt = TimeProvider.System.GetTimestamp();
        await stopping.App.StopAsync();

        TimeProvider.System.GetElapsedTime(startedAt).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    private static async Task<ClientWebSocket> ConnectAsync(TestServer server, string? key)
    {
        var socket = new ClientWebSocket();
        if (key is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        }

        var address = new UriBuilder(server.App.Address) { Scheme = "ws", Path = "/api/v1/call-events/stream" }.Uri;
        await socket.ConnectAsync(address, CancellationToken.None);
        return socket;
    }

    private static async Task<JsonNode> SendAsync(ClientWebSocket socket, string text)
    {
        await WriteAsync(socket, text);
        return await ReceiveAsync(socket);
    }

    private static Task WriteAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var text = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
            await text.WriteAsync(buffer.AsMemory(0, received.Count));
            if (received.EndOfMessage)
            {
                return JsonNode.Parse(text.ToArray())!;
            }
        }
    }

    private static string? Code(JsonNode answer) =>
        (string?)answer["rejected"]!.AsArray().ShouldHaveSingleItem()!["code"];

    private static async Task CloseAsync(ClientWebSocket socket)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
    }
}

public sealed class SqliteSocketTests(TestServer server) : SocketTests(server), IClassFixture<TestServer>;

public sealed class PostgresSocketTests(PostgresTestServer server)
    : SocketTests(server), IClassFixture<PostgresTestServer>;
