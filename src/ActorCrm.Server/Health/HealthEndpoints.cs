using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Health;

/// <summary>Whether the process lives, and whether it takes work. No key is needed.</summary>
public static class HealthEndpoints
{
    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void MapHealth(this WebApplication app)
    {
        var health = app.MapGroup("/health").AllowAnonymous().WithTags("Operation");
        health.MapGet("/live", () => new HealthStatus("live"))
            .WithName("getLive")
            .WithSummary("The process lives.");
        health.MapGet("/ready", IResult (SiloHost silo, IHostApplicationLifetime lifetime) =>
                !silo.IsReady || lifetime.ApplicationStopping.IsCancellationRequested
                    ? Problem.Of(ProblemCode.Stopping)
                    : silo.IsDraining
                        ? Problem.Of(ProblemCode.Draining)
                        : TypedResults.Ok(new HealthStatus("ready")))
            .Produces<HealthStatus>()
            .Produces<Problem>(503, Problem.MediaType)
            .WithName("getReady")
            .WithSummary("The server takes work; 503 while it starts or stops, and once it is drained.");
    }
}

/// <summary>Body of a health answer.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
public sealed record HealthStatus(string Status);
