using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Calls;

/// <summary>
/// Everything about a call or form that its decision depends on, beside the client. A pure function of the set of
/// events and the settings; kept by the call so that it asks again only when something differs. All members compare by
/// value.
/// </summary>
public sealed record Question
{
    /// <summary>The scenario that answers; null where none is asked, <see cref="IsSilent"/>.</summary>
    public CallScenario? Scenario { get; init; }

    /// <summary>The client's number, E.164; null: nobody can be matched or created.</summary>
    public string? ClientNumber { get; init; }

    /// <summary>True when the employee called: contacts are never created then (CS-19).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Outgoing { get; init; }

    /// <summary>The client's name, if the call or form tells it.</summary>
    public string? Name { get; init; }

    /// <summary>The client's e-mail address (forms).</summary>
    public string? Email { get; init; }

    /// <summary>The client's company (forms).</summary>
    public string? Company { get; init; }

    /// <summary>Marketing tags; null when there are none.</summary>
    public UtmTags? Utm { get; init; }

    /// <summary>The page that led here.</summary>
    public string? LandingPage { get; init; }

    /// <summary>The visitor's analytics id.</summary>
    public string? ClientId { get; init; }

    /// <summary>T1: an incoming call exists.</summary>
    public Moment? Before { get; init; }

    /// <summary>T2: an incoming call was picked up.</summary>
    public Moment? Pickup { get; init; }

    /// <summary>One of T3–T9: the call is over.</summary>
    public Moment? End { get; init; }

    /// <summary>T10: a form was sent.</summary>
    public Moment? Form { get; init; }

    /// <summary>
    /// Whether no scenario is asked: nothing may follow, and what followed is taken back. Moments say only who took
    /// part then.
    /// </summary>
    public bool IsSilent() => Scenario is null;

    /// <summary>Whether what would be written to the client's records is the same.</summary>
    public bool SameClient(Question other) =>
        Name == other.Name && Email == other.Email && Company == other.Company && Utm == other.Utm
        && LandingPage == other.LandingPage && ClientId == other.ClientId;
}

/// <summary>A moment at which the scenario may act, with the settings as they were when it first came up.</summary>
/// <param name="At">When it was, on the telephone system's clock; tasks are due from here (CS-06).</param>
/// <param name="TaskDeadline">Due time of an open task after <paramref name="At"/>.</param>
/// <param name="TopManagerId">CRM user of the Top manager; null when none is configured.</param>
/// <param name="Who">Who answered or made the call; null when nobody did.</param>
/// <param name="Answered">
/// At the end: whether two people talked. Stored also when false: by it, queries tell a
/// voicemail from an answer.
/// </param>
public sealed record Moment(
    DateTimeOffset At,
    TimeSpan TaskDeadline,
    string? TopManagerId = null,
    Participant? Who = null,
    bool Answered = false);

/// <summary>Who of the centre took part.</summary>
/// <param name="UserId">CRM user; null: an unknown employee (CS-26).</param>
/// <param name="EmployeeId">Employee; null when the telephone system's name for them is nobody's.</param>
/// <param name="Label">How the telephone system names them: SIP account, extension, number or e-mail (CS-07).</param>
/// <param name="Reference">What the events say; while it is the same, the employee is not looked up again.</param>
/// <param name="Name">The employee's name.</param>
public sealed record Participant(
    string? UserId, string? EmployeeId, string? Label, AgentReference? Reference, string? Name = null);

/// <summary>
/// The client as a moment finds it, without anything that the very same call made (spec/calls.md §1.8.1 and §1.8.4).
/// </summary>
/// <param name="ContactId">The oldest contact with the number; null: a new client.</param>
/// <param name="ContactOwnerId">Its owner.</param>
/// <param name="ContactHasUtm">Whether it has utm tags (CS-28).</param>
/// <param name="OrganizationId">The contact's organization.</param>
/// <param name="OrganizationHasUtm">Whether that has utm tags.</param>
/// <param name="DealId">The open deal, the latest updated one if several .</param>
/// <param name="DealOwnerId">Its owner.</param>
/// <param name="DealHasUtm">Whether it has utm tags.</param>
/// <param name="ClosedDealId">The deal that was closed last.</param>
/// <param name="MadeDealClosed">Whether a person closed the deal that this very call made.</param>
/// <param name="ContactUnnamed">Whether its name is the number that it was made under.</param>
/// <param name="ContactWithoutEmail">Whether it has no e-mail address, if the form tells one.</param>
/// <param name="OrganizationUnnamed">Whether that has the contact's name, if the form names a company.</param>
public sealed record ClientSnapshot(
    Guid? ContactId = null,
    string? ContactOwnerId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ContactHasUtm = false,
    Guid? OrganizationId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool OrganizationHasUtm = false,
    Guid? DealId = null,
    string? DealOwnerId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool DealHasUtm = false,
    Guid? ClosedDealId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool MadeDealClosed = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ContactUnnamed = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ContactWithoutEmail = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool OrganizationUnnamed = false)
{
    /// <summary>Nobody is known.</summary>
    public static ClientSnapshot None { get; } = new();
}

/// <summary>
/// The snapshots of a call's moments. Mostly they are equal, so <paramref name="Pickup"/> and <paramref name="End"/>
/// are written only where they differ from <paramref name="First"/>.
/// </summary>
/// <param name="First">Of the first moment that was considered (T1, the end of an outgoing call, a form).</param>
/// <param name="Pickup">Of T2.</param>
/// <param name="End">Of T3–T9.</param>
public sealed record ClientSnapshots(
    ClientSnapshot First, ClientSnapshot? Pickup = null, ClientSnapshot? End = null);
