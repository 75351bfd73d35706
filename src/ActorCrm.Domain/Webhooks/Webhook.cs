namespace ActorCrm.Domain.Webhooks;

/// <summary>
/// Where events are sent, and which (setting grain <c>webhook</c>, key = <see cref="Id"/>). What waits to be sent lies
/// in
/// <see cref="WebhookOutbox"/> under the same key.
/// </summary>
/// <param name="Id">The key.</param>
/// <param name="Version">Counts the changes, from 1.</param>
/// <param name="Address">Absolute, http or https.</param>
/// <param name="Events">Which events: <see cref="EventPattern"/>.</param>
/// <param name="Description">What it is for; null for nothing.</param>
/// <param name="Enabled">Whether events are sent.</param>
/// <param name="Since">Events of earlier times are not sent by themselves: when it was made or enabled last,
/// UTC.</param>
/// <param name="Secrets">What messages are signed with, the newest first; one or two.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="ChangedBy">Who changed it last.</param>
/// <param name="DisabledWhy">Why it is not enabled: <see cref="WebhookDisabling"/>; null while it is.</param>
public sealed record Webhook(
    string Id,
    int Version,
    string Address,
    string[] Events,
    string? Description,
    bool Enabled,
    DateTimeOffset Since,
    WebhookSecret[] Secrets,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset ChangedAt,
    string ChangedBy,
    string? DisabledWhy = null)
{
    /// <summary>The grain type.</summary>
    public const string Type = "webhook";

    /// <summary>Webhooks at most.</summary>
    public const int CountMax = 100;

    /// <summary>Longest address, in characters.</summary>
    public const int AddressLengthMax = 2_000;

    /// <summary>Longest description, in characters.</summary>
    public const int DescriptionLengthMax = 200;

    /// <summary>Patterns of events at most.</summary>
    public const int EventsMax = 50;

    /// <summary>How much the clocks of two silos may differ.</summary>
    private static readonly TimeSpan ClockSkewMax = TimeSpan.FromSeconds(10);

    /// <summary>Whether an event is to be sent by itself.</summary>
    public bool Wants(string type, DateTimeOffset at) => Enabled && at + ClockSkewMax >= Since && Matches(type);

    /// <summary>Whether an event is one of those that were subscribed to.</summary>
    public bool Matches(string type) => Events.Any(pattern => EventPattern.Matches(pattern, type));

    /// <summary>The secrets that messages of a time are signed with, the newest first.</summary>
    public IEnumerable<WebhookSecret> SecretsAt(DateTimeOffset now) =>
        Secrets.Where(secret => !(secret.ExpiresAt <= now));
}

/// <summary>A secret shared with the receiver.</summary>
/// <param name="Secret"><c>whsec_</c> and base64 of 24 to 64 bytes.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">Not used from then on, UTC; null for the newest.</param>
public sealed record WebhookSecret(string Secret, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt = null);

/// <summary>Why a webhook is not enabled.</summary>
public static class WebhookDisabling
{
    /// <summary>A person said so.</summary>
    public const string ByPerson = "byPerson";

    /// <summary>The receiver answered 410 Gone.</summary>
    public const string Gone = "gone";

    /// <summary>Nothing arrived for <see cref="WebhookRetry.FailingMax"/>.</summary>
    public const string Failing = "failing";
}
