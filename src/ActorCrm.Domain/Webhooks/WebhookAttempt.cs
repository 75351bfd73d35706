using System.Text.Json;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Webhooks;

/// <summary>What follows from the end of an attempt.</summary>
internal static class WebhookAttempt
{
    /// <summary>Wait before what was skipped is looked at again.</summary>
    private static readonly TimeSpan SkippedDelay = TimeSpan.FromSeconds(5);

    /// <summary>Wait that a receiver gets which is under load and does not say how long.</summary>
    private static readonly TimeSpan HoldDefault = TimeSpan.FromSeconds(5);

    /// <summary>Longest time for which one answer holds up all messages.</summary>
    private static readonly TimeSpan HoldMax = TimeSpan.FromHours(1);

    /// <summary>Takes an outcome; null when there is no such webhook any more.</summary>
    public static WebhookOutbox? End(Turn turn, WebhookOutbox outbox, EffectOutcome outcome)
    {
        var delivery = Array.Find(outbox.Sending, delivery => delivery.Id == outcome.IdempotencyKey);
        if (delivery is null)
        {
            return outbox;
        }

        var report = Read(outcome);
        outbox = outbox with { Sending = WebhookIntake.Without(outbox.Sending, delivery.Id) };
        if (report.Gone)
        {
            return null;
        }

        if (report.Skipped)
        {
            return outbox with
            {
                Retrying = [.. outbox.Retrying, delivery with { DueAt = turn.Now + SkippedDelay }],
            };
        }

        delivery = delivery with
        {
            Attempts = delivery.Attempts + 1,
            Status = report.Status,
            Error = report.Error,
            Answer = report.Answer,
            Milliseconds = report.Milliseconds,
        };
        return report.Status is >= 200 and < 300
            ? Log(outbox, delivery with { Delivered = true, EndedAt = turn.Now }) with
            {
                FailuresInRow = 0,
                FailingSince = null,
                HoldUntil = null,
                DeliveredAt = turn.Now,
            }
            : Fail(turn, outbox, delivery, report);
    }

    private static AttemptReport Read(EffectOutcome outcome) => outcome is { Done: true, Detail: { } detail }
        ? JsonSerializer.Deserialize(detail, WebhookJson.Default.AttemptReport)!
        : new AttemptReport(Error: $"It could not be tried: {outcome.Detail}");

    private static WebhookOutbox Fail(Turn turn, WebhookOutbox outbox, WebhookDelivery delivery, AttemptReport report)
    {
        TimeSpan? asked = report.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null;
        outbox = outbox with
        {
            FailuresInRow = outbox.FailuresInRow + 1,
            FailingSince = outbox.FailingSince ?? turn.Now,
            FailedAt = turn.Now,
            HoldUntil = report.Status is 429 or 502 or 503 or 504 ? turn.Now + Hold(asked) : outbox.HoldUntil,
        };
        outbox = report.Status == 410 || delivery.Attempts >= WebhookRetry.AttemptsMax
            ? Log(outbox, delivery with { EndedAt = turn.Now })
            : Retry(turn, outbox, delivery, asked);
        if (report.Status == 410)
        {
            return Disable(turn, outbox, WebhookDisabling.Gone);
        }

        return turn.Now - outbox.FailingSince >= WebhookRetry.FailingMax
            ? Disable(turn, outbox, WebhookDisabling.Failing)
            : outbox;
    }

    private static TimeSpan Hold(TimeSpan? asked) =>
        asked is null ? HoldDefault : asked < HoldMax ? asked.Value : HoldMax;

    private static WebhookOutbox Retry(Turn turn, WebhookOutbox outbox, WebhookDelivery delivery, TimeSpan? asked)
    {
        // Answers are kept of what ended only: many that wait for days would make the state large.
        var dueAt = turn.Now + WebhookRetry.DelayAfter(delivery.Attempts, delivery.Id, asked);
        WebhookDelivery[] retrying = [.. outbox.Retrying, delivery with { DueAt = dueAt, Answer = null }];
        if (retrying.Length <= WebhookOutbox.RetryingMax)
        {
            return outbox with { Retrying = retrying };
        }

        var oldest = retrying.MaxBy(other => other.Attempts)!;
        return Log(
            outbox with { Retrying = WebhookIntake.Without(retrying, oldest.Id) },
            oldest with { EndedAt = turn.Now, DueAt = null });
    }

    private static WebhookOutbox Disable(Turn turn, WebhookOutbox outbox, string why)
    {
        turn.Tell(new GrainId(Webhook.Type, turn.Self.Key), new DisableWebhook("webhook", why));
        return outbox with { IsPaused = true };
    }

    private static WebhookOutbox Log(WebhookOutbox outbox, WebhookDelivery delivery) => outbox with
    {
        Ended = [.. outbox.Ended.TakeLast(WebhookOutbox.EndedMax - 1), delivery],
    };
}
