using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Webhooks;

/// <summary>Sends what a webhook wants, a few messages at a time, and again what did not arrive.</summary>
public static class WebhookOutboxGrain
{
    private const string Reminder = "try";

    /// <summary>Handles one message.</summary>
    public static WebhookOutbox? Handle(Turn turn, WebhookOutbox? state, object message)
    {
        if (message is DropDeliveries || (state is null && message is EffectOutcome or TryDeliveries))
        {
            return Drop(turn, state);
        }

        var before = state ?? WebhookOutbox.Empty;
        var after = message switch
        {
            EnqueueEvents enqueue => WebhookIntake.Enqueue(turn.Self.Key, before, enqueue.Events),
            EffectOutcome { Kind: SendDelivery.Kind } outcome => WebhookAttempt.End(turn, before, outcome),
            EffectOutcome { Kind: FindEvents.Kind } outcome => WebhookIntake.Found(turn.Self.Key, before, outcome),
            PauseDeliveries => before with { IsPaused = true },
            ResumeDeliveries => before with { IsPaused = false, FailuresInRow = 0, FailingSince = null },
            TryDeliveries => before with { RemindAt = null },
            SendTestEvent => Test(turn, before),
            ReplayDelivery replay => Replay(turn, before, replay.DeliveryId),
            ReplayEvents replay => Replay(turn, before, replay),
            _ => throw new InvalidOperationException($"An outbox does not understand {message.GetType().Name}."),
        };
        return after is null ? Drop(turn, state)
            : ReferenceEquals(after, before) ? state
            : Remind(turn, Find(turn, Send(turn, after)));
    }

    private static WebhookOutbox? Drop(Turn turn, WebhookOutbox? state)
    {
        if (state?.RemindAt is not null)
        {
            turn.Forget(Reminder);
        }

        return null;
    }

    private static WebhookOutbox Test(Turn turn, WebhookOutbox outbox)
    {
        if (outbox.IsPaused)
        {
            turn.Reply(new DeliveryRefused("webhookDisabled"));
            return outbox;
        }

        var id = $"msg_{turn.NewId():n}";
        turn.Reply(new DeliveryAccepted(id));
        var delivery = new WebhookDelivery(id, Seq: 0, SendDelivery.TestType, turn.Now, DueAt: turn.Now);
        return outbox with { Retrying = [.. outbox.Retrying, delivery] };
    }

    private static WebhookOutbox Replay(Turn turn, WebhookOutbox outbox, string id)
    {
        if (outbox.IsPaused || outbox.Sending.Any(delivery => delivery.Id == id))
        {
            turn.Reply(new DeliveryRefused(outbox.IsPaused ? "webhookDisabled" : "deliveryUnderWay"));
            return outbox;
        }

        var delivery = outbox.Retrying.Concat(outbox.Waiting).Concat(outbox.Ended.Reverse())
            .FirstOrDefault(delivery => delivery.Id == id);
        if (delivery is null)
        {
            turn.Reply(new DeliveryRefused("deliveryUnknown"));
            return outbox;
        }

        turn.Reply(new DeliveryAccepted(id));
        var again = new WebhookDelivery(id, delivery.Seq, delivery.EventType, delivery.At, DueAt: turn.Now);
        return outbox with
        {
            Waiting = WebhookIntake.Without(outbox.Waiting, id),
            Ended = WebhookIntake.Without(outbox.Ended, id),
            Retrying = [.. WebhookIntake.Without(outbox.Retrying, id), again],
        };
    }

    private static WebhookOutbox Replay(Turn turn, WebhookOutbox outbox, ReplayEvents replay)
    {
        if (outbox.IsPaused || outbox.Replay is not null)
        {
            turn.Reply(new DeliveryRefused(outbox.IsPaused ? "webhookDisabled" : "replayUnderWay"));
            return outbox;
        }

        turn.Reply(new ReplayAccepted());
        return replay.After >= replay.Until
            ? outbox
            : outbox with { Replay = new EventReplay(replay.After, replay.Until, replay.Since) };
    }

