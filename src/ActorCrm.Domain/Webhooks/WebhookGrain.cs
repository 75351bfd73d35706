using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Webhooks;

/// <summary>Makes, changes and forgets one webhook.</summary>
public static class WebhookGrain
{
    /// <summary>Handles one message.</summary>
    public static Webhook? Handle(Turn turn, Webhook? state, object message) => message switch
    {
        CreateWebhook create => Create(turn, state, create),
        _ when state is null => Refuse(turn, null, "webhookUnknown", "id", "There is no webhook with this id."),
        UpdateWebhook update => Update(turn, state, update),
        EnableWebhook enable => Enable(turn, state, enable),
        DisableWebhook disable => Disable(turn, state, disable),
        RotateWebhookSecret rotate => Rotate(turn, state, rotate),
        DeleteWebhook delete => Delete(turn, delete),
        _ => throw new InvalidOperationException($"A webhook does not understand {message.GetType().Name}."),
    };

    /// <summary>The outbox of a webhook.</summary>
    public static GrainId OutboxOf(string webhookId) => new(WebhookOutbox.Type, webhookId);

    private static Webhook? Create(Turn turn, Webhook? state, CreateWebhook create)
    {
        if (state is not null)
        {
            return Refuse(turn, state, "webhookExists", "id", "There is a webhook with this id.");
        }

        var faults = WebhookFaults.Of(create.Address, create.Events, create.Description);
        if (faults.Count > 0)
        {
            turn.Reply(new WebhookRefused("webhookInvalid", faults));
            return null;
        }

        return Store(turn, "webhookCreated", create.By, new Webhook(
            turn.Self.Key, Version: 1, create.Address, [.. create.Events.Distinct()], Text(create.Description),
            Enabled: true, turn.Now, [new WebhookSecret(create.Secret, turn.Now)], turn.Now, create.By, turn.Now,
            create.By));
    }

    private static Webhook? Update(Turn turn, Webhook state, UpdateWebhook update)
    {
        if (update.IfVersion is { } expected && expected != state.Version)
        {
            return Refuse(
                turn, state, "versionMismatch", "ifVersion",
                $"Version {expected} was expected, but version {state.Version} stands.");
        }

        var faults = WebhookFaults.Of(update.Address, update.Events, update.Description);
        if (faults.Count > 0)
        {
            turn.Reply(new WebhookRefused("webhookInvalid", faults));
            return state;
        }

        return Change(turn, "webhookChanged", update.By, state with
        {
            Address = update.Address,
            Events = [.. update.Events.Distinct()],
            Description = Text(update.Description),
        });
    }

    private static Webhook Enable(Turn turn, Webhook state, EnableWebhook enable)
    {
        if (state.Enabled)
        {
            turn.Reply(new WebhookStored(state));
            return state;
        }

        turn.Tell(OutboxOf(state.Id), new ResumeDeliveries());
        return Change(
            turn, "webhookEnabled", enable.By, state with { Enabled = true, Since = turn.Now, DisabledWhy = null });
    }

    private static Webhook Disable(Turn turn, Webhook state, DisableWebhook disable)
    {
        if (!state.Enabled)
        {
            turn.Reply(new WebhookStored(state));
            return state;
        }

        turn.Tell(OutboxOf(state.Id), new PauseDeliveries());
        return Change(
            turn, "webhookDisabled", disable.By, state with { Enabled = false, DisabledWhy = disable.Why },
            disable.Why);
    }

    // Two at most: whoever rotates twice in a day wants to be rid of the first.
    private static Webhook Rotate(Turn turn, Webhook state, RotateWebhookSecret rotate)
    {
        var before = state.Secrets[0] with { ExpiresAt = turn.Now.AddSeconds(rotate.OverlapSeconds) };
        var made = new WebhookSecret(rotate.Secret, turn.Now);
        return Change(
            turn, "webhookSecretRotated", rotate.By,
            state with { Secrets = rotate.OverlapSeconds > 0 ? [made, before] : [made] });
    }

    private static Webhook? Delete(Turn turn, DeleteWebhook delete)
    {
        turn.Tell(OutboxOf(turn.Self.Key), new DropDeliveries());
        turn.Record(new TimelineEntry(turn.Self, "webhookDeleted", delete.By));
        turn.Reply(new WebhookDeleted());
        return null;
    }

    private static Webhook Change(Turn turn, string what, string by, Webhook next, string? why = null) =>
        Store(
            turn, what, by, next with { Version = next.Version + 1, ChangedAt = turn.Now, ChangedBy = by }, why);

    private static Webhook Store(Turn turn, string what, string by, Webhook next, string? why = null)
    {
        turn.Record(new TimelineEntry(turn.Self, what, by, Why: why));
        turn.Reply(new WebhookStored(next));
        return next;
    }

    private static Webhook? Refuse(Turn turn, Webhook? state, string code, string field, string fault)
    {
        turn.Reply(new WebhookRefused(code, new Dictionary<string, string[]> { [field] = [fault] }));
        return state;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
