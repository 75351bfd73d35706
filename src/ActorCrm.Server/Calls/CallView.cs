using System.Text.Json.Serialization;
using ActorCrm.Domain.Calls;

namespace ActorCrm.Server.Calls;

/// <summary>A call as the API shows it: what the telephone system said, who the client is, and what followed.</summary>
/// <param name="Source">The adapter's name.</param>
/// <param name="CallId">The id within the source.</param>
/// <param name="Direction">Incoming, outgoing or internal; null when no event says.</param>
/// <param name="From">Who calls, as the telephone system wrote it.</param>
/// <param name="FromName">The name that the caller's side shows.</param>
/// <param name="To">Who is called, as the telephone system wrote it.</param>
/// <param name="ToName">The name that the called side shows.</param>
/// <param name="Dialled">What was dialled first; as 'to' where the telephone system does not say for an incoming
/// call.</param>
/// <param name="StartedAt">Time of the earliest event, UTC.</param>
/// <param name="AnsweredAt">When somebody first picked up, UTC.</param>
/// <param name="EndedAt">When the call was over, UTC; its phase may still wait for the answer.</param>
/// <param name="Outcome">How it ended; null until the phase is ended.</param>
/// <param name="AnsweredBy">The employee who was connected last; null for an unanswered call.</param>
/// <param name="Recordings">Links to recordings in order of time.</param>
/// <param name="ContactId">The client's contact.</param>
/// <param name="DealId">The client's open deal, or the closed one that the call was added to.</param>
/// <param name="OrganizationId">The contact's organization.</param>
/// <param name="ClientNumber">The client's number, E.164.</param>
/// <param name="NoClient">Why there is no client; null when there is one.</param>
/// <param name="MadeBy">On an outgoing call: the employee who made it.</param>
/// <param name="Utm">Marketing tags.</param>
/// <param name="LandingPage">The page that led to the call.</param>
/// <param name="ClientId">The visitor's analytics id.</param>
/// <param name="Project">Selects the scenario.</param>
/// <param name="ScenarioVersion">The revision the call runs under; null: the integration was off, the call is
/// stored.</param>
/// <param name="Phase">Ringing, answered or ended.</param>
/// <param name="WaitingFor">Answer, clientNumber or decision: what is needed to decide; null when nothing is.</param>
/// <param name="ClosedBy">What ended it: an end event, or silence.</param>
/// <param name="ClosedAt">When the end was decided, UTC.</param>
/// <param name="ReceivedAt">When the first event came, UTC.</param>
/// <param name="ChangedAt">When the latest event came, UTC.</param>
/// <param name="ResponsibleId">CRM user who was responsible for the client.</param>
/// <param name="AttachedTo">What the call was added to, as <c>type/id</c>.</param>
/// <param name="Triggers">The triggers that fired, in order.</param>
/// <param name="Rules">What each ticked cell did, in order, and why.</param>
/// <param name="Tasks">The tasks made.</param>
/// <param name="Version">Raised by each change; the entity tag.</param>
/// <param name="Events">The events, if they were asked for.</param>
public sealed record CallView(
    string Source,
    string CallId,
    CallDirection? Direction,
    string? From,
    string? FromName,
    string? To,
    string? ToName,
    string? Dialled,
    DateTimeOffset StartedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    CallOutcome? Outcome,
    EmployeeView? AnsweredBy,
    string[] Recordings,
    Guid? ContactId,
    Guid? DealId,
    Guid? OrganizationId,
    string? ClientNumber,
    NoClientReason? NoClient,
    EmployeeView? MadeBy,
    UtmTags? Utm,
    string? LandingPage,
    string? ClientId,
    string Project,
    int? ScenarioVersion,
    CallPhase Phase,
    CallWait? WaitingFor,
    CallClosing? ClosedBy,
    DateTimeOffset? ClosedAt,
    DateTimeOffset ReceivedAt,
    DateTimeOffset ChangedAt,
    string? ResponsibleId,
    string? AttachedTo,
    string[] Triggers,
    RuleView[] Rules,
    DecidedTaskView[] Tasks,
    long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CallEvent[]? Events)
{
    private const string DealPrefix = "deal/";

    /// <summary>Shows a call.</summary>
    /// <param name="call">The state.</param>
    /// <param name="version">Its version.</param>
    /// <param name="withEvents">Whether the events are shown.</param>
    public static CallView Of(Call call, long version, bool withEvents)
    {
        var (facts, decision) = (call.Facts, call.Decision);
        return new CallView(
            call.Source,
            call.CallId,
            facts.Direction,
            facts.From,
            facts.CallerName,
            facts.To,
            facts.CalledName,
            facts.Dialled ?? (facts.Direction == CallDirection.Incoming ? facts.To : null),
            facts.StartedAt,
            facts.AnsweredAt,
            facts.EndedAt,
            OutcomeOf(call),
            Answerer(call),
            facts.Recordings ?? [],
            decision?.Contact?.Id,
            DealOf(decision),
            decision?.Organization?.Id,
            call.ClientNumber,
            call.NoClient,
            facts.Direction != CallDirection.Outgoing
                ? null
                : EmployeeView.Of(call.Asked?.End?.Who, facts.LastAnswerer),
            facts.Utm,
            facts.LandingPage,
            facts.ClientId,
            call.Scenario.Project,
            call.Scenario.Version,
            call.Phase,
            call.WaitingFor(),
            call.ClosedBy,
            call.ClosedAt,
            call.ReceivedAt,
            call.LastReceivedAt,
            decision?.ResponsibleId,
            decision?.AttachedTo,
            RuleView.Triggers(decision),
            RuleView.All(decision),
            DecidedTaskView.All(decision),
            version,
            withEvents ? call.Events : null);
    }

    // Kept the same as the filter 'call_list_outcome'. What an end event says of the outcome is shown when it is
    // decided: until then the phase says that the call goes on.
    private static CallOutcome? OutcomeOf(Call call) => call.Phase != CallPhase.Ended ? null
        : call.Facts.Outcome ?? (WasAnswered(call) ? CallOutcome.Answered : CallOutcome.NoAnswer);

    private static bool WasAnswered(Call call) => call.Asked?.End?.Answered ?? call.Facts.AnsweredAt is not null;

    private static EmployeeView? Answerer(Call call) => !WasAnswered(call)
        ? null
        : EmployeeView.Of(call.Asked is { } asked ? (asked.End ?? asked.Pickup)?.Who : null, call.Facts.LastAnswerer);

    // The open deal, else the closed one that the call or form was added to (CS-29).
    internal static Guid? DealOf(Decision? decision) =>
        decision?.Deal?.Id
        ?? (decision?.AttachedTo is { } attachedTo && attachedTo.StartsWith(DealPrefix, StringComparison.Ordinal)
            ? Guid.Parse(attachedTo.AsSpan(DealPrefix.Length))
            : null);
}

/// <summary>Who of the centre took part.</summary>
/// <param name="EmployeeId">The employee; null when nobody has that name in the settings.</param>
/// <param name="UserId">The employee's CRM user; null: an unknown employee.</param>
/// <param name="Name">The employee's name.</param>
/// <param name="Label">How the telephone system names them.</param>
/// <param name="Extension">Internal number.</param>
/// <param name="Sip">SIP account.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Number">Telephone number.</param>
public sealed record EmployeeView(
    string? EmployeeId, string? UserId, string? Name, string? Label,
    string? Extension, string? Sip, string? Email, string? Number)
{
    internal static EmployeeView? Of(Participant? who, AgentReference? reference)
    {
        // Who was asked about is settled; an event that came since may name somebody else.
        reference = who is null ? reference : who.Reference;
        return who is null && reference is null
            ? null
            : new EmployeeView(
                who?.EmployeeId,
                who?.UserId,
                who?.Name,
                who?.Label ?? reference?.Sip ?? reference?.Extension ?? reference?.Number ?? reference?.Email,
                reference?.Extension,
                reference?.Sip,
                reference?.Email,
                reference?.Number);
    }
}
