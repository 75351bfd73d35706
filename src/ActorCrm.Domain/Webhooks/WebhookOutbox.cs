using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Webhooks;

/// <summary>
/// What a webhook has to send and what became of it (grain <c>webhook_outbox</c>, key = the webhook's id). Bounded: an
/// event that finds no room is not kept here but found in the timeline again once there is (<see cref="Gap"/>), so a
/// receiver that is down for days costs no more than one that is down for minutes, and misses nothing.
/// </summary>
public sealed record WebhookOutbox
{
    /// <summary>The grain type.</summary>
    public const string Type = "webhook_outbox";

    /// <summary>Messages that wait for their first attempt at most; further ones are left in the timeline.</summary>
    public const int WaitingMax = 500;

    /// <summary>Messages that wait to be tried again at most; then the one tried most often is given up.</summary>
    public const int RetryingMax = 200;

    /// <summary>Attempts under way at a time.</summary>
    public const int SendingMax = 8;

    /// <summary>Messages that are kept after they arrived or were given up.</summary>
    public const int EndedMax = 100;

    /// <summary>Gaps that are remembered after they were closed; only messages that come late need them.</summary>
    public const int CoveredMax = 4;

    /// <summary>Events taken from the timeline at a time.</summary>
    public const int FoundMax = 250;

    /// <summary>Failures in a row after which the receiver counts as down: one attempt at a time then.</summary>
    public const int DownAfter = 8;

    /// <summary>While the receiver is down, how often a message is tried for the first time.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(1);

    /// <summary>A webhook that nothing was ever sent to.</summary>
    public static WebhookOutbox Empty { get; } = new();

    /// <summary>Never tried, in the order of the timeline.</summary>
    public WebhookDelivery[] Waiting { get; init; } = [];

    /// <summary>To be tried (again) when they are due.</summary>
    public WebhookDelivery[] Retrying { get; init; } = [];

    /// <summary>Attempts under way.</summary>
    public WebhookDelivery[] Sending { get; init; } = [];

    /// <summary>Arrived or given up; the latest last.</summary>
    public WebhookDelivery[] Ended { get; init; } = [];

    /// <summary>Whether nothing is tried, as the webhook is not enabled.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Attempts that failed since the last that did not.</summary>
    public int FailuresInRow { get; init; }

    /// <summary>The first of them, UTC.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>The last of them, UTC.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>When a message arrived last, UTC.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Nothing is tried before, as the receiver asks for patience; UTC.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>Events that found no room; null when there are none.</summary>
    public EventGap? Gap { get; init; }

    /// <summary>The last gaps that were closed: their events that come late are there already.</summary>
    public EventStretch[] Covered { get; init; } = [];

    /// <summary>The last place of which an event was taken; an event before it comes late.</summary>
    public long Taken { get; init; }

    /// <summary>What is being sent again; null when nothing is.</summary>
    public EventReplay? Replay { get; init; }

    /// <summary>Whether events are being looked for in the timeline.</summary>
    public bool IsFinding { get; init; }

    /// <summary>When the reminder is due that is set; null when none is.</summary>
    public DateTimeOffset? RemindAt { get; init; }

    /// <summary>Whether the receiver counts as down.</summary>
    internal bool IsDown => FailuresInRow >= DownAfter;

    /// <summary>The id of an event's message to a webhook: the same whenever and by whomever it is made.</summary>
    public static string DeliveryId(string webhookId, long seq, DateTimeOffset at) =>
        $"msg_{StableId.From(at, FormattableString.Invariant($"webhook/{webhookId}/{seq}")):n}";
}

/// <summary>A message to a receiver, and what became of it.</summary>
/// <param name="Id">The <c>webhook-id</c>.</param>
/// <param name="Seq">The event's place in the timeline; 0 for a test.</param>
/// <param name="EventType">The event's type.</param>
/// <param name="At">When the event happened, UTC.</param>
/// <param name="Attempts">Attempts that ended.</param>
/// <param name="DueAt">When it is to be tried again, UTC.</param>
/// <param name="TriedAt">When it was tried last, UTC.</param>
/// <param name="EndedAt">When it arrived or was given up, UTC.</param>
/// <param name="Delivered">Whether it arrived.</param>
/// <param name="Status">HTTP status of the last answer.</param>
/// <param name="Error">What went wrong last.</param>
/// <param name="Answer">The beginning of the last answer's body.</param>
/// <param name="Milliseconds">How long the last attempt took.</param>
public sealed record WebhookDelivery(
    string Id,
    long Seq,
    string EventType,
    DateTimeOffset At,
    int Attempts = 0,
    DateTimeOffset? DueAt = null,
    DateTimeOffset? TriedAt = null,
    DateTimeOffset? EndedAt = null,
    bool Delivered = false,
    int? Status = null,
    string? Error = null,
    string? Answer = null,
    long Milliseconds = 0);

/// <summary>A part of the timeline.</summary>
/// <param name="After">The place before it.</param>
/// <param name="Until">Its last place.</param>
public sealed record EventStretch(long After, long Until);

/// <summary>A part of the timeline whose events found no room.</summary>
/// <param name="After">The place before its first event.</param>
/// <param name="Read">Everything up to here has been taken since.</param>
/// <param name="Last">The last place that is known to have such an event.</param>
/// <param name="Since">When its first event happened, UTC.</param>
public sealed record EventGap(long After, long Read, long Last, DateTimeOffset Since);

/// <summary>A part of the timeline that is sent again.</summary>
/// <param name="Read">Everything up to here has been taken.</param>
/// <param name="Until">Its last place.</param>
/// <param name="Since">Events of earlier times are left out, UTC.</param>
public sealed record EventReplay(long Read, long Until, DateTimeOffset Since);
