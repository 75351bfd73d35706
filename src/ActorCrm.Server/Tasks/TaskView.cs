using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Tasks;
using ActorCrm.Server.Calls;

namespace ActorCrm.Server.Tasks;

/// <summary>A task as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">What to do and why.</param>
/// <param name="AssigneeId">CRM user.</param>
/// <param name="Completed">Whether it is done.</param>
/// <param name="DueAt">UTC; null for a task made completed.</param>
/// <param name="DealId">The deal it is linked to.</param>
/// <param name="ContactId">Else the contact; both null: no link.</param>
/// <param name="Source">The source of its call or form; null for a task that a person made.</param>
/// <param name="CallId">The call it comes from; null for a form's.</param>
/// <param name="FormId">The form it comes from; null for a call's.</param>
/// <param name="ClientNumber">E.164; null when unknown.</param>
/// <param name="ClientName">The client's name, if known.</param>
/// <param name="Recordings">Links in order of time.</param>
/// <param name="Cells">The cells of the scenario that want it, with the rules that chose the assignee.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="CompletedAt">UTC.</param>
/// <param name="CompletedBy">The person, or the cell, that completed it.</param>
/// <param name="Version">Raised by each change; the entity tag.</param>
public sealed record TaskView(
    Guid Id,
    string Subject,
    string Text,
    string AssigneeId,
    bool Completed,
    DateTimeOffset? DueAt,
    Guid? DealId,
    Guid? ContactId,
    string? Source,
    string? CallId,
    string? FormId,
    string? ClientNumber,
    string? ClientName,
    string[] Recordings,
    CellView[] Cells,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? CompletedAt,
    string? CompletedBy,
    long Version)
{
    /// <summary>Shows a task.</summary>
    public static TaskView Of(CrmTask task, long version)
    {
        var (type, source, id) = task.Call is { } call ? Reads.Cause.Split(call) : default;
        return new TaskView(
            task.Id,
            task.Subject,
            task.Text,
            task.AssigneeId,
            task.Completed,
            task.DueAt,
            task.DealId,
            task.ContactId,
            source,
            type == Call.Type ? id : null,
            type is null or Call.Type ? null : id,
            task.ClientNumber,
            task.ClientName,
            task.Recordings ?? [],
            CellView.All(task.Contributions),
            task.CreatedAt,
            task.Record?.UpdatedAt ?? task.UpdatedAt,
            task.CompletedAt,
            task.CompletedBy,
            task.Record?.Version ?? version);
    }
}
