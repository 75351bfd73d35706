using System.Text.Json;
using ActorCrm.Server.Tests.Processes;

namespace ActorCrm.Server.Tests.Webhooks;

public sealed class WebhookKillTests
{
    private const int Calls = 200;

    /// <summary>
    /// The server dies after a message has arrived and before it knows. The receiver gets it again, under the same
    /// webhook-id; and nothing that happened before or after the death is lost.
    /// </summary>
    [Fact]
    public async Task A_message_whose_outcome_was_lost_is_sent_again_under_its_id()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = new ServerProcess
        {
            // The lease of a lost attempt is twice the time-out of an effect.
            Settings =
            [
                "--Outbound:AllowedHosts:0", "127.0.0.1", "--Silo:EffectTimeout", "00:00:02",
                "--Webhooks:SendTimeout", "00:00:01.5",
            ],
        };
        var isHolding = true;
        receiver.Answer = (_, http) => isHolding && receiver.Requests.Count > 20
            ? Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, http.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default)
            : Receiver.Status(http, 200);
        await server.StartAsync();
        using var made = await server.SendAsync(
            HttpMethod.Post, "webhooks", $$"""{"address":"{{receiver.Address}}","events":["call.*"]}""");
        made.EnsureSuccessStatusCode();

        await SendAsync(server, 0);
        await receiver.UntilAsync(21);
        await server.KillAsync();
        var held = receiver.Requests.Last().Id;
        isHolding = false;
        await server.StartAsync();
        await SendAsync(server, Calls / 2);
        await receiver.UntilAsync(2, request => request.Id == held);
        await UntilAllAsync(receiver);

        var byEvent = receiver.Requests.GroupBy(request => (long)request.Json["data"]!["seq"]!).ToList();
        byEvent.ShouldAllBe(group => group.Select(request => request.Id).Distinct().Count() == 1);
        byEvent.Select(group => group.First().Id).Distinct().Count().ShouldBe(byEvent.Count);
        byEvent.Select(group => (string)group.First().Json["data"]!["id"]!).Distinct().Count().ShouldBe(Calls);
        (await server.StopAsync()).ShouldBe(0);
    }

    private static async Task SendAsync(ServerProcess server, int first)
    {
        var events = Enumerable.Range(first, Calls / 2).Select(i => JsonSerializer.Serialize(new
        {
            id = $"e{i}",
            source = "pbx",
            callId = $"c{i}",
            type = "ringing",
            at = "2026-03-02T09:00:00Z",
            direction = "incoming",
            from = "+48600700800",
            to = "+48221234567",
        }));
        using var answer = await server.SendAsync(HttpMethod.Post, "call-events", $"[{string.Join(',', events)}]");
        answer.EnsureSuccessStatusCode();
    }

    private static async Task UntilAllAsync(Receiver receiver)
    {
        for (var i = 0; i < 600; i++)
        {
            if (receiver.Requests.Select(request => (string?)request.Json["data"]!["id"]).Distinct().Count() == Calls)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
