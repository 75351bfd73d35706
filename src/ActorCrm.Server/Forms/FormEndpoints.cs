using ActorCrm.Domain.Access;
using ActorCrm.Server.Access;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Forms;

/// <summary>Where sites send what their visitors filled in.</summary>
internal static class FormEndpoints
{
    /// <summary>Maps <c>/form-submissions</c>.</summary>
    public static void MapFormSubmissions(this RouteGroupBuilder api) =>
        api.MapPost("/form-submissions", (HttpContext context, IngestionEndpoint endpoint) =>
                endpoint.HandleAsync(context, () => new FormBatch()))
            .RequirePermission(Permissions.EventsWrite)
            .WithTags("Ingestion")
            .WithName("postFormSubmissions")
            .WithSummary("Takes form submissions: one, an array, or a stream of lines.")
            .WithDescription("Answers as the call events do. The id of a form is unique within its source.")
            .Produces<IngestionAnswer>(200, "application/json", LineStream.MediaType)
            .ProducesIngestionProblems();
}
