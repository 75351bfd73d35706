using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Webhooks;

/// <summary>
/// How far the timeline was handed to webhooks (grain <c>webhook_feed</c>, one for all). Whoever reads the timeline
/// names
/// the place that it read on from; only the one that names the right place is heard, and what webhooks get is in the
/// same commit. So each event is handed over once, whoever reads and whatever is killed.
/// </summary>
/// <param name="Place">Everything up to here was looked at.</param>
public sealed record WebhookFeed(long Place)
{
    /// <summary>The grain type.</summary>
    public const string Type = "webhook_feed";

    /// <summary>The key of the one grain.</summary>
    public const string Key = "timeline";

    /// <summary>Events in one <see cref="AdvanceFeed"/> at most, for all webhooks together.</summary>
    public const int EventsMax = 5_000;

    /// <summary>The one grain.</summary>
    public static GrainId Id { get; } = new(Type, Key);

    /// <summary>Handles one message.</summary>
    public static WebhookFeed? Handle(Turn turn, WebhookFeed? state, object message) => message switch
    {
        AdvanceFeed advance => Advance(turn, state, advance),
        _ => throw new InvalidOperationException($"The feed does not understand {message.GetType().Name}."),
    };

    private static WebhookFeed Advance(Turn turn, WebhookFeed? state, AdvanceFeed advance)
    {
        if (state is not null && (state.Place != advance.From || advance.To <= state.Place))
        {
            turn.Reply(new FeedAdvanced(state.Place));
            return state;
        }

        foreach (var batch in advance.Batches)
        {
            turn.Tell(WebhookGrain.OutboxOf(batch.WebhookId), new EnqueueEvents(batch.Events));
        }

        turn.Reply(new FeedAdvanced(advance.To));
        return new WebhookFeed(advance.To);
    }
}
