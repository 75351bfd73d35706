using System.Text.Json;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Webhooks;

/// <summary>
/// Finds in the timeline what a webhook wants: events that found no room in its outbox, and a replay's.
/// </summary>
internal sealed class FindEventsExecutor(WebhookReads reads, WebhookOptions options) : IEffectExecutor
{
    /// <summary>Entries looked at in one effect at most.</summary>
    private const int EntriesMax = 50_000;

    /// <inheritdoc/>
    public string Kind => FindEvents.Kind;

    /// <inheritdoc/>
    public async Task<EffectResult> ExecuteAsync(EffectAttempt attempt, CancellationToken stop)
    {
        var find = (FindEvents)attempt.Payload;
        var webhook = await reads.FindAsync(attempt.From.Key, stop);
        var found = webhook is null ? new EventsFound(find.Until, []) : await FindAsync(find, webhook, stop);
        return EffectResult.Done(JsonSerializer.Serialize(found, WebhookJson.Default.EventsFound));
    }

    private async Task<EventsFound> FindAsync(FindEvents find, Webhook webhook, CancellationToken stop)
    {
        var events = new List<WebhookEvent>();
        var place = find.After;
        for (var looked = 0; looked < EntriesMax; looked += options.BatchMax)
        {
            var rows = await reads.EventsAsync(place, find.Until, options.BatchMax, stop);
            foreach (var row in rows)
            {
                place = row.Seq;
                if (row.Event() is { } one && !(one.At < find.Since) && webhook.Matches(one.EventType))
                {
                    events.Add(one);
                    if (events.Count == find.Limit)
                    {
                        return new EventsFound(place, [.. events]);
                    }
                }
            }

            if (rows.Count < options.BatchMax)
            {
                return new EventsFound(find.Until, [.. events]);
            }
        }

        return new EventsFound(place, [.. events]);
    }
}
