using System.Text;
using System.Text.Json;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Calls;
using ActorCrm.Server.Contacts;
using ActorCrm.Server.Deals;
using ActorCrm.Server.Forms;
using ActorCrm.Server.Organizations;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Tasks;
using ActorCrm.Server.Timeline;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Settings;

/// <summary>
/// The dry run: events and forms are handled by the real rules against the data of now, and what they would do is shown
/// instead of written.
/// </summary>
internal static class ScenarioTest
{
    /// <summary>Time that passes after the last event: longer than any wait, so that calls without an end
    /// end.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(8);

    /// <summary>Runs a test.</summary>
    public static async Task<Results<ScenarioTestResult, ProblemResult>> RunAsync(
        ScenarioTestRequest request, SiloHost silo, TimeProvider clock, CancellationToken stop)
    {
        if (Invalid(request) is { } invalid)
        {
            return invalid;
        }

        if (!TryMatrix(request, out var matrix, out var fault))
        {
            return fault!;
        }

        var now = clock.GetUtcNow();
        var script = ScenarioTestScript.Read(request, now);
        var project = request.Project ?? Scenario.DefaultProject;
        var settings = ScenarioTestScript.Active(
            ServerSettings.Of(silo), [project, .. script.Projects], project, matrix);
        var rehearsal = await silo.RehearseAsync(script.Messages, Horizon, stop, settings);
        return new ScenarioTestResult(View(rehearsal, script, now), script.Mark);
    }

    private static ProblemResult? Invalid(ScenarioTestRequest request)
    {
        if (request.Project is not null && ScenarioEndpoints.Project(request.Project) is null)
        {
            return Problem.Invalid("project", "It must have 1 to 200 printable characters.");
        }

        var (events, forms) = (request.Events?.Length ?? 0, request.Forms?.Length ?? 0);
        return events + forms is 0 or > ScenarioTestRequest.ItemsMax
            ? Problem.Invalid("events", $"Give 1 to {ScenarioTestRequest.ItemsMax} events and forms.")
            : null;
    }

    private static bool TryMatrix(ScenarioTestRequest request, out ScenarioMatrix? matrix, out ProblemResult? fault)
    {
        matrix = null;
        fault = null;
        if (request.Matrix is null || ScenarioMatrix.TryRead(request.Matrix, out matrix, out var faults))
        {
            return true;
        }

        fault = Problem.Of(
            ProblemCode.ScenarioInvalid, string.Join(' ', faults.Take(3)),
            new Dictionary<string, string[]> { ["matrix"] = [.. faults] });
        return false;
    }

    private static ScenarioTestView View(Rehearsal rehearsal, ScenarioTestScript script, DateTimeOffset now)
    {
        var states = rehearsal.Changed.OrderBy(state => state.Key).Select(state => state.Value).ToList();
        return new ScenarioTestView(
            [.. states.OfType<Call>().Select(call => CallView.Of(call, 0, withEvents: false))],
            [.. states.OfType<FormSubmission>().Select(form => FormView.Of(form, 0))],
            [.. states.OfType<Contact>().Select(contact => ContactView.Of(contact, 0))],
            [.. states.OfType<Organization>().Select(organization => OrganizationView.Of(organization, 0))],
            [.. states.OfType<Deal>().Select(deal => DealView.Of(deal, 0))],
            [.. states.OfType<CrmTask>().Select(task => TaskView.Of(task, 0))],
            [.. rehearsal.Timeline.Select((entry, index) => TimelineView.Of(entry, index + 1, now))
                .OfType<TimelineView>()],
            script.Rejections(rehearsal.Answers));
    }
}

/// <summary>The messages of a dry run.</summary>
internal sealed class ScenarioTestScript
{
    private readonly List<(string Kind, int Index, string? Id)> _places = [];
    private readonly List<TestRejection> _rejected = [];

    /// <summary>
    /// Stands before every id, so that a call that is stored already is run as if it were new. A dry run's answer
    /// leaves
    /// it out again, wherever it is; being random it cannot be part of anything else.
    /// </summary>
    public string Mark { get; } = $"{Guid.NewGuid():n}.";