    /// <summary>Asks for attempts as long as there is something due and room.</summary>
    private static WebhookOutbox Send(Turn turn, WebhookOutbox outbox)
    {
        while (Next(outbox, turn.Now) is { } next)
        {
            turn.Request(new EffectRequest(
                SendDelivery.Kind, new SendDelivery(next.Id, next.Seq, next.EventType, next.At), next.Id));
            outbox = outbox with
            {
                Waiting = WebhookIntake.Without(outbox.Waiting, next.Id),
                Retrying = WebhookIntake.Without(outbox.Retrying, next.Id),
                Sending = [.. outbox.Sending, next with { TriedAt = turn.Now, DueAt = null }],
            };
        }

        return outbox;
    }

    private static WebhookDelivery? Next(WebhookOutbox outbox, DateTimeOffset now)
    {
        if (outbox.IsPaused || now < outbox.HoldUntil || !HasRoom(outbox))
        {
            return null;
        }

        var due = outbox.Retrying.Where(delivery => !(delivery.DueAt > now)).MinBy(delivery => delivery.DueAt);
        return due ?? (outbox.Waiting.Length > 0 && !(FirstAttemptAt(outbox) > now) ? outbox.Waiting[0] : null);
    }

    // A receiver that is down would otherwise take the places of all others' effects, a time-out each.
    private static bool HasRoom(WebhookOutbox outbox) =>
        outbox.Sending.Length < (outbox.IsDown ? 1 : WebhookOutbox.SendingMax);

    /// <summary>When a message may be tried for the first time; null for at once.</summary>
    private static DateTimeOffset? FirstAttemptAt(WebhookOutbox outbox) =>
        !outbox.IsDown ? null
        : outbox.Retrying.Length >= WebhookOutbox.RetryingMax ? DateTimeOffset.MaxValue
        : outbox.FailedAt + WebhookOutbox.ProbeInterval;

    /// <summary>
    /// Looks into the timeline for what found no room, once there is some, and for what is sent again.
    /// </summary>
    private static WebhookOutbox Find(Turn turn, WebhookOutbox outbox)
    {
        if (outbox.IsPaused || outbox.IsFinding || outbox.Waiting.Length > WebhookOutbox.WaitingMax / 2)
        {
            return outbox;
        }

        var find = outbox.Gap is { } gap ? new FindEvents(gap.Read, gap.Last, Since: null, WebhookOutbox.FoundMax)
            : outbox.Replay is { } replay
                ? new FindEvents(replay.Read, replay.Until, replay.Since, WebhookOutbox.FoundMax)
                : null;
        if (find is null)
        {
            return outbox;
        }

        var key = outbox.Gap is not null
            ? WebhookIntake.GapKey(turn.Self.Key, find.After)
            : WebhookIntake.ReplayKey(turn.Self.Key, find.After);
        turn.Request(new EffectRequest(FindEvents.Kind, find, key));
        return outbox with { IsFinding = true };
    }

    /// <summary>Sets the reminder for what comes due next, unless an attempt that ends will look anyway.</summary>
    private static WebhookOutbox Remind(Turn turn, WebhookOutbox outbox)
    {
        var due = outbox.IsPaused || !HasRoom(outbox) ? null : DueAt(outbox);
        if (due == outbox.RemindAt)
        {
            return outbox;
        }

        if (due is { } at)
        {
            turn.Remind(Reminder, at, new TryDeliveries());
        }
        else
        {
            turn.Forget(Reminder);
        }

        return outbox with { RemindAt = due };
    }

    private static DateTimeOffset? DueAt(WebhookOutbox outbox)
    {
        var due = outbox.Retrying.Length > 0 ? outbox.Retrying.Min(delivery => delivery.DueAt) : null;
        if (outbox.Waiting.Length > 0)
        {
            var first = FirstAttemptAt(outbox) ?? outbox.HoldUntil;
            due = first < due || due is null ? first : due;
        }

        return due < outbox.HoldUntil ? outbox.HoldUntil : due == DateTimeOffset.MaxValue ? null : due;
    }
}
