using System.Globalization;
using System.Net;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Server.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Webhooks;

public abstract class WebhookTests(WebhookServer server)
{
    [Fact]
    public async Task A_message_is_signed_and_shaped_as_Standard_Webhooks_says()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, secret) = await server.MakeAsync(receiver.Address, "call.*");
        var callId = server.NewId("call");

        await server.SendEventsAsync(server.Line(callId: callId));
        var request = (await receiver.UntilAsync(1, one => IsOf(one, callId)))[0];

        secret.ShouldStartWith("whsec_");
        Convert.FromBase64String(secret["whsec_".Length..]).Length.ShouldBe(32);
        request.Verify(secret).ShouldBe([true]);
        request.Verify("whsec_" + Convert.ToBase64String(new byte[32])).ShouldBe([false]);
        request.Id.ShouldStartWith("msg_");
        request.Id.ShouldNotContain(".");
        var sentAt = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(request.Headers["webhook-timestamp"], CultureInfo.InvariantCulture));
        (TimeProvider.System.GetUtcNow() - sentAt).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(2));
        request.Headers["Content-Type"].ShouldBe("application/json");
        request.Type.ShouldBe("call.callStarted");
        ((string?)request.Json["timestamp"]).ShouldEndWith("Z");
        ((string?)request.Json["data"]!["id"]).ShouldBe($"pbx/{callId}");
        ((string?)request.Json["data"]!["call"]!["number"]).ShouldBe("+48600700800");
        var delivery = await server.DeliveryAsync(id, request.Id, "delivered");
        ((int)delivery["responseStatus"]!).ShouldBe(204);
        ((int)delivery["attempts"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Only_what_was_subscribed_to_is_sent()
    {
        await using var receiver = await Receiver.StartAsync();
        await server.MakeAsync(new Uri(receiver.Address, "/deals"), "deal.*");
        await server.MakeAsync(new Uri(receiver.Address, "/contacts"), "contact.contactCreated", "call.callAnswered");
        await server.PutAsync("/api/v1/employees", """
            {"employees":[{"id":"e0","name":"Ewa Top","extensions":["100"],"crmUserId":"u0"}],"topManagerId":"e0"}
            """);
        await server.PutAsync("/api/v1/scenario", """{"active":true}""");
        var one = server.Event();
        one["type"] = "answered";
        one["agent"] = new System.Text.Json.Nodes.JsonObject { ["extension"] = "100" };
        one["from"] = "+48600123456";

        await server.SendEventsAsync(one.ToJsonString());
        await receiver.UntilAsync(1, request => request.Path == "/deals" && request.Type == "deal.dealCreated");
        await receiver.UntilAsync(2, request => request.Path == "/contacts");

        receiver.Requests.Where(request => request.Path == "/contacts").Select(request => request.Type).Order()
            .ShouldBe(["call.callAnswered", "contact.contactCreated"]);
        receiver.Requests.Where(request => request.Path == "/deals")
            .ShouldAllBe(request => request.Type.StartsWith("deal.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_is_tried_again_under_the_same_id()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (_, http) =>
        {
            http.Response.StatusCode = receiver.Requests.Count == 1 ? 500 : 200;
            await http.Response.WriteAsync("as \u0001 you\nlike");
        };
        var (id, secret) = await server.MakeAsync(receiver.Address, "deal.dealLost");

        var accepted = await server.PostAsync($"/api/v1/webhooks/{id}/test", "");
        var deliveryId = (string)accepted.Json["deliveryId"]!;
        var retrying = await server.DeliveryAsync(id, deliveryId, "retrying");
        var requests = await receiver.UntilAsync(2);
        var delivered = await server.DeliveryAsync(id, deliveryId, "delivered");

        accepted.Status.ShouldBe(HttpStatusCode.Accepted);
        requests.ShouldAllBe(request => request.Id == deliveryId && request.Type == "webhook.test");
        requests.ShouldAllBe(request => request.Verify(secret).Single());
        requests[0].Headers["webhook-timestamp"].ShouldNotBe(requests[1].Headers["webhook-timestamp"]);
        ((int)retrying["responseStatus"]!).ShouldBe(500);
        ((int)retrying["attempts"]!).ShouldBe(1);
        retrying["retryAt"].ShouldNotBeNull();
        ((int)delivered["attempts"]!).ShouldBe(2);
        ((string?)delivered["response"]).ShouldBe("as   you like");
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) =>
        {
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        var (id, _) = await server.MakeAsync(receiver.Address, "deal.dealLost");

        var accepted = await server.PostAsync($"/api/v1/webhooks/{id}/test", "");
        var retrying = await server.DeliveryAsync(id, (string)accepted.Json["deliveryId"]!, "retrying");

        ((int)retrying["responseStatus"]!).ShouldBe(302);
        receiver.Requests.ShouldAllBe(request => request.Path == "/");
        await server.DeleteAsync($"/api/v1/webhooks/{id}");
    }

    [Fact]
    public async Task A_receiver_that_is_gone_gets_nothing_until_somebody_enables_it_and_then_what_it_missed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) => Receiver.Status(http, 410);
        var (id, _) = await server.MakeAsync(receiver.Address, "call.callStarted");
        string[] calls = [server.NewId("gone"), server.NewId("gone")];
        var since = TimeProvider.System.GetUtcNow().AddSeconds(-1);

        await server.SendEventsAsync(server.Line(callId: calls[0]));
        await receiver.UntilAsync(1);
        var disabled = await server.UntilAsync($"/api/v1/webhooks/{id}", webhook => !(bool)webhook["enabled"]!);
        var before = receiver.Requests.Count;
        await server.SendEventsAsync(server.Line(callId: calls[1]));
        var refused = await server.PostAsync($"/api/v1/webhooks/{id}/test", "");

        ((string?)disabled["disabledWhy"]).ShouldBe("gone");
        refused.Code.ShouldBe("webhookDisabled");
        receiver.Requests.Count.ShouldBe(before);

        receiver.Answer = (_, http) => Receiver.Status(http, 200);
        var enabled = await server.PostAsync($"/api/v1/webhooks/{id}/enable", "");
        ((bool)enabled.Json["enabled"]!).ShouldBeTrue();
        enabled.Json["disabledWhy"].ShouldBeNull();
        var replay = await server.PostAsync($"/api/v1/webhooks/{id}/replay", $$"""{"since":"{{since:O}}"}""");
        replay.Status.ShouldBe(HttpStatusCode.Accepted, replay.Body);
        var first = receiver.Requests.First(request => IsOf(request, calls[0]));
        var again = await receiver.UntilAsync(2, request => IsOf(request, calls[0]));
        await receiver.UntilAsync(1, request => IsOf(request, calls[1]));

        again.ShouldAllBe(request => request.Id == first.Id);
    }

    [Fact]
    public async Task A_message_is_sent_again_when_somebody_asks_for_it()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.MakeAsync(receiver.Address, "call.callStarted");
        var callId = server.NewId("replay");
        await server.SendEventsAsync(server.Line(callId: callId));
        var first = (await receiver.UntilAsync(1, one => IsOf(one, callId)))[0];
        await server.DeliveryAsync(id, first.Id, "delivered");

        var replay = await server.PostAsync($"/api/v1/webhooks/{id}/deliveries/{first.Id}/replay", "");
        var both = await receiver.UntilAsync(2, one => IsOf(one, callId));
        var unknown = await server.PostAsync($"/api/v1/webhooks/{id}/deliveries/msg_none/replay", "");

        replay.Status.ShouldBe(HttpStatusCode.Accepted, replay.Body);
        both[1].Id.ShouldBe(first.Id);
        unknown.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task During_a_rotation_messages_carry_the_signatures_of_both_secrets()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, old) = await server.MakeAsync(receiver.Address, "deal.dealLost");

        var rotated = await server.PostAsync($"/api/v1/webhooks/{id}/rotate-secret", """{"overlapHours":1}""");
        await server.PostAsync($"/api/v1/webhooks/{id}/test", "");
        var during = (await receiver.UntilAsync(1))[0];
        var ended = await server.PostAsync($"/api/v1/webhooks/{id}/rotate-secret", """{"overlapHours":0}""");
        await server.PostAsync($"/api/v1/webhooks/{id}/test", "");
        var after = (await receiver.UntilAsync(2))[1];

        var made = (string)rotated.Json["secret"]!;
        rotated.Json["previousExpiresAt"].ShouldNotBeNull();
        during.Verify(made).ShouldBe([true, false]);
        during.Verify(old).ShouldBe([false, true]);
        after.Verify((string)ended.Json["secret"]!).ShouldBe([true]);
        (await server.PostAsync($"/api/v1/webhooks/{id}/rotate-secret", """{"overlapHours":1000}""")).Code
            .ShouldBe("invalidRequest");
    }

    [Fact]
    public async Task A_secret_is_shown_once()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, secret) = await server.MakeAsync(receiver.Address, "deal.dealLost");

        var one = await server.GetAsync($"/api/v1/webhooks/{id}");
        var all = await server.GetAsync("/api/v1/webhooks");
        var grain = await server.GetAsync($"/api/v1/grains/webhook/{id}");

        one.Json["secrets"]!.AsArray().Count.ShouldBe(1);
        foreach (var answer in new[] { one, all, grain })
        {
            answer.Status.ShouldBe(HttpStatusCode.OK);
            answer.Body.ShouldContain(id);
            answer.Body.ShouldNotContain(secret);
            answer.Body.ShouldNotContain(secret["whsec_".Length..]);
        }
    }

    [Theory]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://user:password@crm.example.com/")]
    [InlineData("ftp://crm.example.com/")]
    [InlineData("crm.example.com")]
    public async Task An_address_that_leads_inside_is_not_taken(string address)
    {
        var refused = await server.PostAsync(
            "/api/v1/webhooks", $$"""{"address":"{{address}}","events":["*"]}""");

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Code.ShouldBe("webhookInvalid");
        refused.Json["errors"]!["address"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_not_connected_to()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.MakeAsync(new Uri($"http://localhost:{receiver.Address.Port}/"), "deal.dealLost");

        var accepted = await server.PostAsync($"/api/v1/webhooks/{id}/test", "");
        var failed = await server.DeliveryAsync(id, (string)accepted.Json["deliveryId"]!, "retrying");

        ((string?)failed["error"]).ShouldBe("The host is no public address.");
        failed["responseStatus"].ShouldBeNull();
        receiver.Requests.ShouldBeEmpty();
        await server.DeleteAsync($"/api/v1/webhooks/{id}");
    }

    [Fact]
    public async Task A_webhook_is_changed_under_its_version_and_deleted()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.MakeAsync(receiver.Address, "deal.dealLost");
        var path = $"/api/v1/webhooks/{id}";
        var body = $$"""{"address":"{{receiver.Address}}new","events":["deal.*"],"description":"for deals"}""";

        var before = await server.GetAsync(path);
        var changed = await server.PutAsync(path, body);
        using var stale = new HttpRequestMessage(HttpMethod.Put, path)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        stale.Headers.IfMatch.Add(before.Headers.ETag!);
        var refused = await server.SendAsync(stale);
        var wrong = await server.PutAsync(path, """{"address":"https://crm.example.com/","events":["*.x",""]}""");
        var disabled = await server.PostAsync($"{path}/disable", "");
        var deleted = await server.DeleteAsync(path);

        changed.Status.ShouldBe(HttpStatusCode.OK, changed.Body);
        ((string?)changed.Json["description"]).ShouldBe("for deals");
        ((int)changed.Json["version"]!).ShouldBe(2);
        refused.Code.ShouldBe("versionMismatch");
        wrong.Code.ShouldBe("webhookInvalid");
        wrong.Json["errors"]!["events"]!.AsArray().Count.ShouldBe(2);
        ((string?)disabled.Json["disabledWhy"]).ShouldBe("byPerson");
        deleted.Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await server.DeleteAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await server.PostAsync($"{path}/test", "")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await server.GetAsync("/api/v1/webhooks/x")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Deliveries_are_listed_in_pages()
    {
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.MakeAsync(receiver.Address, "call.callStarted");
        var lines = Enumerable.Range(0, 7).Select(_ => server.Line()).ToList();
        await server.SendEventsAsync($"[{string.Join(',', lines)}]");
        await receiver.UntilAsync(7);
        await server.UntilAsync(
            $"/api/v1/webhooks/{id}/deliveries?status=delivered", page => page["items"]!.AsArray().Count >= 7);

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await server.GetAsync(
                $"/api/v1/webhooks/{id}/deliveries?limit=3{(next is null ? "" : $"&cursor={next}")}");
            seen.AddRange(page.Json["items"]!.AsArray().Select(item => (string)item!["id"]!));
            next = (string?)page.Json["next"];
        }
        while (next is not null);

        seen.Count.ShouldBe(seen.Distinct().Count());
        seen.Order().ShouldBe(receiver.Requests.Select(request => request.Id).Distinct().Order());
        (await server.GetAsync($"/api/v1/webhooks/{id}/deliveries?status=lost")).Code.ShouldBe("parameterInvalid");
        await server.DeleteAsync($"/api/v1/webhooks/{id}");
    }

    [Fact]
    public async Task More_than_an_outbox_holds_arrives_whole_and_once_across_a_restart()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var other = new WebhookServer(server.Store.Another());
        await other.InitializeAsync();
        const int Count = WebhookOutbox.WaitingMax * 3 / 2;
        var (id, _) = await other.MakeAsync(receiver.Address, "call.callStarted");
        var lines = Enumerable.Range(0, Count).Select(_ => other.Line());
        (await other.SendEventsAsync($"[{string.Join(',', lines)}]")).Accepted.ShouldBe(Count);

        await receiver.UntilAsync(50);
        await other.RestartAsync();
        await other.UntilAsync($"/api/v1/webhooks/{id}", webhook =>
            (int)webhook["deliveries"]!["waiting"]! + (int)webhook["deliveries"]!["sending"]! == 0
            && webhook["deliveries"]!["behindSince"] is null);

        // An attempt that the stop cut off is made again; nothing else may come twice.
        receiver.Requests.Select(request => request.Id).Distinct().Count().ShouldBe(Count);
        receiver.Requests.Count.ShouldBeLessThanOrEqualTo(Count + WebhookOutbox.SendingMax);
        receiver.Requests.Select(request => (string)request.Json["data"]!["id"]!).Distinct().Count().ShouldBe(Count);
    }

    [Fact]
    public async Task The_place_of_a_time_is_found_by_halves()
    {
        for (var i = 0; i < 3; i++)
        {
            await server.SendEventsAsync(server.Line());
        }

        var reads = server.App.Services.GetRequiredService<WebhookReads>();
        var stop = TestContext.Current.CancellationToken;
        var now = TimeProvider.System.GetUtcNow();

        (await reads.PlaceBeforeAsync(now.AddDays(-1), long.MaxValue >> 8, stop)).ShouldBe(0);
        var last = (await reads.EventsAsync(0, long.MaxValue, 10_000, stop))[^1].Seq;
        (await reads.PlaceBeforeAsync(now.AddDays(1), last, stop)).ShouldBe(last);
    }

    private static bool IsOf(Received request, string callId) =>
        (string?)request.Json["data"]!["id"] == $"pbx/{callId}";
}

public sealed class SqliteWebhookTests(WebhookServer server) : WebhookTests(server), IClassFixture<WebhookServer>;

public sealed class PostgresWebhookTests(PostgresWebhookServer server)
    : WebhookTests(server), IClassFixture<PostgresWebhookServer>;
