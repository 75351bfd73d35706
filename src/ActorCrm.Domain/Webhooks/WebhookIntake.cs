using System.Text.Json;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Webhooks;

/// <summary>Takes events into a webhook's outbox: as they happen, and from the timeline.</summary>
internal static class WebhookIntake
{
    /// <summary>Takes events that just happened.</summary>
    public static WebhookOutbox Enqueue(string webhookId, WebhookOutbox outbox, IReadOnlyList<WebhookEvent> events)
    {
        var taken = new List<WebhookEvent>();
        var (gap, last) = (outbox.Gap, outbox.Taken);
        foreach (var one in events)
        {
            if (Array.Exists(outbox.Covered, covered => one.Seq > covered.After && one.Seq <= covered.Until))
            {
                continue;
            }

            // Whatever is in the gap or behind it will be found in its order.
            if (gap is not null && one.Seq > gap.After)
            {
                gap = one.Seq > gap.Last ? gap with { Last = one.Seq } : gap;
            }
            else if (one.Seq > last && outbox.Waiting.Length + taken.Count >= WebhookOutbox.WaitingMax)
            {
                gap = new EventGap(one.Seq - 1, one.Seq - 1, one.Seq, one.At);
            }
            else
            {
                // One that comes late is taken at any rate: a gap that began before it would hold what was sent.
                taken.Add(one);
                last = Math.Max(last, one.Seq);
            }
        }

        return Add(
            webhookId, gap == outbox.Gap && last == outbox.Taken ? outbox : outbox with { Gap = gap, Taken = last },
            taken);
    }

    /// <summary>Takes events that were found in the timeline.</summary>
    public static WebhookOutbox Found(string webhookId, WebhookOutbox outbox, EffectOutcome outcome)
    {
        outbox = outbox with { IsFinding = false };
        if (!outcome.Done || outcome.Detail is null)
        {
            // Looked for again: the executor has waited between its attempts.
            return outbox;
        }

        var found = JsonSerializer.Deserialize(outcome.Detail, WebhookJson.Default.EventsFound)!;
        if (outbox.Gap is { } gap && outcome.IdempotencyKey == GapKey(webhookId, gap.Read))
        {
            outbox = found.Place >= gap.Last
                ? Close(outbox, new EventStretch(gap.After, found.Place))
                : outbox with { Gap = gap with { Read = found.Place } };
            return Add(webhookId, outbox, found.Events);
        }

        if (outbox.Replay is { } replay && outcome.IdempotencyKey == ReplayKey(webhookId, replay.Read))
        {
            outbox = outbox with { Replay = found.Place >= replay.Until ? null : replay with { Read = found.Place } };
            return Add(webhookId, outbox, found.Events);
        }

        return outbox;
    }

    /// <summary>The key of the effect that looks into a gap.</summary>
    public static string GapKey(string webhookId, long after) =>
        FormattableString.Invariant($"{webhookId}/gap/{after}");

    /// <summary>The key of the effect that looks for what is sent again.</summary>
    public static string ReplayKey(string webhookId, long after) =>
        FormattableString.Invariant($"{webhookId}/replay/{after}");

    /// <summary>Deliveries without the one of an id; the same array when it is not among them.</summary>
    public static WebhookDelivery[] Without(WebhookDelivery[] deliveries, string id) =>
        Array.Exists(deliveries, delivery => delivery.Id == id)
            ? Array.FindAll(deliveries, delivery => delivery.Id != id)
            : deliveries;

    private static WebhookOutbox Close(WebhookOutbox outbox, EventStretch covered) => outbox with
    {
        Gap = null,
        Covered = [.. outbox.Covered.TakeLast(WebhookOutbox.CoveredMax - 1), covered],
        Taken = Math.Max(outbox.Taken, covered.Until),
    };

    // What is sent again may wait already, and what ended is not shown twice.
    private static WebhookOutbox Add(string webhookId, WebhookOutbox outbox, IReadOnlyList<WebhookEvent> events)
    {
        var active = outbox.Waiting.Concat(outbox.Retrying).Concat(outbox.Sending).Select(delivery => delivery.Id)
            .ToHashSet();
        var added = new List<WebhookDelivery>();
        foreach (var one in events)
        {
            var id = WebhookOutbox.DeliveryId(webhookId, one.Seq, one.At);
            if (active.Add(id))
            {
                added.Add(new WebhookDelivery(id, one.Seq, one.EventType, one.At));
            }
        }

        return added.Count == 0 ? outbox : outbox with
        {
            Waiting = [.. outbox.Waiting, .. added],
            Ended = Array.Exists(outbox.Ended, delivery => active.Contains(delivery.Id))
                ? Array.FindAll(outbox.Ended, delivery => !active.Contains(delivery.Id))
                : outbox.Ended,
        };
    }
}
