namespace ActorCrm.Server.Outbound;

/// <summary>Registers requests to addresses that users give.</summary>
internal static class OutboundRegistration
{
    /// <summary>Registers <see cref="OutboundHttp"/> and its options.</summary>
    public static void AddOutbound(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(OutboundOptions.From(builder.Configuration));
        builder.Services.AddSingleton<IHostResolver, SystemResolver>();
        builder.Services.AddSingleton<OutboundHttp>();
    }
}
