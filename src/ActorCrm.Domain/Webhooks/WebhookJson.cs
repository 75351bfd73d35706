using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Webhooks;

/// <summary>JSON of states and messages of webhooks.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [typeof(CompactTime)])]
[JsonSerializable(typeof(Webhook))]
[JsonSerializable(typeof(WebhookOutbox))]
[JsonSerializable(typeof(WebhookFeed))]
[JsonSerializable(typeof(CreateWebhook))]
[JsonSerializable(typeof(UpdateWebhook))]
[JsonSerializable(typeof(EnableWebhook))]
[JsonSerializable(typeof(DisableWebhook))]
[JsonSerializable(typeof(RotateWebhookSecret))]
[JsonSerializable(typeof(DeleteWebhook))]
[JsonSerializable(typeof(WebhookStored))]
[JsonSerializable(typeof(WebhookDeleted))]
[JsonSerializable(typeof(WebhookRefused))]
[JsonSerializable(typeof(AdvanceFeed))]
[JsonSerializable(typeof(FeedAdvanced))]
[JsonSerializable(typeof(EnqueueEvents))]
[JsonSerializable(typeof(PauseDeliveries))]
[JsonSerializable(typeof(ResumeDeliveries))]
[JsonSerializable(typeof(DropDeliveries))]
[JsonSerializable(typeof(TryDeliveries))]
[JsonSerializable(typeof(SendTestEvent))]
[JsonSerializable(typeof(ReplayDelivery))]
[JsonSerializable(typeof(ReplayEvents))]
[JsonSerializable(typeof(DeliveryAccepted))]
[JsonSerializable(typeof(ReplayAccepted))]
[JsonSerializable(typeof(DeliveryRefused))]
[JsonSerializable(typeof(SendDelivery))]
[JsonSerializable(typeof(AttemptReport))]
[JsonSerializable(typeof(FindEvents))]
[JsonSerializable(typeof(EventsFound))]
public sealed partial class WebhookJson : JsonSerializerContext;