    /// <summary>The messages in order.</summary>
    public List<Outgoing> Messages { get; } = [];

    /// <summary>The projects that events and forms name.</summary>
    public HashSet<string> Projects { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads events and forms as the ingestion does.</summary>
    public static ScenarioTestScript Read(ScenarioTestRequest request, DateTimeOffset now)
    {
        var script = new ScenarioTestScript();
        for (var i = 0; i < (request.Events?.Length ?? 0); i++)
        {
            script.AddEvent(i, request.Events![i], request.Project, now);
        }

        for (var i = 0; i < (request.Forms?.Length ?? 0); i++)
        {
            script.AddForm(i, request.Forms![i], request.Project, now);
        }

        return script;
    }

    /// <summary>The settings of now with scenarios switched on, and one of them with another matrix if there is
    /// one.</summary>
    public static SettingsSnapshot Active(
        SettingsSnapshot settings, IEnumerable<string> projects, string tested, ScenarioMatrix? matrix)
    {
        var states = new Dictionary<GrainId, object>(settings.States);
        foreach (var project in projects)
        {
            var scenario = settings.Scenario(project) with { Active = true };
            if (matrix is not null && project == tested)
            {
                var revision = new ScenarioRevision(scenario.Version + 1, matrix, scenario.ChangedAt, "test");
                scenario = scenario with { Version = revision.Version, Revisions = [.. scenario.Revisions, revision] };
            }

            states[new GrainId(Scenario.Type, project)] = scenario;
        }

        return SettingsSnapshot.From(states);
    }

    /// <summary>What could not be read or was refused.</summary>
    public TestRejection[] Rejections(IReadOnlyList<AskResult> answers)
    {
        for (var i = 0; i < answers.Count; i++)
        {
            var (kind, index, id) = _places[i];
            switch (answers[i])
            {
                case AskResult.Answered { Answer: EventRefused refused }:
                    _rejected.Add(new TestRejection(kind, index, id, refused.Code, refused.Message));
                    break;
                case AskResult.Answered { Answer: FormRefused refused }:
                    _rejected.Add(new TestRejection(kind, index, id, refused.Code, refused.Message));
                    break;
                case AskResult.DeadLettered dead:
                    _rejected.Add(new TestRejection(kind, index, id, ProblemCode.DeadLettered.Code, dead.Error));
                    break;
            }
        }

        return [.. _rejected.OrderBy(rejection => rejection.In).ThenBy(rejection => rejection.Index)];
    }

    private void AddEvent(int index, JsonElement json, string? project, DateTimeOffset now)
    {
        var id = Calls.Ingestion.CallEventReader.Read(
            Encoding.UTF8.GetBytes(json.GetRawText()), now, out _, out var message, out var fault);
        if (message is null)
        {
            _rejected.Add(new TestRejection("events", index, id, fault!.Code, fault.Message));
            return;
        }

        var callEvent = message.Event with { Project = project ?? message.Event.Project };
        var callId = Mark + message.CallId;
        Projects.Add(callEvent.Project ?? Scenario.DefaultProject);
        _places.Add(("events", index, id));
        Messages.Add(new Outgoing(
            new GrainId(Call.Type, $"{message.Source}/{callId}"),
            new RecordCallEvent(message.Source, callId, callEvent)));
    }

    private void AddForm(int index, JsonElement json, string? project, DateTimeOffset now)
    {
        var id = FormReader.Read(
            Encoding.UTF8.GetBytes(json.GetRawText()), now, out _, out var message, out var fault);
        if (message is null)
        {
            _rejected.Add(new TestRejection("forms", index, id, fault!.Code, fault.Message));
            return;
        }

        var form = message.Form with { Project = project ?? message.Form.Project };
        var formId = Mark + message.FormId;
        Projects.Add(form.Project ?? Scenario.DefaultProject);
        _places.Add(("forms", index, id));
        Messages.Add(new Outgoing(
            new GrainId(FormSubmission.Type, $"{message.Source}/{formId}"),
            new SubmitForm(message.Source, formId, form)));
    }
}
