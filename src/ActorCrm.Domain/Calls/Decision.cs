using System.Text.Json.Serialization;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;

namespace ActorCrm.Domain.Calls;

/// <summary>
/// What a call or form does to the CRM and why: the answer to a <see cref="Question"/>. It is the whole answer each
/// time, not a change to the one before.
/// </summary>
/// <param name="Triggers">The triggers that fired, in their order.</param>
/// <param name="Contact">The client's contact, made or found.</param>
/// <param name="Organization">The contact's organization, made or found.</param>
/// <param name="Deal">The contact's open deal, made or found.</param>
/// <param name="ResponsibleId">CRM user who was responsible for the client before the last moment acted.</param>
/// <param name="AttachedTo">The entity that the ended call or form was added to (CS-09), as <c>type/key</c>.</param>
/// <param name="Tasks">The tasks, one for each assignee (§1.8.6).</param>
/// <param name="Steps">What each ticked cell did, in order, and why.</param>
public sealed record Decision(
    Trigger[] Triggers,
    DecidedEntity? Contact = null,
    DecidedEntity? Organization = null,
    DecidedEntity? Deal = null,
    string? ResponsibleId = null,
    string? AttachedTo = null,
    DecidedTask[]? Tasks = null,
    DecisionStep[]? Steps = null)
{
    /// <summary>Nothing fired.</summary>
    public static Decision None { get; } = new([]);

    /// <summary>The first step that concerns an entity and did something to it; null when none did.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="what">What it did; anything when null.</param>
    public DecisionStep? StepOf(Guid id, string? what = null)
    {
        foreach (var step in Steps ?? [])
        {
            if (step.Id == id && (what is null ? step.What != "nothing" : step.What == what))
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>The trigger of the end (T3–T9), if the call is over.</summary>
    public Trigger? EndTrigger() =>
        Triggers.Length > 0 && Triggers[^1] is >= Trigger.T3 and <= Trigger.T9 ? Triggers[^1] : null;
}

/// <summary>An entity that a decision makes or finds.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Made">True when this call or form makes it, false when it was there.</param>
/// <param name="OwnerId">CRM user who owns it after the decision; null where nobody does.</param>
/// <param name="WritesUtm">Whether the utm tags of this call or form belong to it (CS-28).</param>
/// <param name="WritesName">Whether the client's or company's name replaces the one that stands in for it.</param>
/// <param name="WritesEmail">Whether the form's e-mail address belongs to it.</param>
public sealed record DecidedEntity(
    Guid Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Made,
    string? OwnerId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool WritesUtm,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool WritesName = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool WritesEmail = false);

/// <summary>A task that a decision wants.</summary>
/// <param name="Id">Its id.</param>
/// <param name="AssigneeId">CRM user.</param>
/// <param name="Completed">True when all contributions are completed (§1.8.6).</param>
/// <param name="DueAt">UTC; null for a completed task.</param>
/// <param name="DealId">The open deal, if there is one (CS-32).</param>
/// <param name="ContactId">Else the contact, if there is one.</param>
/// <param name="Contributions">The cells that want it.</param>
public sealed record DecidedTask(
    Guid Id,
    string AssigneeId,
    bool Completed,
    DateTimeOffset? DueAt,
    Guid? DealId,
    Guid? ContactId,
    TaskContribution[] Contributions);

/// <summary>What one ticked cell did.</summary>
/// <param name="Trigger">Its row.</param>
/// <param name="Action">Its column; null for what follows from the call itself (attachment, change of owner).</param>
/// <param name="Rule">The number of the rule that decided.</param>
/// <param name="What">What was done, camelCase: <c>dealMade</c>, <c>taskWanted</c>, <c>nothing</c>.</param>
/// <param name="Why">The reason, a code in camelCase.</param>
/// <param name="Id">The entity or task concerned.</param>
public sealed record DecisionStep(
    Trigger Trigger, ScenarioAction? Action, string Rule, string What, string Why, Guid? Id = null)
{
    /// <summary>The cell, as it is named in timelines: <c>T5·Ac7</c>.</summary>
    public string Cell() => Action is { } action ? $"{Trigger}·{action}" : Trigger.ToString();
}
