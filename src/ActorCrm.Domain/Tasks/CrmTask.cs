using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Tasks;

/// <summary>A task for a CRM user (grain <c>task</c>, key = id): one for each assignee and call (§1.8.6).</summary>
/// <param name="Id">The grain's key.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">What to do and why, in sentences.</param>
/// <param name="AssigneeId">CRM user.</param>
/// <param name="Completed">Whether it is done.</param>
/// <param name="DueAt">UTC; null for a task made completed.</param>
/// <param name="DealId">The deal it is linked to (CS-32).</param>
/// <param name="ContactId">Else the contact; both null: no link (CS-30).</param>
/// <param name="Call">The call or form that it comes from, as <c>type/key</c>; null for a person's.</param>
/// <param name="ClientNumber">E.164; null when unknown.</param>
/// <param name="ClientName">The client's name, if known.</param>
/// <param name="Recordings">Links in order of time; null when there are none.</param>
/// <param name="Contributions">The cells that want it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record CrmTask(
    Guid Id,
    string Subject,
    string Text,
    string AssigneeId,
    bool Completed,
    DateTimeOffset? DueAt,
    Guid? DealId,
    Guid? ContactId,
    string? Call,
    string? ClientNumber,
    string? ClientName,
    string[]? Recordings,
    TaskContribution[] Contributions,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The grain type.</summary>
    public const string Type = "task";

    /// <summary>When it was completed, UTC.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The person, or the cell (<c>T5·Ac7</c>), that completed it.</summary>
    public string? CompletedBy { get; init; }

    /// <summary>Whether a person completed it: from then on the call neither reopens nor withdraws it.</summary>
    public bool CompletedByPerson { get; init; }

    /// <summary>The person who made it; null for a call's or form's.</summary>
    public string? MadeBy { get; init; }

    /// <summary>
    /// All other values of the object type by field, in normal form; null when there are none. Never changed in place.
    /// </summary>
    public JsonObject? Fields { get; init; }

    /// <summary>What it remembers as a record; null while only calls and forms had to do with it.</summary>
    public RecordNote? Record { get; init; }

    /// <summary>Whether it is no task to be seen: a person deleted it, or it is only reserved.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hidden { get; init; }
}

/// <summary>A cell of the scenario that wants a task.</summary>
/// <param name="Trigger">Its row.</param>
/// <param name="Action">Its column, Ac5 to Ac7.</param>
/// <param name="Rule">The number of the rule that chose the assignee.</param>
/// <param name="Completed">Whether the cell makes completed tasks.</param>
public sealed record TaskContribution(Trigger Trigger, ScenarioAction Action, string Rule, bool Completed);
