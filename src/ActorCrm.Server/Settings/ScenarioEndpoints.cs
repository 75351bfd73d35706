using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Settings;

/// <summary>The scenario of a project: its matrix, its switch, its revisions.</summary>
public static class ScenarioEndpoints
{
    private const string List = "scenarioVersions";

    /// <summary>Maps <c>/scenario</c>.</summary>
    public static void MapScenario(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/scenario").WithTags("Scenario");
        group.MapGet("", FindAsync).OnlyParameters<ScenarioQuery>().RequirePermission(Permissions.SettingsRead)
            .WithName("getScenario").WithSummary("The scenario of a project.");
        group.MapPut("", SaveAsync).OnlyParameters<ScenarioQuery>().RequirePermission(Permissions.SettingsWrite)
            .WithName("putScenario")
            .WithSummary("Saves the matrix, switches the integration on or off, or both: all of it or nothing.");
        group.MapGet("/versions", ListAsync).OnlyParameters<ScenarioVersionsQuery>()
            .RequirePermission(Permissions.SettingsRead)
            .WithName("listScenarioVersions").WithSummary("The revisions of the matrix, newest first.");
        group.MapPost("/test", ScenarioTest.RunAsync).NoParameters().RequirePermission(Permissions.SettingsRead)
            .SeesAll()
            .WithName("testScenario").WithSummary("What events and forms would do. Nothing is written.");
    }

    /// <summary>A project's name: the given one, or the default; null when it cannot be one.</summary>
    internal static string? Project(string? text) =>
        text is null ? Scenario.DefaultProject : GrainId.IsKey(text) && text.Length <= ProjectLengthMax ? text : null;

    private const int ProjectLengthMax = 200;

    private static ProblemResult ProjectInvalid() => Problem.Of(
        ProblemCode.ParameterInvalid,
        errors: Parameters.Errors("project", $"It must have 1 to {ProjectLengthMax} printable characters."));

    private static async Task<Results<RecordResult<ScenarioView>, ProblemResult>> FindAsync(
        [AsParameters] ScenarioQuery asked, SiloHost silo, ReadDatabase database, CancellationToken stop) =>
        Project(asked.Project) is { } project ? await AnswerAsync(project, silo, database, stop) : ProjectInvalid();

    private static async Task<RecordResult<ScenarioView>> AnswerAsync(
        string project, SiloHost silo, ReadDatabase database, CancellationToken stop)
    {
        var (scenario, rowVersion) = await ReadAsync(project, silo, database, stop);
        return new RecordResult<ScenarioView>(
            ScenarioView.Of(scenario), SettingAnswers.Tag(scenario.Version, rowVersion));
    }

    private static async Task<(Scenario Scenario, long RowVersion)> ReadAsync(
        string project, SiloHost silo, ReadDatabase database, CancellationToken stop)
    {
        // A project that nobody set up has the default scenario, which the snapshot knows.
        var row = await SettingAnswers.ReadAsync("scenario_find", project, database, stop);
        return row is null
            ? (ServerSettings.Of(silo).Scenario(project), 0)
            : (JsonSerializer.Deserialize(row.Doc, SettingsJson.Default.Scenario)!, row.Version);
    }

    private static async Task<Results<RecordResult<ScenarioView>, ProblemResult>> SaveAsync(
        [AsParameters] ScenarioQuery asked, SaveScenarioRequest request, HttpRequest http, SiloHost silo,
        ReadDatabase database, ClaimsPrincipal user, CancellationToken stop)
    {
        if (Project(asked.Project) is not { } project)
        {
            return ProjectInvalid();
        }

        if (!SettingAnswers.TryVersion(http, request.IfVersion, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        var messages = Messages(project, request, user.Name(), version);
        if (messages.Count == 0)
        {
            return Problem.Of(ProblemCode.InvalidRequest, "Give a 'matrix', or 'active', or both.");
        }

        // Switching knows no version; the one that was named is looked at here.
        if (request.Matrix is null && version is { } expected
            && ServerSettings.Of(silo).Scenario(project).Version is var stands && stands != expected)
        {
            return Problem.Of(
                ProblemCode.VersionMismatch, $"Version {expected} was expected, but version {stands} stands.");
        }

        return await RefusalAsync(messages, silo, stop) is { } problem
            ? problem
            : await AnswerAsync(project, silo, database, stop);
    }

    private static List<Outgoing> Messages(string project, SaveScenarioRequest request, string by, int? version)
    {
        var id = new GrainId(Scenario.Type, project);
        var messages = new List<Outgoing>();
        if (request.Matrix is not null)
        {
            messages.Add(new Outgoing(id, new SaveScenario(request.Matrix, by, version)));
        }

        if (request.Active is { } active)
        {
            object message = active ? new ActivateScenario(by, request.Resend) : new DeactivateScenario(by);
            messages.Add(new Outgoing(id, message));
        }

        return messages;
    }

    // Rehearsed first: a matrix must not be saved by a request whose switch is then refused.
    private static async Task<ProblemResult?> RefusalAsync(
        List<Outgoing> messages, SiloHost silo, CancellationToken stop)
    {
        if (messages.Count > 1)
        {
            var rehearsal = await silo.RehearseAsync(messages, TimeSpan.Zero, stop);
            if (Refusal(rehearsal.Answers) is { } refusal)
            {
                return refusal;
            }
        }

        return Refusal(await silo.AskManyAsync(messages, stop));
    }

    private static ProblemResult? Refusal(IReadOnlyList<AskResult> results) =>
        results.Select(result => SettingAnswers.Refusal(result, "matrix"))
            .FirstOrDefault(refusal => refusal is not null);

    private static async Task<Results<PageResult<ScenarioRevisionView>, ProblemResult>> ListAsync(
        [AsParameters] ScenarioVersionsQuery asked, SiloHost silo, ReadDatabase database, CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var (before, _) = read.NumberCursor(List, asked.Cursor);
        if (Project(asked.Project) is not { } project)
        {
            return ProjectInvalid();
        }

        if (read.Problem is { } problem)
        {
            return problem;
        }

        var (scenario, _) = await ReadAsync(project, silo, database, stop);
        var revisions = scenario.Revisions.Reverse()
            .Where(revision => revision.Version > 0 && !(revision.Version >= before))
            .Take(limit + 1)
            .ToList();
        return Page.Of(
            List, revisions, limit, revision => Cursor.Of(revision.Version, ""),
            revision => new ScenarioRevisionView(
                revision.Version, MatrixCellView.All(revision.Matrix), revision.SavedAt, revision.By));
    }
}

/// <summary>Which scenario.</summary>
public sealed class ScenarioQuery
{
    [FromQuery(Name = "project")]
    [Description("The project; 'default' when absent.")]
    public string? Project { get; init; }
}

/// <summary>Parameters of the list of revisions.</summary>
public sealed class ScenarioVersionsQuery
{
    [FromQuery(Name = "project")]
    [Description("The project; 'default' when absent.")]
    public string? Project { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Revisions on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
