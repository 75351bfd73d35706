using ActorCrm.Domain.PhoneNumbers;

namespace ActorCrm.Domain.Settings;

/// <summary>
/// The scenario of one project (grain <c>scenario</c>, key = project). A project that nobody set up has the default
/// matrix and is inactive.
/// </summary>
/// <param name="Project">The project; <see cref="DefaultProject"/> for calls that name none.</param>
/// <param name="Active">The integration's switch: while it is off, calls are stored and nothing else happens.</param>
/// <param name="Version">The current revision.</param>
/// <param name="Revisions">The last <see cref="RevisionsMax"/> revisions, oldest first; calls that started under one
/// finish under it (CS-38).</param>
/// <param name="ChangedAt">When the scenario was last saved, switched on or off, UTC.</param>
/// <param name="ChangedBy">Who did it.</param>
/// <param name="Resend">The last replay of stored calls (CS-35); null when there was none.</param>
public sealed record Scenario(
    string Project,
    bool Active,
    int Version,
    ScenarioRevision[] Revisions,
    DateTimeOffset ChangedAt,
    string ChangedBy,
    ResendStatus? Resend = null)
{
    /// <summary>The grain type.</summary>
    public const string Type = "scenario";

    /// <summary>Key of the project of calls that name none.</summary>
    public const string DefaultProject = "default";

    /// <summary>Revisions kept; the oldest is forgotten first.</summary>
    public const int RevisionsMax = 1_000;
}

/// <summary>One saved matrix.</summary>
/// <param name="Version">1, 2, 3 …</param>
/// <param name="Matrix">The cells that are on.</param>
/// <param name="SavedAt">UTC.</param>
/// <param name="By">Who saved it.</param>
public sealed record ScenarioRevision(int Version, ScenarioMatrix Matrix, DateTimeOffset SavedAt, string By);

/// <summary>A replay of stored calls after a re-activation (CS-35).</summary>
/// <param name="Since">Calls that were received from here on, UTC …</param>
/// <param name="Until">… and before this, UTC.</param>
/// <param name="Done">Null while it runs, then whether it succeeded.</param>
/// <param name="Detail">What the executor said.</param>
public sealed record ResendStatus(DateTimeOffset Since, DateTimeOffset Until, bool? Done = null, string? Detail = null);

/// <summary>Everybody who answers or makes calls (grain <c>employees</c>, key <c>all</c>).</summary>
/// <param name="All">The employees.</param>
/// <param name="TopManagerId">Id of the employee who receives the exceptions; must have a CRM user.</param>
/// <param name="Version">Raised by each save.</param>
public sealed record Employees(Employee[] All, string? TopManagerId, int Version)
{
    /// <summary>The grain type.</summary>
    public const string Type = "employees";

    /// <summary>The key of the one grain.</summary>
    public const string Key = "all";

    /// <summary>Most employees of a server.</summary>
    public const int CountMax = 10_000;
}

/// <summary>One employee and how the telephone system names them.</summary>
/// <param name="Id">1 to 64 characters.</param>
/// <param name="Name">Full name.</param>
/// <param name="Email">E-mail address; compared without regard to case.</param>
/// <param name="Extensions">Internal numbers, two to eight digits.</param>
/// <param name="SipAccounts">SIP accounts; compared without regard to case.</param>
/// <param name="Numbers">
/// Telephone numbers, in any form that the default region reads: dialled on a forward, or only recognised.
/// </param>
/// <param name="CrmUserId">The CRM user who owns deals and gets tasks; null ⇒ unknown employee (CS-26).</param>
public sealed record Employee(
    string Id,
    string Name,
    string? Email = null,
    string[]? Extensions = null,
    string[]? SipAccounts = null,
    EmployeeNumber[]? Numbers = null,
    string? CrmUserId = null);

/// <summary>A telephone number of an employee.</summary>
/// <param name="Number">In any form.</param>
/// <param name="Dialled">True for main contacts, which a forward dials; false when only recognised.</param>
public sealed record EmployeeNumber(string Number, bool Dialled = true);

/// <summary>How an incoming call is routed before it rings (CS-36).</summary>
public enum SmartForwardingMode
{
    /// <summary>The telephone system's own scheme.</summary>
    Off,

    /// <summary>Owner of the open deal, else of the contact, else the scheme.</summary>
    ByCrm,

    /// <summary>The employee who last talked with the client, else the scheme.</summary>
    ByCalls,
}

/// <summary>Settings of calls and forms (grain <c>call_settings</c>, key <c>all</c>).</summary>
/// <remarks>
/// The properties have setters because generated JSON code forgets the default of an init-only one that is absent.
/// Nobody sets them after that: as with every state, change a copy (<c>with</c>).
/// </remarks>
public sealed record CallSettings
{
    /// <summary>The grain type.</summary>
    public const string Type = "call_settings";

    /// <summary>The key of the one grain.</summary>
    public const string Key = "all";

    /// <summary>Raised by each save; 0 for the defaults.</summary>
    public int Version { get; set; }

    /// <summary>Country (ISO 3166, two letters) of numbers written without one. Default: PL.</summary>
    public string DefaultRegion { get; set; } = "PL";

    /// <summary>Most entries of <see cref="SourceRegions"/>.</summary>
    public const int SourceRegionsMax = 1_000;

    /// <summary>
    /// Source (adapter) → country, where it is not <see cref="DefaultRegion"/>: of the numbers that this source's calls
    /// and forms write without a country. A call keeps the one that it started with. Default: none.
    /// </summary>
    public Dictionary<string, string> SourceRegions { get; set; } = [];

    /// <summary>
    /// The centre's own numbers: never clients. Those of other countries than <see cref="DefaultRegion"/> are written
    /// with theirs. Default: none.
    /// </summary>
    public string[] OwnNumbers { get; set; } = [];

    /// <summary>
    /// Regular expression of texts that are internal extensions: never clients. Default: two to six digits.
    /// </summary>
    public string InternalExtensionPattern { get; set; } = InternalExtensions.PatternDefault;

    /// <summary>Due time of an open task, counted from the event (CS-06). Default: 4 hours.</summary>
    public TimeSpan TaskDeadline { get; set; } = TimeSpan.FromHours(4);

    /// <summary>A call without an end event closes when this passes without any event. Default: 4 hours.</summary>
    public TimeSpan QuietTimeout { get; set; } = TimeSpan.FromHours(4);

    /// <summary>
    /// How long an ended call waits for what must still come: the answer that its outcome speaks of, or the client's
    /// number. Default: 10 seconds.
    /// </summary>
    public TimeSpan AnswerWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an end without outcome and without answer waits for one. Default: 750 milliseconds.</summary>
    public TimeSpan SettleDelay { get; set; } = TimeSpan.FromMilliseconds(750);

    /// <summary>"Forms on your site" (CS-23). Default: true.</summary>
    public bool FormsActive { get; set; } = true;

    /// <summary>Routing before a call rings (CS-36). Default: off.</summary>
    public SmartForwardingMode SmartForwarding { get; set; }

    /// <summary>Where a day begins for the replay of stored calls (CS-35), east of UTC. Default: 0.</summary>
    public TimeSpan UtcOffset { get; set; }
}
