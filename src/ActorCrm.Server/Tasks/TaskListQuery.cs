using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Tasks;

/// <summary>Parameters of the list of tasks. All of them together, newest first.</summary>
public sealed class TaskListQuery
{
    [FromQuery(Name = "assigneeId")]
    [Description("Tasks of this CRM user.")]
    public string? AssigneeId { get; init; }

    [FromQuery(Name = "completed")]
    [Description("true: done ones; false: ones to do.")]
    public string? Completed { get; init; }

    [FromQuery(Name = "callId")]
    [Description("Tasks of the call: its id, of the given source or of any; or source/id in one.")]
    public string? CallId { get; init; }

    [FromQuery(Name = "source")]
    [Description("Tasks of calls of this source.")]
    public string? Source { get; init; }

    [FromQuery(Name = "contactId")]
    [Description("Tasks of the contact and of its deals.")]
    public string? ContactId { get; init; }

    [FromQuery(Name = "dealId")]
    [Description("Tasks of the deal.")]
    public string? DealId { get; init; }

    [FromQuery(Name = "dueBefore")]
    [Description("Tasks that were or are due before this time (RFC 3339).")]
    public string? DueBefore { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Records on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
