using System.Text;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Webhooks;

/// <summary>Two servers on one PostgreSQL: one of them reads for webhooks, and the other when it is gone.</summary>
public sealed class TwoSiloWebhookTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int PerRound = 60;

    private readonly WebhookServer _one = new(new PostgresStore(postgres));

    public ValueTask InitializeAsync() => _one.InitializeAsync();

    public ValueTask DisposeAsync() => _one.DisposeAsync();

    [Fact]
    public async Task Each_event_arrives_once_whichever_silo_reads()
    {
        await using var receiver = await Receiver.StartAsync();
        var feed = _one.App.Silo.ShardOf(WebhookFeed.Id);
        bool wasRead;
        await using (var two = ServerApp.Build(_one.Args, TextWriter.Null))
        {
            await two.StartAsync();
            await _one.UntilAsync("/api/v1/cluster", _ => two.Silo.Shards.Count == 32);
            await _one.MakeAsync(receiver.Address, "call.*");
            using var client = new HttpClient { BaseAddress = two.Address };
            client.DefaultRequestHeaders.Authorization = _one.Client.DefaultRequestHeaders.Authorization;

            using var body = new StringContent(Events(), Encoding.UTF8, "application/json");
            using var sent = await client.PostAsync(new Uri("/api/v1/call-events", UriKind.Relative), body);
            sent.EnsureSuccessStatusCode();
            (await _one.SendEventsAsync(Events())).Accepted.ShouldBe(PerRound);
            await receiver.UntilAsync(PerRound * 2);

            // The feed moves to the other silo whichever has it: the second is stopped, or was not the reader.
            wasRead = two.Silo.Shards.Contains(feed);
            (await _one.SendEventsAsync(Events())).Accepted.ShouldBe(PerRound);
            await two.StopAsync();
        }

        (await _one.SendEventsAsync(Events())).Accepted.ShouldBe(PerRound);
        await receiver.UntilAsync(PerRound * 4);

        _one.App.Silo.Shards.ShouldContain(feed);
        var calls = receiver.Requests.Select(request => (string)request.Json["data"]!["id"]!).ToList();
        calls.Distinct().Count().ShouldBe(PerRound * 4, $"the second silo read: {wasRead}");
        receiver.Requests.Select(request => request.Id).Distinct().Count().ShouldBe(PerRound * 4);
        calls.Count.ShouldBeLessThanOrEqualTo((PerRound * 4) + WebhookOutbox.SendingMax);
    }

    private string Events() => $"[{string.Join(',', Enumerable.Range(0, PerRound).Select(_ => _one.Line()))}]";
}
