using ActorCrm.Domain.Access;
using ActorCrm.Server.Access;
using ActorCrm.Server.Ingestion;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Authentication;

namespace ActorCrm.Server.Calls.Ingestion;

/// <summary>Where telephony adapters send their events.</summary>
internal static class CallEventEndpoints
{
    /// <summary>Maps <c>/call-events</c> and <c>/call-events/stream</c>.</summary>
    public static void MapCallEvents(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/call-events").WithTags("Ingestion");
        group.MapPost("", (HttpContext context, IngestionEndpoint endpoint) =>
                endpoint.HandleAsync(context, () => new CallEventBatch()))
            .RequirePermission(Permissions.EventsWrite)
            .WithName("postCallEvents")
            .WithSummary("Takes call events: one, an array, or a stream of lines.")
            .WithDescription(
                "The answer is sent when everything that is accepted is durable. The id of an event is unique within "
                + "its source: an event that is sent again counts as a duplicate and changes nothing. An event that is "
                + "refused costs none of its neighbours.\n\n"
                + "With `application/x-ndjson` the body is one event a line, without end; each answer is one line, and "
                + "`line` says up to which line everything has been answered. Read the answers while you send.")
            .Produces<IngestionAnswer>(200, "application/json", LineStream.MediaType)
            .ProducesIngestionProblems();
        group.MapGet("/stream", StreamAsync)
            .AllowAnonymous()
            .WithMetadata(new PermissionNeeded(Permissions.EventsWrite))
            .WithName("streamCallEvents")
            .WithSummary("Takes call events over a WebSocket.")
            .WithDescription(
                "Each text message is one event or an array. The answer names the ids of its events when they are "
                + "durable: `{\"acked\": [id], \"duplicates\": [id], \"rejected\": [{id, code, message}]}`. "
                + "The key goes into the header, or, where a browser cannot set one, into the first message: "
                + "`{\"authorization\": \"Bearer ack_…\"}`.")
            .Produces<Problem>(401, Problem.MediaType)
            .Produces<Problem>(403, Problem.MediaType)
            .Produces<Problem>(426, Problem.MediaType);
    }

    private static async Task<IResult> StreamAsync(
        HttpContext context, IngestionSocket sockets, SocketKey socketKey)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return Problem.Of(ProblemCode.UpgradeRequired);
        }

        var hasHeader = context.Request.Headers.Authorization.Count > 0;
        if (hasHeader && !context.User.Has(Permissions.EventsWrite))
        {
            return new Refusal(context.User.Identity?.IsAuthenticated == true);
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        if (hasHeader || await socketKey.IsGoodAsync(socket, Permissions.EventsWrite, context.RequestAborted))
        {
            await sockets.RunAsync(
                socket, answer => new CallEventBatch { Stream = answer }, context.RequestAborted);
        }

        return Results.Empty;
    }

    /// <summary>Answers as the authorization of other addresses does.</summary>
    private sealed class Refusal(bool isKnown) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            isKnown ? httpContext.ForbidAsync() : httpContext.ChallengeAsync();
    }
}
