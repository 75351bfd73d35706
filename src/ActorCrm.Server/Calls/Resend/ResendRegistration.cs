using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Calls.Resend;

/// <summary>Registers the replay of stored calls.</summary>
internal static class ResendRegistration
{
    /// <summary>Registers the executor.</summary>
    public static void AddResend(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IEffectExecutor>(services => new ResendCallsExecutor(
            services.GetRequiredService<SiloHost>,
            services.GetRequiredService<ReadDatabase>(),
            services.GetRequiredService<TimeProvider>()));
}
