using System.Reflection;
using System.Text;
using System.Text.Json;
using ActorCrm.Domain.Settings;
using ActorCrm.Server.Calls;
using ActorCrm.Server.Contacts;
using ActorCrm.Server.Deals;
using ActorCrm.Server.Forms;
using ActorCrm.Server.Organizations;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Tasks;
using ActorCrm.Server.Timeline;
using Microsoft.AspNetCore.Http.Metadata;

namespace ActorCrm.Server.Settings;

/// <summary>Asks what would happen.</summary>
/// <param name="Project">The scenario to test, for all events and forms; when absent each goes by its own
/// project.</param>
/// <param name="Matrix">Instead of the stored matrix of the project.</param>
/// <param name="Events">Call events as <c>/call-events</c> takes them, in the order in which they come.</param>
/// <param name="Forms">Forms as <c>/form-submissions</c> takes them; they come after the events.</param>
public sealed record ScenarioTestRequest(
    string? Project = null, Dictionary<string, Dictionary<string, CellDraft>>? Matrix = null,
    JsonElement[]? Events = null, JsonElement[]? Forms = null)
{
    /// <summary>Most events and forms of a test.</summary>
    public const int ItemsMax = 1_000;
}

/// <summary>What would happen: the records that would be made or changed, as they would be afterwards.</summary>
/// <param name="Calls">Calls with their triggers, rules and tasks.</param>
/// <param name="Forms">Forms with their rules and tasks.</param>
/// <param name="Contacts">Contacts made or changed.</param>
/// <param name="Organizations">Organizations made or changed.</param>
/// <param name="Deals">Deals made or changed.</param>
/// <param name="Tasks">Tasks made or changed.</param>
/// <param name="Timeline">What would be recorded, in order; the times are those of the test.</param>
/// <param name="Rejected">Events and forms that would not be taken.</param>
public sealed record ScenarioTestView(
    CallView[] Calls, FormView[] Forms, ContactView[] Contacts, OrganizationView[] Organizations, DealView[] Deals,
    TaskView[] Tasks, TimelineView[] Timeline, TestRejection[] Rejected);

/// <summary>An event or form of a test that would not be taken.</summary>
/// <param name="In"><c>events</c> or <c>forms</c>.</param>
/// <param name="Index">Its place there, from 0.</param>
/// <param name="Id">Its id, as far as it could be read.</param>
/// <param name="Code">Stable; see docs/errors.md.</param>
/// <param name="Message">What is wrong, for a person.</param>
public sealed record TestRejection(string In, int Index, string? Id, string Code, string Message);

/// <summary>Answers with what would happen.</summary>
/// <param name="view">The answer.</param>
/// <param name="mark">Left out wherever it is.</param>
public sealed class ScenarioTestResult(ScenarioTestView view, string mark) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var json = JsonSerializer.Serialize(view, ReadJson.Plain.ScenarioTestView)
            .Replace(mark, "", StringComparison.Ordinal);
        httpContext.Response.ContentType = "application/json";
        await httpContext.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json), httpContext.RequestAborted);
    }

    /// <summary>Says in the OpenAPI document what the address answers.</summary>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(ScenarioTestView), ["application/json"]));
}
