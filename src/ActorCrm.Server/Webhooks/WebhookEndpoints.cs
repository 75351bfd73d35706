using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Outbound;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Webhooks;

/// <summary>Makes, changes, enables and forgets webhooks.</summary>
public static class WebhookEndpoints
{
    private const int OverlapHoursDefault = 24;

    private const int OverlapHoursMax = 168;

    /// <summary>Maps <c>/webhooks</c>.</summary>
    public static void MapWebhooks(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/webhooks").RequirePermission(Permissions.WebhooksManage).WithTags("Webhooks");
        group.MapGet("", ListAsync).NoParameters()
            .WithName("listWebhooks").WithSummary("All webhooks, without their secrets; there are 100 at most.");
        group.MapPost("", CreateAsync).NoParameters()
            .WithName("createWebhook").WithSummary("Makes a webhook. Its secret is in this answer and nowhere else.");
        group.MapGet("/{id}", FindAsync).NoParameters()
            .WithName("getWebhook").WithSummary("One webhook, and how sending goes.");
        group.MapPut("/{id}", UpdateAsync).NoParameters()
            .WithName("putWebhook").WithSummary("Changes where events are sent, and which.");
        group.MapDelete("/{id}", DeleteAsync).NoParameters()
            .WithName("deleteWebhook").WithSummary("Forgets a webhook and all that waits.")
            .Produces<Problem>(404, Problem.MediaType);
        group.MapPost("/{id}/enable", (string id, SiloHost silo, WebhookReads reads, TimeProvider clock,
                ClaimsPrincipal user, CancellationToken stop) =>
                ChangeAsync(id, new EnableWebhook(user.Name()), silo, reads, clock, stop)).NoParameters()
            .WithName("enableWebhook").WithSummary("Sends events from now on, and what waited.");
        group.MapPost("/{id}/disable", (string id, SiloHost silo, WebhookReads reads, TimeProvider clock,
                ClaimsPrincipal user, CancellationToken stop) => ChangeAsync(
                id, new DisableWebhook(user.Name(), WebhookDisabling.ByPerson), silo, reads, clock, stop))
            .NoParameters()
            .WithName("disableWebhook").WithSummary("Sends nothing until it is enabled; what waits goes on waiting.");
        group.MapPost("/{id}/rotate-secret", RotateAsync).NoParameters()
            .WithName("rotateWebhookSecret")
            .WithSummary("Makes a new secret; messages are signed with the one before too for a while.")
            .Produces<Problem>(404, Problem.MediaType);
        group.MapWebhookDeliveries();
    }

    /// <summary>The grain of an id; null for a text that cannot be one.</summary>
    internal static GrainId? GrainOf(string id, string type) =>
        Guid.TryParseExact(id, "D", out var key) ? new GrainId(type, key.ToString()) : null;

    private static async Task<PageResult<WebhookView>> ListAsync(
        WebhookReads reads, TimeProvider clock, CancellationToken stop)
    {
        var rows = await reads.ListAsync(null, stop);
        return new PageResult<WebhookView>(new Page<WebhookView>(
            [.. rows.Select(row => WebhookView.Of(row, clock.GetUtcNow()))], Next: null));
    }

    private static async Task<Results<RecordResult<WebhookView>, ProblemResult>> FindAsync(
        string id, WebhookReads reads, TimeProvider clock, CancellationToken stop) =>
        GrainOf(id, Webhook.Type) is { } grain
            ? await AnswerAsync(grain, reads, clock, stop)
            : WebhookAnswers.NotFound();

    private static async Task<Results<RecordResult<WebhookView>, ProblemResult>> AnswerAsync(
        GrainId grain, WebhookReads reads, TimeProvider clock, CancellationToken stop)
    {
        var rows = await reads.ListAsync(grain.Key, stop);
        if (rows.Count == 0)
        {
            return WebhookAnswers.NotFound();
        }

        var view = WebhookView.Of(rows[0], clock.GetUtcNow());
        return new RecordResult<WebhookView>(view, SettingAnswers.Tag(view.Version, rows[0].OutboxVersion));
    }

