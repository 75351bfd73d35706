using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Webhooks;

/// <summary>
/// Registers webhooks: what they are, what they have to send, and how far the timeline was handed to them.
/// </summary>
public static class WebhooksDomain
{
    /// <summary>Adds the grain types and messages.</summary>
    public static void AddTo(GrainCatalog catalog)
    {
        var json = WebhookJson.Default;
        catalog.Add(new GrainType<Webhook>(Webhook.Type, json.Webhook, WebhookGrain.Handle, isSetting: true));
        catalog.Add(new GrainType<WebhookOutbox>(WebhookOutbox.Type, json.WebhookOutbox, WebhookOutboxGrain.Handle));
        catalog.Add(new GrainType<WebhookFeed>(WebhookFeed.Type, json.WebhookFeed, WebhookFeed.Handle));
        catalog.Messages
            .Add("webhook.create", json.CreateWebhook)
            .Add("webhook.update", json.UpdateWebhook)
            .Add("webhook.enable", json.EnableWebhook)
            .Add("webhook.disable", json.DisableWebhook)
            .Add("webhook.rotateSecret", json.RotateWebhookSecret)
            .Add("webhook.delete", json.DeleteWebhook)
            .Add("webhook.stored", json.WebhookStored)
            .Add("webhook.deleted", json.WebhookDeleted)
            .Add("webhook.refused", json.WebhookRefused)
            .Add("webhookFeed.advance", json.AdvanceFeed)
            .Add("webhookFeed.advanced", json.FeedAdvanced)
            .Add("webhookOutbox.enqueue", json.EnqueueEvents)
            .Add("webhookOutbox.pause", json.PauseDeliveries)
            .Add("webhookOutbox.resume", json.ResumeDeliveries)
            .Add("webhookOutbox.drop", json.DropDeliveries)
            .Add("webhookOutbox.try", json.TryDeliveries)
            .Add("webhookOutbox.test", json.SendTestEvent)
            .Add("webhookOutbox.replay", json.ReplayDelivery)
            .Add("webhookOutbox.replayEvents", json.ReplayEvents)
            .Add("webhookOutbox.accepted", json.DeliveryAccepted)
            .Add("webhookOutbox.replayAccepted", json.ReplayAccepted)
            .Add("webhookOutbox.refused", json.DeliveryRefused)
            .Add("webhookOutbox.send", json.SendDelivery)
            .Add("webhookOutbox.find", json.FindEvents);
    }
}
