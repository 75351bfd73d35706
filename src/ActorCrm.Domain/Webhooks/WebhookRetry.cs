using System.Globalization;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Webhooks;

/// <summary>
/// When a message that did not arrive is tried again: the schedule of Standard Webhooks, over three days.
/// </summary>
public static class WebhookRetry
{
    /// <summary>Waits after the first, second … attempt.</summary>
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>Attempts before a message is given up.</summary>
    public static int AttemptsMax => Delays.Length + 1;

    /// <summary>A webhook is disabled after it got nothing through for so long.</summary>
    public static TimeSpan FailingMax { get; } = TimeSpan.FromDays(5);

    /// <summary>The longest wait that a receiver may ask for.</summary>
    public static TimeSpan RetryAfterMax { get; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The wait after an attempt: the schedule's, and up to a fifth more, so that many messages that failed together do
    /// not come back together. The same for the same message and attempt.
    /// </summary>
    public static TimeSpan DelayAfter(int attempts, string deliveryId, TimeSpan? asked = null)
    {
        var delay = Delays[Math.Clamp(attempts, 1, Delays.Length) - 1];
        var cause = string.Create(CultureInfo.InvariantCulture, $"{deliveryId}/{attempts}");
        var chance = StableId.From(DateTimeOffset.UnixEpoch, cause).ToByteArray()[15] / 255.0;
        var wait = delay * (1 + (chance / 5));
        var longest = asked < RetryAfterMax ? asked.Value : asked is null ? TimeSpan.Zero : RetryAfterMax;
        return wait > longest ? wait : longest;
    }
}
