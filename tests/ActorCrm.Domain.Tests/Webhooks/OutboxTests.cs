using System.Text.Json;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Webhooks;

public sealed class OutboxTests
{
    private const string Id = "0198c0de-7000-7000-8000-000000000001";

    private static readonly GrainId Grain = new(Webhook.Type, Id);

    private static readonly GrainId Outbox = new(WebhookOutbox.Type, Id);

    private readonly GrainWorld _world = NewWorld();

    private readonly HashSet<EffectRequest> _answered = new(ReferenceEqualityComparer.Instance);

    public OutboxTests() => _world.Ask(
        Grain, new CreateWebhook("https://crm.example.com/", ["*"], null, "whsec_" + new string('A', 32), "test"));

    private WebhookOutbox State => _world.State<WebhookOutbox>(Outbox) ?? WebhookOutbox.Empty;

    [Theory]
    [InlineData("*", "call.callEnded", true)]
    [InlineData("call.*", "call.callEnded", true)]
    [InlineData("call.callEnded", "call.callEnded", true)]
    [InlineData("call.callEnded", "call.callEndedTwice", false)]
    [InlineData("call.*", "callSettings.callSettingsSaved", false)]
    [InlineData("stores.*", "stores.agency.recordCreated", true)]
    public void A_pattern_covers_a_type_or_not(string pattern, string type, bool covers)
    {
        EventPattern.IsPattern(pattern).ShouldBeTrue();
        EventPattern.Matches(pattern, type).ShouldBe(covers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("call")]
    [InlineData("*.callEnded")]
    [InlineData("call*")]
    [InlineData("call..x")]
    [InlineData("call.*.x")]
    [InlineData(" call.*")]
    public void A_text_that_is_no_pattern_is_refused(string text) => EventPattern.IsPattern(text).ShouldBeFalse();

    [Fact]
    public void A_page_of_the_timeline_is_handed_over_once()
    {
        var advance = new AdvanceFeed(null, 10, [new WebhookBatch(Id, [Event(3), Event(7)])]);

        _world.Ask(WebhookFeed.Id, advance).ShouldBe(new FeedAdvanced(10));
        _world.Ask(WebhookFeed.Id, advance).ShouldBe(new FeedAdvanced(10));
        _world.Ask(WebhookFeed.Id, advance with { From = 5, To = 20 }).ShouldBe(new FeedAdvanced(10));
        _world.Ask(WebhookFeed.Id, new AdvanceFeed(10, 12, [])).ShouldBe(new FeedAdvanced(12));

        Open().Select(send => send.Seq).ShouldBe([3, 7]);
    }

    [Fact]
    public void Some_messages_are_sent_at_a_time_and_the_others_wait()
    {
        Enqueue(1, 20);

        Open().Count.ShouldBe(WebhookOutbox.SendingMax);
        State.Waiting.Length.ShouldBe(12);
        AnswerAll(204);
        Open().ShouldBeEmpty();
        State.Ended.Count(delivery => delivery.Delivered).ShouldBe(20);
        State.Ended.Select(delivery => delivery.Seq).ShouldBe(Enumerable.Range(1, 20).Select(seq => (long)seq));
    }

    [Fact]
    public void A_message_is_tried_ten_times_over_more_than_three_days_under_one_id()
    {
        Enqueue(1, 1);
        var started = _world.Now;
        var attempts = new List<(string Id, TimeSpan After)>();
        while (Open() is [var send])
        {
            attempts.Add((send.DeliveryId, _world.Now - started));
            Answer(send, 500);
            if (State.RemindAt is { } due)
            {
                _world.Advance(due - _world.Now);
            }
        }

        attempts.Count.ShouldBe(WebhookRetry.AttemptsMax);
        attempts.Select(attempt => attempt.Id).Distinct().ShouldHaveSingleItem();
        attempts[1].After.ShouldBeInRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));
        attempts[2].After.ShouldBeInRange(TimeSpan.FromSeconds(305), TimeSpan.FromSeconds(366));
        attempts[^1].After.ShouldBeInRange(TimeSpan.FromHours(75), TimeSpan.FromHours(91));
        State.Ended.Single().Delivered.ShouldBeFalse();
        State.Ended.Single().Status.ShouldBe(500);
        State.Retrying.ShouldBeEmpty();
    }

    [Fact]
    public void A_receiver_that_is_down_gets_one_attempt_at_a_time_until_one_arrives()
    {
        Enqueue(1, 100);
        AnswerOpen(503);

        State.IsDown.ShouldBeTrue();
        Open().ShouldBeEmpty();
        for (var minute = 0; minute < 30; minute++)
        {
            _world.Advance(TimeSpan.FromMinutes(1));
            Open().Count.ShouldBeLessThanOrEqualTo(1);
            AnswerOpen(503);
        }

        _world.Advance(TimeSpan.FromHours(1));
        Answer(Open().Single(), 200);

        State.FailuresInRow.ShouldBe(0);
        Open().Count.ShouldBe(WebhookOutbox.SendingMax);
        AnswerAll(200);
        _world.Advance(TimeSpan.FromDays(1));
        AnswerAll(200);
        State.Waiting.ShouldBeEmpty();
        State.Retrying.ShouldBeEmpty();
    }

    [Fact]
    public void A_receiver_that_says_gone_gets_nothing_more()
    {
        Enqueue(1, 20);
        Answer(Open()[0], 410);

        _world.State<Webhook>(Grain)!.Enabled.ShouldBeFalse();
        _world.State<Webhook>(Grain)!.DisabledWhy.ShouldBe("gone");
        AnswerOpen(204);
        Open().ShouldBeEmpty();
        State.Waiting.Length.ShouldBe(12);

        _world.Ask(Grain, new EnableWebhook("test")).ShouldBeOfType<WebhookStored>();
        AnswerAll(204);
        State.Waiting.ShouldBeEmpty();
    }

    [Fact]
    public void A_webhook_that_gets_nothing_through_for_days_is_disabled()
    {
        Enqueue(1, 500);
        for (var hour = 0; hour < 121 && _world.State<Webhook>(Grain)!.Enabled; hour++)
        {
            AnswerOpen(500);
            _world.Advance(TimeSpan.FromHours(1));
        }

        AnswerOpen(500);
        _world.State<Webhook>(Grain)!.DisabledWhy.ShouldBe("failing");
        (_world.Now - State.FailingSince!.Value).ShouldBeInRange(TimeSpan.FromDays(4.9), TimeSpan.FromDays(5.2));
        State.Retrying.Length.ShouldBeLessThanOrEqualTo(WebhookOutbox.RetryingMax);
    }

    [Fact]
    public void A_receiver_that_asks_for_patience_gets_it()
    {
        Enqueue(1, 20);
        Answer(Open()[0], 429, retryAfter: 600);
        foreach (var send in Open())
        {
            Answer(send, 429, retryAfter: 600);
        }

        _world.Advance(TimeSpan.FromSeconds(599));
        Open().ShouldBeEmpty();
        _world.Advance(TimeSpan.FromSeconds(121));
        Open().ShouldNotBeEmpty();
    }

    [Fact]
    public void A_message_is_sent_again_when_somebody_says_so()
    {
        Enqueue(1, 1);
        var id = Open().Single().DeliveryId;
        Answer(Open().Single(), 500);

        _world.Ask(Outbox, new ReplayDelivery(id)).ShouldBe(new DeliveryAccepted(id));
        _world.Ask(Outbox, new ReplayDelivery(id)).ShouldBe(new DeliveryRefused("deliveryUnderWay"));
        Answer(Open().Single(), 200);
        _world.Ask(Outbox, new ReplayDelivery(id)).ShouldBe(new DeliveryAccepted(id));
        Answer(Open().Single(), 200);

        _world.Ask(Outbox, new ReplayDelivery("msg_other")).ShouldBe(new DeliveryRefused("deliveryUnknown"));
        State.Ended.ShouldHaveSingleItem().Delivered.ShouldBeTrue();
    }

    [Fact]
    public void A_test_is_sent_at_once()
    {
        var accepted = _world.Ask(Outbox, new SendTestEvent("test")).ShouldBeOfType<DeliveryAccepted>();

        var send = Open().Single();
        send.DeliveryId.ShouldBe(accepted.DeliveryId);
        send.EventType.ShouldBe("webhook.test");
        send.Seq.ShouldBe(0);
    }

    [Fact]
    public void What_is_deleted_is_forgotten_whatever_comes_later()
    {
        Enqueue(1, 20);
        var open = Open();

        _world.Ask(Grain, new DeleteWebhook("test"));
        open.ForEach(send => Answer(send, 500));

        _world.State<WebhookOutbox>(Outbox).ShouldBeNull();
        _world.State<Webhook>(Grain).ShouldBeNull();
        _world.Reminders.ShouldBeEmpty();

        // A batch that was on its way makes an outbox that the first attempt finds to be nobody's.
        Enqueue(30, 30);
        Answer(Open().Single(), new AttemptReport(Gone: true));
        _world.State<WebhookOutbox>(Outbox).ShouldBeNull();
    }

    [Fact]
    public void Two_secrets_are_in_use_after_a_rotation_and_one_at_its_end()
    {
        _world.Ask(Grain, new RotateWebhookSecret("whsec_B", 3600, "test"));
        _world.Ask(Grain, new RotateWebhookSecret("whsec_C", 3600, "test"));

        var webhook = _world.State<Webhook>(Grain)!;
        webhook.SecretsAt(_world.Now).Select(secret => secret.Secret).ShouldBe(["whsec_C", "whsec_B"]);
        webhook.SecretsAt(_world.Now.AddHours(1)).Select(secret => secret.Secret).ShouldBe(["whsec_C"]);
    }

    /// <summary>
    /// More happens than there is room for, the receiver is slow, and batches arrive in an order of chance. A model of
    /// the timeline answers the look-ups; each event must be sent once.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Whatever_finds_no_room_is_found_in_the_timeline_and_sent_once(int seed)
    {
        var chance = new Random(seed);
        var sent = new List<long>();
        var late = new List<WebhookEvent[]>();
        var place = 0L;
        while (place < 4_500 || late.Count > 0 || State.Gap is not null || State.Waiting.Length > 0 || AnyOpen())
        {
            if (place < 4_500 && chance.Next(3) > 0)
            {
                var count = chance.Next(1, 200);
                late.Add([.. Enumerable.Range(1, count).Select(i => Event(place + (i * 3)))]);
                place += count * 3;
            }

            if (late.Count > 0 && (late.Count > 2 || chance.Next(2) == 0))
            {
                var batch = late[chance.Next(late.Count)];
                late.Remove(batch);
                _world.Send(Outbox, new EnqueueEvents(batch));
                _world.Run();
            }

            foreach (var send in Open().Take(chance.Next(0, 60)))
            {
                sent.Add(send.Seq);
                Answer(send, 204);
            }

            Find(place);
            State.Waiting.Length.ShouldBeLessThan(WebhookOutbox.WaitingMax + 200);
        }

        var expected = Enumerable.Range(1, (int)(place / 3)).Select(i => i * 3L).ToList();
        expected.Except(sent).Take(10).ShouldBeEmpty($"lost with seed {seed}");
        sent.GroupBy(seq => seq).Where(group => group.Count() > 1).Select(group => group.Key).Take(10)
            .ShouldBeEmpty($"doubled with seed {seed}");
        State.Covered.ShouldNotBeEmpty("there was always room: the test shows nothing");
    }

    [Fact]
    public void A_stretch_of_the_timeline_is_sent_again_under_the_same_ids()
    {
        Enqueue(1, 300);
        var first = new List<string>();
        while (Open() is [_, ..] open)
        {
            first.AddRange(open.Select(send => send.DeliveryId));
            AnswerOpen(204);
        }

        _world.Ask(Outbox, new ReplayEvents(100, 300, Event(121).At)).ShouldBeOfType<ReplayAccepted>();
        _world.Ask(Outbox, new ReplayEvents(100, 300, Event(121).At))
            .ShouldBe(new DeliveryRefused("replayUnderWay"));
        var again = new List<string>();
        while (State.Replay is not null || AnyOpen())
        {
            Find(300, step: 1);
            again.AddRange(Open().Select(send => send.DeliveryId));
            AnswerOpen(204);
        }

        again.ShouldBe(first[120..]);
    }

    private static GrainWorld NewWorld()
    {
        var catalog = new GrainCatalog();
        WebhooksDomain.AddTo(catalog);
        return new GrainWorld(catalog);
    }

    private static WebhookEvent Event(long seq) =>
        new(seq, "call.callStarted", new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero).AddSeconds(seq));

    private void Enqueue(int first, int last)
    {
        _world.Send(
            Outbox,
            new EnqueueEvents([.. Enumerable.Range(first, last - first + 1).Select(seq => Event(seq))]));
        _world.Run();
    }

    private bool AnyOpen() => _world.Effects.Count > _answered.Count;

    /// <summary>The attempts that nobody answered yet.</summary>
    private List<SendDelivery> Open() =>
        [.. _world.Effects.Where(effect => !_answered.Contains(effect)).Select(effect => effect.Payload)
            .OfType<SendDelivery>()];

    private void AnswerOpen(int status) => Open().ForEach(send => Answer(send, status));

    private void AnswerAll(int status)
    {
        while (Open() is [var send, ..])
        {
            Answer(send, status);
        }
    }

    private void Answer(SendDelivery send, int status, int? retryAfter = null) =>
        Answer(send, new AttemptReport(status, RetryAfterSeconds: retryAfter));

    private void Answer(SendDelivery send, AttemptReport report)
    {
        _answered.Add(_world.Effects.Single(effect => ReferenceEquals(effect.Payload, send)));
        End(SendDelivery.Kind, send.DeliveryId, JsonSerializer.Serialize(report, WebhookJson.Default.AttemptReport));
    }

    /// <summary>Answers look-ups from a timeline in which every <paramref name="step"/>th place is an event.</summary>
    private void Find(long end, int step = 3)
    {
        foreach (var effect in _world.Effects.Where(effect => !_answered.Contains(effect)).ToList())
        {
            if (effect.Payload is FindEvents find)
            {
                var found = new List<WebhookEvent>();
                var until = Math.Min(find.Until, end);
                var next = ((find.After / step) + 1) * step;
                for (; next <= until && found.Count < find.Limit; next += step)
                {
                    if (!(Event(next).At < find.Since))
                    {
                        found.Add(Event(next));
                    }
                }

                _answered.Add(effect);
                var place = found.Count == find.Limit ? found[^1].Seq : find.Until;
                End(FindEvents.Kind, effect.IdempotencyKey, JsonSerializer.Serialize(
                    new EventsFound(place, [.. found]), WebhookJson.Default.EventsFound));
            }
        }
    }

    private void End(string kind, string key, string detail)
    {
        _world.Send(Outbox, new EffectOutcome(kind, key, Done: true, Attempts: 1, detail));
        _world.Run();
    }
}
