using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Ingestion;

/// <summary>What an ingestion address may answer instead of an answer.</summary>
internal static class IngestionProblems
{
    /// <summary>Writes the problems into the OpenAPI document.</summary>
    public static RouteHandlerBuilder ProducesIngestionProblems(this RouteHandlerBuilder builder)
    {
        foreach (var status in (ReadOnlySpan<int>)[400, 401, 403, 413, 415, 429, 503])
        {
            builder.Produces<Problem>(status, Problem.MediaType);
        }

        return builder;
    }
}
