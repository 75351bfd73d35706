using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Communications;
using ActorCrm.Domain.Contacts;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Communications;

/// <summary>Communications: writes, completes, follows up and lists them.</summary>
public static class CommunicationEndpoints
{
    private const string List = "communications";

    private static readonly FeatureSql Sql = FeatureSql.Load("Communications/communications");

    /// <summary>Registers what the addresses need.</summary>
    public static void AddCommunications(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NumberBlocks>();
        builder.Services.AddSingleton<CommunicationRecords>();
        builder.Services.AddSingleton<MessageComposer>();
        builder.Services.AddSingleton<SmtpPools>();
        builder.Services.AddSingleton<IEffectExecutor, SendEmailExecutor>();
    }

    /// <summary>Maps <c>/communications</c>.</summary>
    public static void MapCommunications(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/communications").WithTags("Communications");
        group.MapGet("", ListAsync).OnlyParameters<CommunicationListQuery>().RequirePermission(Permissions.RecordsRead)
            .SeesMany()
            .WithName("listCommunications").WithSummary("Communications, newest first.");
        group.MapPost("", CreateAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .MakesRecords()
            .WithName("createCommunication")
            .WithSummary("Makes a communication: as a draft, or completed, and then sent where it is to be sent.");
        group.MapPost("/preview", PreviewAsync).NoParameters().RequirePermission(Permissions.RecordsRead)
            .SeesMany()
            .WithName("previewCommunication")
            .WithSummary("What a communication would say with its tags replaced. Nothing is written.");
        group.MapGet("/{id}", FindAsync).NoParameters().RequirePermission(Permissions.RecordsRead)
            .SeesOne(RecordAction.View, Communication.Type)
            .WithName("getCommunication").WithSummary("One communication.");
        group.MapPut("/{id}", ReplaceAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Edit, Communication.Type)
            .WithName("putCommunication").WithSummary("Changes a draft, or completes it with these parts.");
        group.MapPost("/{id}/complete", CompleteAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Edit, Communication.Type)
            .WithName("completeCommunication").WithSummary("Completes a draft as it is.");
        group.MapDelete("/{id}", DeleteAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Delete, Communication.Type)
            .WithName("deleteCommunication").WithSummary("Deletes a draft. What was completed stays.");
        group.MapPut("/{id}/notes", WriteNotesAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Edit, Communication.Type)
            .WithName("putCommunicationNotes").WithSummary("Changes the shared notes, of a completed one too.");
        group.MapPost("/{id}/follow-up", FollowUpAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Edit, Communication.Type)
            .WithName("followUpCommunication")
            .WithSummary("Begins a new one with the same contact, category and records, in the same chain.");
        group.MapPost("/{id}/delivery", TellDeliveryAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Edit, Communication.Type)
            .WithName("tellDelivery")
            .WithSummary("An external system tells what became of its entry: complete, reject, completeAndRemove.");
        group.MapPost("/{id}/requeue", RequeueAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Edit, Communication.Type)
            .WithName("requeueCommunication").WithSummary("Tries a rejected message anew.");
    }

    private static async Task<Results<PageResult<CommunicationView>, ProblemResult>> ListAsync(
        [AsParameters] CommunicationListQuery asked, ReadDatabase database, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var delivery = read.Word<DeliveryState>("delivery", asked.Delivery);
        var query = new ListQuery(Sql, "communication_list")
            .With("take", limit + 1)
            .VisibleTo(Viewing.Of(user, silo), Communication.Type)
            .Where("communication_list_before", "id", read.Cursor(List, asked.Cursor)?.Id)
            .Where("communication_list_contact", "contactId", read.Id("contactId", asked.ContactId))
            .Where("communication_list_chain", "chain", read.Id("chain", asked.Chain))
            .Where("communication_list_number", "number", read.Text("number", asked.Number))
            .Where("communication_list_category", "category", read.Text("category", asked.Category))
            .Where(
                "communication_list_direction", "direction",
                read.Word<CommunicationDirection>("direction", asked.Direction))
            .Where("communication_list_medium", "medium", read.Word<CommunicationMedium>("medium", asked.Medium))
            .Where("communication_list_state", "state", read.Word<CommunicationState>("state", asked.State))
            .Where("communication_list_system", "system", read.Text("externalSystem", asked.ExternalSystem))
            .Where("communication_list_pending", delivery == "pending")
            .Where("communication_list_rejected", delivery == "rejected")
            .Where("communication_list_not_queued", delivery == "notQueued")
            .Where(
                "communication_list_delivery", "delivery",
                delivery is "completed" or "completedAndRemoved" ? delivery : null);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await query.ReadAsync<StateRow>(database, stop);
        return Page.Of(List, rows, limit, row => new Cursor("", row.Id), row => CommunicationView.Of(Read(row)));
    }

    private static async Task<Results<RecordResult<CommunicationView>, ProblemResult>> FindAsync(
        string id, ReadDatabase database, CancellationToken stop) =>
        await ReadAsync(id, database, stop) is var (communication, version)
            ? new RecordResult<CommunicationView>(CommunicationView.Of(communication), version)
            : CommunicationAnswers.NotFound();

    private static async Task<Results<Created<CommunicationView>, ProblemResult>> CreateAsync(
        CommunicationRequest request, HttpRequest http, MessageComposer composer, NumberBlocks numbers, SiloHost silo,
        ClaimsPrincipal user, TimeProvider clock, CancellationToken stop)
    {
        if (!RecordAddress.TryIdempotencyKey(http, out var key))
        {
            return RecordAddress.IdempotencyKeyInvalid();
        }

        var draft = CommunicationDraft.Read(request, silo);
        if (draft.Content is not { } content)
        {
            return CommunicationAnswers.Invalid(draft.Faults);
        }

        if (await numbers.NextAsync(stop) is not { } number)
        {
            return Problem.Of(ProblemCode.StorageUnavailable);
        }

        // Near the contact, so that both are written in one shard.
        var now = clock.GetUtcNow();
        var id = key is null
            ? StableId.From(now, Guid.NewGuid().ToString(), ContactGrain.Id(content.ContactId))
            : StableId.From(
                DateTimeOffset.UnixEpoch, $"communication\n{user.Name()}\n{key}", ContactGrain.Id(content.ContactId));
        var result = await SaveAsync(
            new Saving(id, content, draft.Language, number, draft.IsCompleting, user, draft.IfRevision)
            {
                RequestHash = key is null ? null : CommunicationDraft.HashOf(request),
            },
            composer, silo, stop);
        return result.Communication is { } made
            ? TypedResults.Created($"/api/v1/communications/{made.Id}", CommunicationView.Of(made))
            : result.Problem!;
    }

    private static async Task<Results<Ok<CommunicationView>, ProblemResult>> ReplaceAsync(
        string id, CommunicationRequest request, MessageComposer composer, SiloHost silo, ReadDatabase database,
        ClaimsPrincipal user, CancellationToken stop)
    {
        var draft = CommunicationDraft.Read(request, silo);
        if (draft.Content is not { } content)
        {
            return CommunicationAnswers.Invalid(draft.Faults);
        }

        return await ReadAsync(id, database, stop) is var (stands, _)
            ? Answer(await SaveAsync(
                new Saving(
                    stands.Id, content, draft.Language, stands.Number, draft.IsCompleting, user,
                    draft.IfRevision ?? stands.Revision),
                composer, silo, stop))
            : CommunicationAnswers.NotFound();
    }

    private static async Task<Results<Ok<CommunicationView>, ProblemResult>> CompleteAsync(
        string id, MessageComposer composer, SiloHost silo, ReadDatabase database, ClaimsPrincipal user,
        CancellationToken stop) =>
        await ReadAsync(id, database, stop) is var (stands, _)
            ? Answer(await SaveAsync(
                new Saving(
                    stands.Id, stands.Content, Language: null, stands.Number, IsCompleting: true, user,
                    stands.Revision),
                composer, silo, stop))
            : CommunicationAnswers.NotFound();

    private static async Task<Results<Ok<MessagePreview>, ProblemResult>> PreviewAsync(
        CommunicationRequest request, MessageComposer composer, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var draft = CommunicationDraft.Read(request, silo);
        if (draft.Content is not { } content)
        {
            return CommunicationAnswers.Invalid(draft.Faults);
        }

        var composed = await composer.ComposeAsync(
            content, draft.Language, "CM000000", true, user, stop);
        return composed.Content is { } filled
            ? TypedResults.Ok(new MessagePreview(
                filled.From, filled.To, filled.Subject, filled.Body, filled.PlainBody,
                (filled.PlainBody ?? filled.Body)?.Length ?? 0))
            : CommunicationAnswers.Invalid(composed.Faults);
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        string id, SiloHost silo, ClaimsPrincipal user, CancellationToken stop)
    {
        var result = await AskAsync(id, new DeleteDraft(user.Name()), silo, stop);
        return result.Result is ProblemResult problem ? problem : TypedResults.NoContent();
    }

    private static Task<Results<Ok<CommunicationView>, ProblemResult>> WriteNotesAsync(
        string id, NotesRequest request, SiloHost silo, ClaimsPrincipal user, CancellationToken stop) =>
        AskAsync(id, new WriteNotes(request.SharedNotes, user.Name(), request.IfRevision), silo, stop);

    private static async Task<Results<Ok<CommunicationView>, ProblemResult>> FollowUpAsync(
        string id, FollowUpRequest request, NumberBlocks numbers, SiloHost silo, ClaimsPrincipal user,
        TimeProvider clock, CancellationToken stop)
    {
        if (request is not { Direction: { } direction, Medium: { } medium })
        {
            return CommunicationAnswers.Invalid(
                [new("medium", "required", "A follow-up says its own direction and medium.")]);
        }

        if (!Guid.TryParse(id, out var key))
        {
            return CommunicationAnswers.NotFound();
        }

        return await numbers.NextAsync(stop) is { } number
            ? await AskAsync(
                id,
                new FollowUpCommunication(
                    StableId.From(clock.GetUtcNow(), Guid.NewGuid().ToString(), CommunicationGrain.Id(key)), number,
                    direction, medium, request.SharedNotes, user.Name()),
                silo, stop)
            : Problem.Of(ProblemCode.StorageUnavailable);
    }

    private static async Task<Results<Ok<CommunicationView>, ProblemResult>> TellDeliveryAsync(
        string id, DeliveryRequest request, SiloHost silo, ClaimsPrincipal user, CancellationToken stop)
    {
        if (request.ExternalSystem is not { Length: > 0 } system)
        {
            return CommunicationAnswers.Invalid(
                [new("externalSystem", "required", "Say which external system it is.")]);
        }

        return request.Event is { } happened
            and (DeliveryEvent.Complete or DeliveryEvent.Reject or DeliveryEvent.CompleteAndRemove)
            ? await AskAsync(id, new TellDelivery(system, happened, request.Detail, user.Name()), silo, stop)
            : CommunicationAnswers.Invalid(
                [new("event", "optionUnknown", "It is one of complete, reject, completeAndRemove.")]);
    }

    private static Task<Results<Ok<CommunicationView>, ProblemResult>> RequeueAsync(
        string id, SiloHost silo, ClaimsPrincipal user, CancellationToken stop) =>
        AskAsync(id, new RequeueDelivery(user.Name()), silo, stop);

    private static async Task<(Communication? Communication, ProblemResult? Problem)> SaveAsync(
        Saving saving, MessageComposer composer, SiloHost silo, CancellationToken stop)
    {
        var composed = await composer.ComposeAsync(
            saving.Content, saving.Language, saving.Number, saving.IsCompleting, saving.User, stop);
        if (composed.Content is not { } content)
        {
            return (null, CommunicationAnswers.Invalid(composed.Faults));
        }

        object message = saving.IsCompleting
            ? new CompleteCommunication(
                content, saving.User.Name(), saving.Number, saving.IfRevision, saving.RequestHash)
            : new SaveDraft(content, saving.User.Name(), saving.Number, saving.IfRevision, saving.RequestHash);
        var result = await silo.AskAsync(CommunicationGrain.Id(saving.Id), message, stop);
        return result is AskResult.Answered { Answer: CommunicationSaved saved }
            ? (saved.Communication, null)
            : (null, CommunicationAnswers.Refusal(result));
    }

    private static async Task<Results<Ok<CommunicationView>, ProblemResult>> AskAsync(
        string id, object message, SiloHost silo, CancellationToken stop)
    {
        if (!Guid.TryParse(id, out var key))
        {
            return CommunicationAnswers.NotFound();
        }

        var result = await silo.AskAsync(CommunicationGrain.Id(key), message, stop);
        return result is AskResult.Answered { Answer: CommunicationSaved saved }
            ? TypedResults.Ok(CommunicationView.Of(saved.Communication))
            : CommunicationAnswers.Refusal(result);
    }

    private static Results<Ok<CommunicationView>, ProblemResult> Answer(
        (Communication? Communication, ProblemResult? Problem) result) =>
        result.Communication is { } saved ? TypedResults.Ok(CommunicationView.Of(saved)) : result.Problem!;

    private static async Task<(Communication Communication, long Version)?> ReadAsync(
        string id, ReadDatabase database, CancellationToken stop)
    {
        var row = Guid.TryParse(id, out var key)
            ? await new ListQuery(Sql, "communication_find").With("id", key.ToString())
                .ReadOneAsync<StateRow>(database, stop)
            : null;
        return row is null ? null : (Read(row), row.Version);
    }

    private static Communication Read(StateRow row) =>
        JsonSerializer.Deserialize(row.Doc, CommunicationJson.Default.Communication)!;

    /// <summary>What is to be saved, and as what.</summary>
    private sealed record Saving(
        Guid Id, CommunicationContent Content, string? Language, string Number, bool IsCompleting,
        ClaimsPrincipal User, int? IfRevision)
    {
        public string? RequestHash { get; init; }
    }
}

/// <summary>What a message would say.</summary>
/// <param name="From">Sender.</param>
/// <param name="To">Recipient.</param>
/// <param name="Subject">The subject, with tags replaced.</param>
/// <param name="Body">The message, with tags replaced; HTML for e-mail.</param>
/// <param name="PlainBody">The plain text beside the HTML.</param>
/// <param name="Characters">Length of the message as limits count it.</param>
public sealed record MessagePreview(
    string? From, string? To, string? Subject, string? Body, string? PlainBody, int Characters);
