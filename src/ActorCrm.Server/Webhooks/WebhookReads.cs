using System.Text.Json;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Timeline;

namespace ActorCrm.Server.Webhooks;

/// <summary>What is read of webhooks, and of the timeline for them.</summary>
internal sealed class WebhookReads(ReadDatabase database)
{
    /// <summary>How far times and places may run apart: clocks of silos, and commits that overlap.</summary>
    private static readonly TimeSpan DisorderMax = TimeSpan.FromMinutes(2);

    private static readonly FeatureSql Sql = FeatureSql.Load("Webhooks/webhooks");

    /// <summary>All webhooks, secrets included.</summary>
    public async Task<IReadOnlyList<Webhook>> AllAsync(CancellationToken stop)
    {
        var rows = await new ListQuery(Sql, "webhook_all").ReadAsync<StateRow>(database, stop);
        return [.. rows.Select(row => JsonSerializer.Deserialize(row.Doc, WebhookJson.Default.Webhook)!)];
    }

    /// <summary>A webhook as it is stored, secrets included; null when there is none.</summary>
    public async Task<Webhook?> FindAsync(string id, CancellationToken stop)
    {
        var row = await new ListQuery(Sql, "webhook_find").With("id", id).ReadOneAsync<StateRow>(database, stop);
        return row is null ? null : JsonSerializer.Deserialize(row.Doc, WebhookJson.Default.Webhook);
    }

    /// <summary>What a webhook has to send.</summary>
    public async Task<WebhookOutbox> OutboxAsync(string id, CancellationToken stop)
    {
        var row = await new ListQuery(Sql, "outbox_find").With("id", id).ReadOneAsync<StateRow>(database, stop);
        return row is null
            ? WebhookOutbox.Empty
            : JsonSerializer.Deserialize(row.Doc, WebhookJson.Default.WebhookOutbox)!;
    }

    /// <summary>Webhooks with what is said of their outboxes: all, or the one of an id.</summary>
    public Task<IReadOnlyList<WebhookRow>> ListAsync(string? id, CancellationToken stop) =>
        new ListQuery(Sql, "webhook_list").Where("webhook_list_id", "id", id).ReadAsync<WebhookRow>(database, stop);

    /// <summary>How far the timeline was handed over, and who is to go on.</summary>
    public async Task<FeedStand> StandAsync(int shard, CancellationToken stop) =>
        await new ListQuery(Sql, "feed_stand").With("id", WebhookFeed.Key).With("shard", shard)
            .ReadOneAsync<FeedStand>(database, stop)
        ?? throw new InvalidOperationException($"There is no shard {shard}.");

    /// <summary>Entries after a place, up to another one; what may still change is left out.</summary>
    public Task<IReadOnlyList<EventRow>> EventsAsync(long after, long until, int take, CancellationToken stop) =>
        new ListQuery(Sql, "event_read").With("after", after).With("until", until).With("take", take)
            .ReadAsync<EventRow>(database, stop);

    /// <summary>One entry; null when there is none at the place.</summary>
    public Task<ChangeRow?> EventAsync(long seq, CancellationToken stop) =>
        new ListQuery(Sql, "event_find").With("seq", seq).ReadOneAsync<ChangeRow>(database, stop);

    /// <summary>
    /// A place before which nothing of a time or later lies. Places grow with time, so it is searched for by halves, in
    /// some dozens of look-ups by key.
    /// </summary>
    /// <param name="time">The time.</param>
    /// <param name="end">The place of the last entry that counts.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<long> PlaceBeforeAsync(DateTimeOffset time, long end, CancellationToken stop)
    {
        var wanted = (time - DisorderMax).ToUnixTimeMilliseconds();
        var (low, high) = (0L, end);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var found = await new ListQuery(Sql, "event_at").With("seq", middle + 1)
                .ReadOneAsync<PlaceRow>(database, stop);
            if (found is null || found.Seq > high || found.At >= wanted)
            {
                high = middle;
            }
            else
            {
                low = found.Seq;
            }
        }

        return low;
    }

    private sealed class PlaceRow
    {
        public long Seq { get; init; }

        public long At { get; init; }
    }
}

/// <summary>A webhook with what is said of its outbox.</summary>
internal sealed class WebhookRow
{
    public string Doc { get; init; } = "";

    public long OutboxVersion { get; init; }

    public long Waiting { get; init; }

    public long Sending { get; init; }

    public long Retrying { get; init; }

    public string? BehindSince { get; init; }

    public string? FailingSince { get; init; }

    public string? DeliveredAt { get; init; }

    public string? ReplayingSince { get; init; }
}

/// <summary>Where the feed stands.</summary>
internal sealed class FeedStand
{
    /// <summary>The silo that owns the feed's grain.</summary>
    public string? Owner { get; init; }

    /// <summary>False when nothing was ever handed over.</summary>
    public bool HasPlace { get; init; }

    /// <summary>Everything up to here was looked at.</summary>
    public long Place { get; init; }
}

/// <summary>As much of an entry as says who wants it.</summary>
internal sealed class EventRow
{
    public long Seq { get; init; }

    public string EntityType { get; init; } = "";

    public string What { get; init; } = "";

    public long At { get; init; }

    /// <summary>The event; null for what is not shown to anybody.</summary>
    public WebhookEvent? Event() => TimelineEntities.Word(EntityType) is { } entity
        ? new WebhookEvent(Seq, $"{entity}.{What}", DateTimeOffset.FromUnixTimeMilliseconds(At))
        : null;
}
