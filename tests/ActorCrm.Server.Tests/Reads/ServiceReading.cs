using ActorCrm.Server.Timeline;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Reads;

internal static class ServiceReading
{
    public static ChangeFeed GetFeed(this IServiceProvider services) => services.GetRequiredService<ChangeFeed>();
}