    private static async Task<Results<Created<NewWebhook>, ProblemResult>> CreateAsync(
        WebhookRequest request, SiloHost silo, WebhookReads reads, OutboundHttp outbound, TimeProvider clock,
        ClaimsPrincipal user, CancellationToken stop)
    {
        if (AddressProblem(request, outbound) is { } problem)
        {
            return problem;
        }

        if ((await reads.AllAsync(stop)).Count >= Webhook.CountMax)
        {
            return Problem.Of(ProblemCode.WebhooksTooMany, $"There are {Webhook.CountMax}: delete one first.");
        }

        var secret = WebhookSignature.NewSecret();
        var result = await silo.AskAsync(
            new GrainId(Webhook.Type, Guid.CreateVersion7(clock.GetUtcNow()).ToString()),
            new CreateWebhook(
                request.Address ?? "", request.Events ?? [], request.Description, secret, user.Name()),
            stop);
        return result is AskResult.Answered { Answer: WebhookStored { Webhook: var made } }
            ? TypedResults.Created(
                $"/api/v1/webhooks/{made.Id}", new NewWebhook(made.Id, secret, made.Address, made.Events))
            : WebhookAnswers.Refusal(result);
    }

    private static async Task<Results<RecordResult<WebhookView>, ProblemResult>> UpdateAsync(
        string id, WebhookRequest request, HttpRequest http, SiloHost silo, WebhookReads reads, OutboundHttp outbound,
        TimeProvider clock, ClaimsPrincipal user, CancellationToken stop)
    {
        if (!SettingAnswers.TryVersion(http, request.IfVersion, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        return AddressProblem(request, outbound) is { } problem
            ? problem
            : await ChangeAsync(
                id,
                new UpdateWebhook(
                    request.Address ?? "", request.Events ?? [], request.Description, user.Name(), version),
                silo, reads, clock, stop);
    }

    // What the text tells is said at once; where the name leads is looked at by each attempt.
    private static ProblemResult? AddressProblem(WebhookRequest request, OutboundHttp outbound) =>
        outbound.Fault(request.Address) is { } fault
            ? WebhookAnswers.Invalid(
                ProblemCode.WebhookInvalid, new Dictionary<string, string[]> { ["address"] = [fault] })
            : null;

    private static async Task<Results<RecordResult<WebhookView>, ProblemResult>> ChangeAsync(
        string id, object message, SiloHost silo, WebhookReads reads, TimeProvider clock, CancellationToken stop)
    {
        if (GrainOf(id, Webhook.Type) is not { } grain)
        {
            return WebhookAnswers.NotFound();
        }

        var result = await silo.AskAsync(grain, message, stop);
        return result is AskResult.Answered { Answer: WebhookStored }
            ? await AnswerAsync(grain, reads, clock, stop)
            : WebhookAnswers.Refusal(result);
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        string id, SiloHost silo, ClaimsPrincipal user, CancellationToken stop)
    {
        if (GrainOf(id, Webhook.Type) is not { } grain)
        {
            return WebhookAnswers.NotFound();
        }

        var result = await silo.AskAsync(grain, new DeleteWebhook(user.Name()), stop);
        return result is AskResult.Answered { Answer: WebhookDeleted }
            ? TypedResults.NoContent()
            : WebhookAnswers.Refusal(result);
    }

    private static async Task<Results<Ok<NewWebhookSecret>, ProblemResult>> RotateAsync(
        string id, RotateSecretRequest? request, SiloHost silo, ClaimsPrincipal user, CancellationToken stop)
    {
        var hours = request?.OverlapHours ?? OverlapHoursDefault;
        if (hours is < 0 or > OverlapHoursMax)
        {
            return Problem.Invalid("overlapHours", $"It must be 0 to {OverlapHoursMax}.");
        }

        if (GrainOf(id, Webhook.Type) is not { } grain)
        {
            return WebhookAnswers.NotFound();
        }

        var secret = WebhookSignature.NewSecret();
        var result = await silo.AskAsync(
            grain, new RotateWebhookSecret(secret, hours * 3600, user.Name()), stop);
        return result is AskResult.Answered { Answer: WebhookStored { Webhook: var webhook } }
            ? TypedResults.Ok(new NewWebhookSecret(secret, webhook.Secrets.ElementAtOrDefault(1)?.ExpiresAt))
            : WebhookAnswers.Refusal(result);
    }
}
