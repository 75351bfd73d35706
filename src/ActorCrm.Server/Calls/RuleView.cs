using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;

namespace ActorCrm.Server.Calls;

/// <summary>What one ticked cell of the scenario did, and why.</summary>
/// <param name="Trigger">Its row, T1 to T10.</param>
/// <param name="Action">Its column, Ac1 to Ac7; null for what follows from the call itself.</param>
/// <param name="Rule">The number of the rule that decided, such as <c>CS-12</c>.</param>
/// <param name="What">What was done, a code.</param>
/// <param name="Why">The reason, a code.</param>
/// <param name="Explanation">Both in English.</param>
/// <param name="Entity">What <paramref name="Id"/> is: contact, organization, deal or task.</param>
/// <param name="Id">The entity or task concerned.</param>
public sealed record RuleView(
    string Trigger, string? Action, string Rule, string What, string Why, string Explanation, string? Entity, Guid? Id)
{
    internal static string[] Triggers(Decision? decision) =>
        [.. (decision?.Triggers ?? []).Select(trigger => trigger.ToString())];

    internal static RuleView[] All(Decision? decision) =>
        [.. (decision?.Steps ?? []).Select(step => new RuleView(
            step.Trigger.ToString(),
            step.Action?.ToString(),
            step.Rule,
            step.What,
            step.Why,
            Explanations.Of(step),
            step.Id is null ? null : EntityOf(step, decision!.AttachedTo),
            step.Id))];

    private static string? EntityOf(DecisionStep step, string? attachedTo) => step.Action switch
    {
        ScenarioAction.Ac1 => "contact",
        ScenarioAction.Ac2 or ScenarioAction.Ac3 => "deal",
        ScenarioAction.Ac4 => "organization",
        ScenarioAction.Ac5 or ScenarioAction.Ac6 or ScenarioAction.Ac7 => "task",
        null => attachedTo?[..attachedTo.IndexOf('/', StringComparison.Ordinal)],
    };
}

/// <summary>A task that a call or form made.</summary>
/// <param name="Id">Read it under <c>/tasks/{id}</c>.</param>
/// <param name="AssigneeId">CRM user.</param>
/// <param name="Completed">Whether it was made completed.</param>
/// <param name="DueAt">UTC; null for a completed task.</param>
/// <param name="DealId">The deal it is linked to.</param>
/// <param name="ContactId">Else the contact.</param>
/// <param name="Cells">The cells that want it.</param>
public sealed record DecidedTaskView(
    Guid Id, string AssigneeId, bool Completed, DateTimeOffset? DueAt, Guid? DealId, Guid? ContactId, CellView[] Cells)
{
    internal static DecidedTaskView[] All(Decision? decision) =>
        [.. (decision?.Tasks ?? []).Select(task => new DecidedTaskView(
            task.Id, task.AssigneeId, task.Completed, task.DueAt, task.DealId, task.ContactId,
            CellView.All(task.Contributions)))];
}

/// <summary>A cell that wants a task.</summary>
/// <param name="Trigger">Its row.</param>
/// <param name="Action">Its column.</param>
/// <param name="Rule">The number of the rule that chose the assignee.</param>
/// <param name="Completed">Whether the cell makes completed tasks.</param>
public sealed record CellView(string Trigger, string Action, string Rule, bool Completed)
{
    internal static CellView[] All(TaskContribution[] contributions) =>
        [.. contributions.Select(cell => new CellView(
            cell.Trigger.ToString(), cell.Action.ToString(), cell.Rule, cell.Completed))];
}
