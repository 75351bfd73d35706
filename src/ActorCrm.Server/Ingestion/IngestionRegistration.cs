namespace ActorCrm.Server.Ingestion;

/// <summary>Registers what all ingestion shares.</summary>
internal static class IngestionRegistration
{
    /// <summary>Registers limits, hand-over and metrics of ingestion.</summary>
    public static void AddIngestion(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(IngestionLimits.From(builder.Configuration));
        builder.Services.AddSingleton<IngestionMetrics>();
        builder.Services.AddSingleton<Ingestor>();
        builder.Services.AddSingleton<IngestionEndpoint>();
        builder.Services.AddSingleton<IngestionSocket>();
    }
}
