using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ActorCrm.Server.Telemetry;

/// <summary>Metrics: as Prometheus text at <c>/metrics</c>; by OTLP to the collector that is configured.</summary>
internal static class TelemetryRegistration
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Meters =
    [
        SiloMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime",
    ];

    /// <summary>Registers the meters' collection.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var isExported = !string.IsNullOrEmpty(builder.Configuration[OtlpEndpoint]);
        builder.Services.AddSingleton<PrometheusText>();
        builder.Services.AddSingleton(services =>
            Build(services.GetRequiredService<PrometheusText>(), isExported, builder.Configuration));
        builder.Services.AddHostedService<TelemetryService>();
    }

    /// <summary>Maps <c>/metrics</c>; it needs the permission <c>cluster.read</c>.</summary>
    public static void MapMetrics(this WebApplication app) =>
        app.MapGet("/metrics", (PrometheusText metrics) =>
                Results.Text(metrics.Collect(), PrometheusText.ContentType))
            .RequirePermission(Permissions.ClusterRead)
            .WithTags("Operation")
            .WithName("getMetrics")
            .WithSummary("Metrics as Prometheus reads them.")
            .Produces<string>(200, "text/plain");

    private static MeterProvider Build(PrometheusText prometheus, bool isExported, IConfiguration configuration)
    {
        var provider = Sdk.CreateMeterProviderBuilder()
            // Else the exporter knows the environment only, and sends what the command line names somewhere else.
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(resource => resource.AddService("actorcrm"))
            .AddMeter(Meters)
            .AddReader(prometheus.Reader);
        return (isExported ? provider.AddOtlpExporter() : provider).Build();
    }

    /// <summary>Starts the collection with the host: before it nobody asks for the provider.</summary>
    private sealed class TelemetryService(MeterProvider provider) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            provider.ForceFlush((int)TimeSpan.FromSeconds(2).TotalMilliseconds);
            return Task.CompletedTask;
        }
    }
}
