using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Webhooks;

/// <summary>Registers webhooks.</summary>
internal static class WebhookRegistration
{
    /// <summary>Registers what reads the timeline for webhooks and what sends.</summary>
    public static void AddWebhooks(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(WebhookOptions.From(builder.Configuration));
        builder.Services.AddSingleton<WebhookReads>();
        builder.Services.AddSingleton<IEffectExecutor, SendDeliveryExecutor>();
        builder.Services.AddSingleton<IEffectExecutor, FindEventsExecutor>();
        builder.Services.AddHostedService<FeedReader>();
    }
}
