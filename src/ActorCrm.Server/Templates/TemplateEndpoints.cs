using System.ComponentModel;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Communications;
using ActorCrm.Domain.Templates;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Communications;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Templates;

/// <summary>Templates of messages, and the tags that they may have.</summary>
public static class TemplateEndpoints
{
    private const string List = "templates";

    private static readonly FeatureSql Sql = FeatureSql.Load("Templates/templates");

    /// <summary>Maps <c>/templates</c> and <c>/tags</c>.</summary>
    public static void MapTemplates(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/templates").WithTags("Templates");
        group.MapGet("", ListTemplates).OnlyParameters<TemplateListQuery>().RequirePermission(Permissions.RecordsRead)
            .SeesNothing()
            .WithName("listTemplates").WithSummary("Templates of messages, by code.");
        group.MapGet("/{code}", FindAsync).NoParameters().RequirePermission(Permissions.RecordsRead)
            .SeesNothing()
            .WithName("getTemplate").WithSummary("One template.");
        group.MapPut("/{code}", SaveAsync).NoParameters().RequirePermission(Permissions.SettingsWrite)
            .SeesNothing()
            .WithName("putTemplate").WithSummary("Makes or replaces a template; every fault is named with its place.");
        group.MapDelete("/{code}", DeleteAsync).NoParameters().RequirePermission(Permissions.SettingsWrite)
            .SeesNothing()
            .WithName("deleteTemplate").WithSummary("Forgets a template; communications made from it stay.");
        api.MapGet("/tags", ListTags).OnlyParameters<TagQuery>().RequirePermission(Permissions.RecordsRead)
            .SeesNothing()
            .WithTags("Templates").WithName("listTags")
            .WithSummary("Tags whose name begins with a text, or has it as a part: at most 20, for completing a name.");
    }

    private static Results<PageResult<TemplateView>, ProblemResult> ListTemplates(
        [AsParameters] TemplateListQuery asked, SiloHost silo)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var after = read.Cursor(List, asked.Cursor)?.Id;
        var medium = read.Word<CommunicationMedium>("medium", asked.Medium);
        var effective = read.Flag("effective", asked.Effective);
        var name = read.Text("name", asked.Name);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var templates = ServerSettings.Of(silo).States.Values.OfType<MessageTemplate>()
            .Where(template =>
                (medium is null || JsonNamingPolicy.CamelCase.ConvertName($"{template.Medium}") == medium)
                && (effective is null || template.Effective == effective)
                && (name is null || template.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
                && (after is null || string.CompareOrdinal(template.Code, after) > 0))
            .OrderBy(template => template.Code, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();
        return Page.Of(List, templates, limit, template => new Cursor("", template.Code), TemplateView.Of);
    }

    private static async Task<Results<RecordResult<TemplateView>, ProblemResult>> FindAsync(
        string code, ReadDatabase database, CancellationToken stop)
    {
        var row = GrainId.IsKey(code)
            ? await new ListQuery(Sql, "template_find").With("id", code).ReadOneAsync<StateRow>(database, stop)
            : null;
        return row is null
            ? NotFound()
            : Answer(JsonSerializer.Deserialize(row.Doc, TemplateJson.Default.MessageTemplate)!);
    }

    private static async Task<Results<RecordResult<TemplateView>, ProblemResult>> SaveAsync(
        string code, SaveTemplateRequest request, HttpRequest http, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        if (!GrainId.IsKey(code))
        {
            return Problem.Invalid("code", "It must have printable characters only.");
        }

        if (!SettingAnswers.TryVersion(http, request.IfVersion, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        if (request.Medium is null)
        {
            return Problem.Of(
                ProblemCode.TemplateInvalid, [new FieldProblem("medium", "required", "Say what the template is for.")]);
        }

        var result = await silo.AskAsync(
            new GrainId(MessageTemplate.Type, code),
            new SaveTemplate(request.Template(code), user.Name(), version), stop);
        return result is AskResult.Answered { Answer: TemplateSaved { Template: { } saved } }
            ? Answer(saved)
            : Refusal(result);
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        string code, HttpRequest http, SiloHost silo, ClaimsPrincipal user, CancellationToken stop)
    {
        if (!SettingAnswers.TryVersion(http, null, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        if (!GrainId.IsKey(code))
        {
            return NotFound();
        }

        var result = await silo.AskAsync(
            new GrainId(MessageTemplate.Type, code), new DeleteTemplate(user.Name(), version), stop);
        return result is AskResult.Answered { Answer: TemplateSaved } ? TypedResults.NoContent() : Refusal(result);
    }

    private static Results<PageResult<TagView>, ProblemResult> ListTags(
        [AsParameters] TagQuery asked, MessageComposer composer)
    {
        var read = new Parameters();
        var medium = read.Word<CommunicationMedium>("medium", asked.Medium);
        var forRuns = read.Flag("forRuns", asked.ForRuns) == true;
        var text = read.Text("q", asked.Q) ?? "";
        var entities = read.Text("entities", asked.Entities)?.Split(',', StringSplitOptions.TrimEntries);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var tags = composer.Catalogue.Complete(text, tag =>
            (forRuns || tag.Family != TagFamily.Notification)
            && (tag.Family != TagFamily.Link || medium is null or "email")
            && (tag.Entity is null || entities is null || entities.Contains(tag.Entity)));
        return new PageResult<TagView>(new Page<TagView>([.. tags.Select(TagView.Of)], Next: null));
    }

    private static RecordResult<TemplateView> Answer(MessageTemplate template) =>
        new(TemplateView.Of(template), template.Version);

    private static ProblemResult NotFound() => Problem.NotFound("There is no template with this code.");

    private static ProblemResult Refusal(AskResult result) => result switch
    {
        AskResult.Answered { Answer: TemplateRefused refused } => refused.Code switch
        {
            "templateNotFound" => NotFound(),
            "templatesTooMany" => Problem.Of(ProblemCode.TemplatesTooMany),
            "versionMismatch" => Problem.Of(ProblemCode.VersionMismatch),
            _ => Problem.Of(ProblemCode.TemplateInvalid, [.. refused.Faults.Select(Fault)]),
        },
        AskResult.Answered => Problem.Of(ProblemCode.InternalError),
        _ => ProblemResult.Of(result),
    };

    private static FieldProblem Fault(PlacedFault fault) => new(
        fault.Field, fault.Code,
        fault.Line is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"Line {line}, column {fault.Column}: {fault.Message}")
            : fault.Message);
}

/// <summary>Parameters of the list of templates.</summary>
public sealed class TemplateListQuery
{
    [FromQuery(Name = "medium")]
    [Description("Templates for this medium: email, sms, phone, letter, faceToFace.")]
    public string? Medium { get; init; }

    [FromQuery(Name = "effective")]
    [Description("true: those that are offered; false: the others.")]
    public string? Effective { get; init; }

    [FromQuery(Name = "name")]
    [Description("Templates with this text in their name.")]
    public string? Name { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Templates on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}

/// <summary>Which tags.</summary>
public sealed class TagQuery
{
    [FromQuery(Name = "q")]
    [Description("What was typed so far; all tags when absent, the first 20.")]
    public string? Q { get; init; }

    [FromQuery(Name = "medium")]
    [Description("Tags that make sense in this medium.")]
    public string? Medium { get; init; }

    [FromQuery(Name = "entities")]
    [Description("Object types of the records that are referred to, with commas; all when absent.")]
    public string? Entities { get; init; }

    [FromQuery(Name = "forRuns")]
    [Description("true: tags of notification runs too.")]
    public string? ForRuns { get; init; }
}
