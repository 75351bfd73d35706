namespace ActorCrm.Domain.Calls;

/// <summary>Where a call is.</summary>
public enum CallPhase
{
    /// <summary>Nobody picked up yet.</summary>
    Ringing,

    /// <summary>Somebody picked up.</summary>
    Answered,

    /// <summary>The end of the call is decided.</summary>
    Ended,
}

/// <summary>What ended a call.</summary>
public enum CallClosing
{
    /// <summary>An end event.</summary>
    End,

    /// <summary>No event for the quiet timeout.</summary>
    Quiet,
}

/// <summary>What a call needs before it can be decided.</summary>
public enum CallWait
{
    /// <summary>The call is over; whether and by whom it was answered is still to come.</summary>
    Answer,

    /// <summary>The call is over; no event names the client yet.</summary>
    ClientNumber,

    /// <summary>The client's grains were asked and have not answered; if that lasts, the question failed.</summary>
    Decision,
}

/// <summary>Why a call has no client to match, or does not trigger anything.</summary>
public enum NoClientReason
{
    /// <summary>No event says which way the call goes: nothing is triggered.</summary>
    DirectionUnknown,

    /// <summary>Employees call each other: nothing is triggered.</summary>
    Internal,

    /// <summary>The client would be one of the centre's own numbers: nothing is triggered.</summary>
    OwnNumber,

    /// <summary>The client would be an employee's number: nothing is triggered.</summary>
    EmployeeNumber,

    /// <summary>No event says who the client is; the scenario acts without a client.</summary>
    NumberUnknown,

    /// <summary>The client is an internal extension; the scenario acts without a client.</summary>
    Extension,

    /// <summary>
    /// The client's text is no number (SIP account, <c>anonymous</c>); the scenario acts without a client.
    /// </summary>
    NoNumber,
}

/// <summary>The scenario that a call started with.</summary>
/// <param name="Project">The call's project.</param>
/// <param name="Version">The revision (CS-38); null: the integration was off and the call is stored only.</param>
public sealed record CallScenario(string Project, int? Version);

/// <summary>
/// One call (grain <c>call</c>, key <c>{source}/{callId}</c>): the set of its events and what followed.
/// </summary>
/// <param name="Source">The adapter's name.</param>
/// <param name="CallId">The id within the source.</param>
/// <param name="ReceivedAt">When the first event was handled, UTC.</param>
/// <param name="LastReceivedAt">When the latest event was handled, UTC.</param>
/// <param name="Events">The set of events, sorted by time, type and id.</param>
/// <param name="Facts">What the set of events says.</param>
/// <param name="Scenario">The scenario that the call started with.</param>
/// <param name="Phase">Where the call is.</param>
public sealed record Call(
    string Source,
    string CallId,
    DateTimeOffset ReceivedAt,
    DateTimeOffset LastReceivedAt,
    CallEvent[] Events,
    CallFacts Facts,
    CallScenario Scenario,
    CallPhase Phase)
{
    /// <summary>The grain type.</summary>
    public const string Type = "call";

    /// <summary>Most events of a call; further ones are refused with <c>callEventsTooMany</c>.</summary>
    public const int EventsMax = 256;

    /// <summary>When an end event was first handled, UTC; waits count from here.</summary>
    public DateTimeOffset? EndSeenAt { get; init; }

    /// <summary>
    /// Country of the call's numbers that are written without one, as the settings named it when the call started;
    /// null for a call of before it was kept.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>The client's number, E.164; null when there is none (<see cref="NoClient"/>).</summary>
    public string? ClientNumber { get; init; }

    /// <summary>Why there is no client; null when there is one.</summary>
    public NoClientReason? NoClient { get; init; }

    /// <summary>What the decision was asked about last.</summary>
    public Question? Asked { get; init; }

    /// <summary>The token of the situation on its way; null when none is.</summary>
    public string? Awaiting { get; init; }

    /// <summary>The client as the moments found it.</summary>
    public ClientSnapshots? Snapshots { get; init; }

    /// <summary>What was decided; null while nothing was.</summary>
    public Decision? Decision { get; init; }

    /// <summary>What ended the call; null while it goes on.</summary>
    public CallClosing? ClosedBy { get; init; }

    /// <summary>When the end was decided, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When the settle reminder is due, UTC; null when none is set.</summary>
    public DateTimeOffset? SettleAt { get; init; }

    /// <summary>What it waits for; null when for nothing but its next event.</summary>
    public CallWait? WaitingFor() =>
        Awaiting is not null ? CallWait.Decision
        : SettleAt is null ? null
        : Phase == CallPhase.Ended ? CallWait.ClientNumber
        : CallWait.Answer;
}
