using System.ComponentModel;
using System.Security.Claims;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Timeline;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Webhooks;

/// <summary>Shows what a webhook sent and has to send, and sends again.</summary>
internal static class DeliveryEndpoints
{
    private const string List = "webhookDeliveries";

    /// <summary>Maps the messages of a webhook.</summary>
    public static void MapWebhookDeliveries(this RouteGroupBuilder group)
    {
        group.MapGet("/{id}/deliveries", ListAsync).OnlyParameters<DeliveryListQuery>()
            .WithName("listWebhookDeliveries")
            .WithSummary("Messages that wait and the last 100 that ended; those of the latest events first.")
            .Produces<Problem>(404, Problem.MediaType);
        group.MapPost("/{id}/deliveries/{deliveryId}/replay", ReplayOneAsync).NoParameters()
            .WithName("replayWebhookDelivery").WithSummary("Sends a message again, now, under the same webhook-id.")
            .Produces<Problem>(404, Problem.MediaType).Produces<Problem>(409, Problem.MediaType);
        group.MapPost("/{id}/replay", ReplayAsync).NoParameters()
            .WithName("replayWebhook")
            .WithSummary("Sends all events since a time that the webhook wants, under the same webhook-ids as before.")
            .Produces<Problem>(404, Problem.MediaType).Produces<Problem>(409, Problem.MediaType);
        group.MapPost("/{id}/test", TestAsync).NoParameters()
            .WithName("testWebhook").WithSummary("Sends a message of the type webhook.test.")
            .Produces<Problem>(404, Problem.MediaType).Produces<Problem>(409, Problem.MediaType);
    }

    private static async Task<Results<PageResult<WebhookDeliveryView>, ProblemResult>> ListAsync(
        string id, [AsParameters] DeliveryListQuery asked, WebhookReads reads, CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var status = read.Word("status", asked.Status, WebhookDeliveryView.Words);
        var list = $"{List}/{id}/{status}";
        var (beforeAt, beforeId) = read.NumberCursor(list, asked.Cursor);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        if (WebhookEndpoints.GrainOf(id, WebhookOutbox.Type) is not { } grain
            || await reads.FindAsync(grain.Key, stop) is null)
        {
            return WebhookAnswers.NotFound();
        }

        var views = WebhookDeliveryView.All(await reads.OutboxAsync(grain.Key, stop))
            .Where(view => status is null || view.Status == status)
            .Where(view => beforeAt is not { } at || IsBefore(view, at, beforeId!))
            .Take(limit + 1)
            .ToList();
        return Page.Of(
            list, views, limit, view => Cursor.Of(view.At.ToUnixTimeMilliseconds(), view.Id), view => view);
    }

    private static bool IsBefore(WebhookDeliveryView view, long at, string id)
    {
        var own = view.At.ToUnixTimeMilliseconds();
        return own < at || (own == at && string.CompareOrdinal(view.Id, id) < 0);
    }

    private static Task<Results<Accepted<AcceptedDelivery>, ProblemResult>> ReplayOneAsync(
        string id, string deliveryId, SiloHost silo, WebhookReads reads, CancellationToken stop) =>
        AskAsync(id, new ReplayDelivery(deliveryId), silo, reads, stop);

    private static Task<Results<Accepted<AcceptedDelivery>, ProblemResult>> TestAsync(
        string id, SiloHost silo, WebhookReads reads, ClaimsPrincipal user, CancellationToken stop) =>
        AskAsync(id, new SendTestEvent(user.Name()), silo, reads, stop);

    private static async Task<Results<Accepted<AcceptedDelivery>, ProblemResult>> AskAsync(
        string id, object message, SiloHost silo, WebhookReads reads, CancellationToken stop)
    {
        if (WebhookEndpoints.GrainOf(id, WebhookOutbox.Type) is not { } grain
            || await reads.FindAsync(grain.Key, stop) is not { } webhook)
        {
            return WebhookAnswers.NotFound();
        }

        if (!webhook.Enabled)
        {
            return Problem.Of(ProblemCode.WebhookDisabled);
        }

        var result = await silo.AskAsync(grain, message, stop);
        return result is AskResult.Answered { Answer: DeliveryAccepted { DeliveryId: var deliveryId } }
            ? TypedResults.Accepted($"/api/v1/webhooks/{id}/deliveries", new AcceptedDelivery(deliveryId))
            : WebhookAnswers.Refusal(result);
    }

    private static async Task<Results<Accepted, ProblemResult>> ReplayAsync(
        string id, ReplayRequest request, SiloHost silo, WebhookReads reads, ChangeFeed changes,
        CancellationToken stop)
    {
        if (request.Since is not { } since)
        {
            return Problem.Invalid("since", "It is missing.");
        }

        if (WebhookEndpoints.GrainOf(id, WebhookOutbox.Type) is not { } grain
            || await reads.FindAsync(grain.Key, stop) is not { } webhook)
        {
            return WebhookAnswers.NotFound();
        }

        if (!webhook.Enabled)
        {
            return Problem.Of(ProblemCode.WebhookDisabled);
        }

        var end = await changes.EndAsync(stop);
        var start = await reads.PlaceBeforeAsync(since, end, stop);
        var result = await silo.AskAsync(grain, new ReplayEvents(start, end, since.ToUniversalTime()), stop);
        return result is AskResult.Answered { Answer: ReplayAccepted }
            ? TypedResults.Accepted($"/api/v1/webhooks/{id}/deliveries")
            : WebhookAnswers.Refusal(result);
    }
}

/// <summary>Parameters of the list of messages.</summary>
public sealed class DeliveryListQuery
{
    [FromQuery(Name = "status")]
    [Description("waiting, sending, retrying, delivered or failed.")]
    public string? Status { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Messages on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
