namespace ActorCrm.Domain.Webhooks;

/// <summary>
/// To <c>webhook</c>: make it, enabled. Reply: <see cref="WebhookStored"/> or <see cref="WebhookRefused"/>.
/// </summary>
/// <param name="Address">Where events are sent.</param>
/// <param name="Events">Which.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Secret">What messages are signed with.</param>
/// <param name="By">Who asks.</param>
public sealed record CreateWebhook(string Address, string[] Events, string? Description, string Secret, string By);

/// <summary>
/// To <c>webhook</c>: change what it is. Reply: <see cref="WebhookStored"/> or <see cref="WebhookRefused"/>.
/// </summary>
/// <param name="Address">Where events are sent.</param>
/// <param name="Events">Which.</param>
/// <param name="Description">What it is for.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">The version that it builds on; null for whatever stands.</param>
public sealed record UpdateWebhook(
    string Address, string[] Events, string? Description, string By, int? IfVersion = null);

/// <summary>To <c>webhook</c>: send events again, from now on. Reply: as above.</summary>
public sealed record EnableWebhook(string By);

/// <summary>To <c>webhook</c>: send nothing more. Reply: as above.</summary>
/// <param name="By">Who asks.</param>
/// <param name="Why">Of <see cref="WebhookDisabling"/>.</param>
public sealed record DisableWebhook(string By, string Why);

/// <summary>
/// To <c>webhook</c>: sign with a new secret, and with the one before for a while; older ones end. Reply: as above.
/// </summary>
/// <param name="Secret">The new one.</param>
/// <param name="OverlapSeconds">How long the one before stays in use.</param>
/// <param name="By">Who asks.</param>
public sealed record RotateWebhookSecret(string Secret, int OverlapSeconds, string By);

/// <summary>
/// To <c>webhook</c>: forget it and all that waits. Reply: <see cref="WebhookDeleted"/> or <see
/// cref="WebhookRefused"/>.
/// </summary>
public sealed record DeleteWebhook(string By);

/// <summary>The webhook as it is now.</summary>
public sealed record WebhookStored(Webhook Webhook);

/// <summary>It is no more.</summary>
public sealed record WebhookDeleted;

/// <summary>Nothing was changed.</summary>
/// <param name="Code"><c>webhookInvalid</c>, <c>webhookExists</c>, <c>webhookUnknown</c>,
/// <c>versionMismatch</c>.</param>
/// <param name="Faults">Every fault, one sentence each, by the field at fault.</param>
public sealed record WebhookRefused(string Code, Dictionary<string, string[]> Faults);

/// <summary>Somewhere in the timeline: an event that a webhook wants.</summary>
/// <param name="Seq">Its place.</param>
/// <param name="EventType">Its type.</param>
/// <param name="At">When it happened, UTC.</param>
public sealed record WebhookEvent(long Seq, string EventType, DateTimeOffset At);

/// <summary>
/// To <c>webhook_feed</c>: all events up to a place were looked at. Reply: <see cref="FeedAdvanced"/>, also when the
/// feed stands elsewhere and nothing was done.
/// </summary>
/// <param name="From">Where the feed stood; null when it never did.</param>
/// <param name="To">Where it stands now.</param>
/// <param name="Batches">What the webhooks get.</param>
public sealed record AdvanceFeed(long? From, long To, WebhookBatch[] Batches);

/// <summary>Events for a webhook, in order.</summary>
public sealed record WebhookBatch(string WebhookId, WebhookEvent[] Events);

/// <summary>Where the feed stands.</summary>
public sealed record FeedAdvanced(long Place);

/// <summary>To <c>webhook_outbox</c>: send these.</summary>
public sealed record EnqueueEvents(WebhookEvent[] Events);

/// <summary>To <c>webhook_outbox</c>: attempt nothing until told otherwise.</summary>
public sealed record PauseDeliveries;

/// <summary>To <c>webhook_outbox</c>: go on.</summary>
public sealed record ResumeDeliveries;

/// <summary>To <c>webhook_outbox</c>: forget everything.</summary>
public sealed record DropDeliveries;

/// <summary>To <c>webhook_outbox</c>, by its reminder: something may be due.</summary>
public sealed record TryDeliveries;

/// <summary>
/// To <c>webhook_outbox</c>: send a message that says nothing. Reply: <see cref="DeliveryAccepted"/> or
/// <see cref="DeliveryRefused"/>.
/// </summary>
public sealed record SendTestEvent(string By);

/// <summary>To <c>webhook_outbox</c>: send a message again, now. Reply: as above.</summary>
public sealed record ReplayDelivery(string DeliveryId);

/// <summary>
/// To <c>webhook_outbox</c>: send again whatever the webhook wants of a stretch of the timeline. Reply:
/// <see cref="ReplayAccepted"/> or <see cref="DeliveryRefused"/>.
/// </summary>
/// <param name="After">The place before the stretch.</param>
/// <param name="Until">The stretch's last place.</param>
/// <param name="Since">Events of earlier times are left out, UTC.</param>
public sealed record ReplayEvents(long After, long Until, DateTimeOffset Since);

/// <summary>It will be sent.</summary>
public sealed record DeliveryAccepted(string DeliveryId);

/// <summary>They will be sent.</summary>
public sealed record ReplayAccepted;

/// <summary>Nothing was changed.</summary>
/// <param name="Code"><c>deliveryUnknown</c>, <c>deliveryUnderWay</c>, <c>webhookDisabled</c>, <c>replayUnderWay</c>.
/// </param>
public sealed record DeliveryRefused(string Code);

/// <summary>
/// Effect: make one attempt to deliver a message. Its outcome's detail is an <see cref="AttemptReport"/>.
/// </summary>
/// <param name="DeliveryId">The message's id, the same in every attempt.</param>
/// <param name="Seq">The event's place; 0 for a test.</param>
/// <param name="EventType">The event's type.</param>
/// <param name="At">When it happened.</param>
public sealed record SendDelivery(string DeliveryId, long Seq, string EventType, DateTimeOffset At)
{
    /// <summary>The kind of the effect.</summary>
    public const string Kind = "webhook.send";

    /// <summary>Type of the event that a test sends.</summary>
    public const string TestType = "webhook.test";
}

/// <summary>How an attempt ended.</summary>
/// <param name="Status">HTTP status; null when nobody answered.</param>
/// <param name="Error">What went wrong, in words that name no address; null when it was answered.</param>
/// <param name="Answer">The beginning of the answer's body.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="RetryAfterSeconds">What the receiver asks to wait.</param>
/// <param name="Skipped">True when the webhook is not enabled, so that nothing was tried.</param>
/// <param name="Gone">True when there is no such webhook any more.</param>
public sealed record AttemptReport(
    int? Status = null, string? Error = null, string? Answer = null, long Milliseconds = 0,
    int? RetryAfterSeconds = null, bool Skipped = false, bool Gone = false);

/// <summary>Effect: find what the webhook wants of the timeline. The detail is an <see cref="EventsFound"/>.</summary>
/// <param name="After">The place to start after.</param>
/// <param name="Until">The last place to look at.</param>
/// <param name="Since">Events of earlier times are left out; null for none.</param>
/// <param name="Limit">Events at most.</param>
public sealed record FindEvents(long After, long Until, DateTimeOffset? Since, int Limit)
{
    /// <summary>The kind of the effect.</summary>
    public const string Kind = "webhook.find";
}

/// <summary>What was found.</summary>
/// <param name="Place">Everything up to here was looked at.</param>
/// <param name="Events">In order.</param>
public sealed record EventsFound(long Place, WebhookEvent[] Events);
