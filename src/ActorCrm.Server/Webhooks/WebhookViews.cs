using System.Globalization;
using System.Text.Json;
using ActorCrm.Domain.Webhooks;

namespace ActorCrm.Server.Webhooks;

/// <summary>A webhook without its secrets.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Address">Where events are sent.</param>
/// <param name="Events">Which events: <c>call.callEnded</c>, <c>contact.*</c>, <c>*</c>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Enabled">Whether events are sent.</param>
/// <param name="DisabledWhy"><c>byPerson</c>, <c>gone</c> (the receiver answered 410) or <c>failing</c> (nothing
/// arrived
/// for five days); null while it is enabled.</param>
/// <param name="Version">Raised by each change of the webhook.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ChangedAt">When it was changed last.</param>
/// <param name="ChangedBy">Who changed it last.</param>
/// <param name="Secrets">When the secrets in use were made and when they end, the newest first.</param>
/// <param name="Deliveries">How sending goes.</param>
public sealed record WebhookView(
    string Id, string Address, string[] Events, string? Description, bool Enabled, string? DisabledWhy, int Version,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ChangedAt, string ChangedBy,
    IReadOnlyList<WebhookSecretView> Secrets, WebhookDeliveriesView Deliveries)
{
    internal static WebhookView Of(WebhookRow row, DateTimeOffset now)
    {
        var webhook = Read(row);
        return new WebhookView(
            webhook.Id, webhook.Address, webhook.Events, webhook.Description, webhook.Enabled, webhook.DisabledWhy,
            webhook.Version, webhook.CreatedAt, webhook.CreatedBy, webhook.ChangedAt, webhook.ChangedBy,
            [.. webhook.SecretsAt(now).Select(secret => new WebhookSecretView(secret.CreatedAt, secret.ExpiresAt))],
            new WebhookDeliveriesView(
                row.Waiting, row.Sending, row.Retrying, Time(row.BehindSince), Time(row.ReplayingSince),
                Time(row.FailingSince), Time(row.DeliveredAt)));
    }

    internal static Webhook Read(WebhookRow row) =>
        JsonSerializer.Deserialize(row.Doc, WebhookJson.Default.Webhook)!;

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A secret in use; its text is shown once, when it is made.</summary>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null for the newest.</param>
public sealed record WebhookSecretView(DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>How sending goes.</summary>
/// <param name="Waiting">Messages that wait for their first attempt; at most 500, further events wait in the
/// timeline.</param>
/// <param name="Sending">Attempts under way.</param>
/// <param name="Retrying">Messages that failed and will be tried again.</param>
/// <param name="BehindSince">When the first event happened that found no room yet; null when there is none.</param>
/// <param name="ReplayingSince">Events since then are being sent again; null when no replay is under way.</param>
/// <param name="FailingSince">When the first attempt failed since the last that did not; null when all is well.</param>
/// <param name="DeliveredAt">When a message arrived last.</param>
public sealed record WebhookDeliveriesView(
    long Waiting, long Sending, long Retrying, DateTimeOffset? BehindSince, DateTimeOffset? ReplayingSince,
    DateTimeOffset? FailingSince, DateTimeOffset? DeliveredAt);

/// <summary>A message to a receiver, and what became of it.</summary>
/// <param name="Id">The <c>webhook-id</c>.</param>
/// <param name="Status"><c>waiting</c>, <c>sending</c>, <c>retrying</c>, <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Seq">The event's place in the timeline; 0 for a test.</param>
/// <param name="At">When the event happened.</param>
/// <param name="Attempts">Attempts that ended.</param>
/// <param name="TriedAt">When it was tried last.</param>
/// <param name="RetryAt">When it is tried again.</param>
/// <param name="EndedAt">When it arrived or was given up.</param>
/// <param name="ResponseStatus">HTTP status of the last answer.</param>
/// <param name="Response">The beginning of the answer's body, up to 256 characters; kept once the message
/// ended.</param>
/// <param name="Error">What went wrong when nobody answered.</param>
/// <param name="DurationMs">How long the last attempt took, in milliseconds.</param>
public sealed record WebhookDeliveryView(
    string Id, string Status, string Type, long Seq, DateTimeOffset At, int Attempts, DateTimeOffset? TriedAt,
    DateTimeOffset? RetryAt, DateTimeOffset? EndedAt, int? ResponseStatus, string? Response, string? Error,
    long? DurationMs)
{
    /// <summary>The words of <see cref="Status"/>.</summary>
    internal static readonly string[] Words = ["waiting", "sending", "retrying", "delivered", "failed"];

    /// <summary>All messages that an outbox knows, those of the latest events first.</summary>
    internal static IEnumerable<WebhookDeliveryView> All(WebhookOutbox outbox) =>
        outbox.Waiting.Select(delivery => Of(delivery, "waiting"))
            .Concat(outbox.Sending.Select(delivery => Of(delivery, "sending")))
            .Concat(outbox.Retrying.Select(delivery => Of(delivery, "retrying")))
            .Concat(outbox.Ended.Select(delivery => Of(delivery, delivery.Delivered ? "delivered" : "failed")))
            .OrderByDescending(view => view.At).ThenByDescending(view => view.Id, StringComparer.Ordinal);

    private static WebhookDeliveryView Of(WebhookDelivery delivery, string status) => new(
        delivery.Id, status, delivery.EventType, delivery.Seq, delivery.At, delivery.Attempts, delivery.TriedAt,
        delivery.DueAt, delivery.EndedAt, delivery.Status, delivery.Answer, delivery.Error,
        delivery.Attempts > 0 ? delivery.Milliseconds : null);
}

/// <summary>Asks for a webhook, or for other values of one.</summary>
/// <param name="Address">Where events are sent: https (or http), and a host of the public Internet unless the server
/// allows others.</param>
/// <param name="Events">Which events, 1 to 50: types such as <c>call.callEnded</c>, <c>contact.*</c>, or
/// <c>*</c>.</param>
/// <param name="Description">What it is for, up to 200 characters.</param>
/// <param name="IfVersion">On a change: the version that it builds on, as <c>If-Match</c>.</param>
public sealed record WebhookRequest(string? Address, string[]? Events, string? Description, int? IfVersion = null);

/// <summary>A webhook that was just made.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Secret">What messages are signed with, <c>whsec_…</c>; it cannot be read again.</param>
/// <param name="Address">Where events are sent.</param>
/// <param name="Events">Which.</param>
public sealed record NewWebhook(string Id, string Secret, string Address, string[] Events);

/// <summary>Asks for a new secret.</summary>
/// <param name="OverlapHours">How long messages are signed with the one before too, 0 to 168; 24 when absent.</param>
public sealed record RotateSecretRequest(int? OverlapHours = null);

/// <summary>A secret that was just made.</summary>
/// <param name="Secret"><c>whsec_…</c>; it cannot be read again.</param>
/// <param name="PreviousExpiresAt">When the one before ends; null when it has ended.</param>
public sealed record NewWebhookSecret(string Secret, DateTimeOffset? PreviousExpiresAt);

/// <summary>Asks for events to be sent again.</summary>
/// <param name="Since">Those that happened then or later.</param>
public sealed record ReplayRequest(DateTimeOffset? Since);

/// <summary>A message that will be sent.</summary>
/// <param name="DeliveryId">Its <c>webhook-id</c>.</param>
public sealed record AcceptedDelivery(string DeliveryId);
