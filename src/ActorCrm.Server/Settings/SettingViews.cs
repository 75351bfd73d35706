using System.Text.Json.Serialization;
using ActorCrm.Domain.Settings;

namespace ActorCrm.Server.Settings;

/// <summary>The scenario of a project.</summary>
/// <param name="Project">The project.</param>
/// <param name="Active">The integration's switch.</param>
/// <param name="Version">The current revision; 0: nobody saved one, and this is the default.</param>
/// <param name="Matrix">Trigger → action → cell; what is not listed is off.</param>
/// <param name="ChangedAt">When it was last saved, switched on or off, UTC; null: never.</param>
/// <param name="ChangedBy">Who did it.</param>
/// <param name="Resend">The last replay of stored calls (CS-35).</param>
public sealed record ScenarioView(
    string Project, bool Active, int Version, IReadOnlyDictionary<string, Dictionary<string, MatrixCellView>> Matrix,
    DateTimeOffset? ChangedAt, string? ChangedBy, ResendStatus? Resend)
{
    internal static ScenarioView Of(Scenario scenario) => new(
        scenario.Project,
        scenario.Active,
        scenario.Version,
        MatrixCellView.All(scenario.Revisions[^1].Matrix),
        scenario.Version == 0 ? null : scenario.ChangedAt,
        scenario.Version == 0 ? null : scenario.ChangedBy,
        scenario.Resend);
}

/// <summary>One saved matrix.</summary>
/// <param name="Version">1, 2, 3 …</param>
/// <param name="Matrix">Trigger → action → cell.</param>
/// <param name="SavedAt">UTC.</param>
/// <param name="By">Who saved it.</param>
public sealed record ScenarioRevisionView(
    int Version, IReadOnlyDictionary<string, Dictionary<string, MatrixCellView>> Matrix, DateTimeOffset SavedAt,
    string By);

/// <summary>A cell that is on.</summary>
/// <param name="Completed">On Ac5–Ac7: whether the task is made completed.</param>
public sealed record MatrixCellView(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Completed)
{
    internal static Dictionary<string, Dictionary<string, MatrixCellView>> All(ScenarioMatrix matrix) =>
        Enum.GetValues<Trigger>().Where(trigger => !matrix.IsOff(trigger)).ToDictionary(
            trigger => trigger.ToString(),
            trigger => Enum.GetValues<ScenarioAction>().Where(action => matrix.Has(trigger, action)).ToDictionary(
                action => action.ToString(),
                action => new MatrixCellView(
                    action >= ScenarioAction.Ac5 ? matrix.Completes(trigger, action) : null)));
}

/// <summary>Changes a scenario; what is left out stays.</summary>
/// <param name="Matrix">Trigger → action → cell: the whole matrix; what is not listed is off.</param>
/// <param name="Active">Switches the integration on or off.</param>
/// <param name="Resend">
/// With <c>active: true</c> after it was off: calls stored meanwhile, of the day and the two before, are replayed.
/// </param>
/// <param name="IfVersion">Refused unless this revision stands; <c>If-Match</c> does the same.</param>
public sealed record SaveScenarioRequest(
    Dictionary<string, Dictionary<string, CellDraft>>? Matrix = null, bool? Active = null, bool Resend = false,
    int? IfVersion = null);

/// <summary>Everybody who answers or makes calls.</summary>
/// <param name="Employees">The employees.</param>
/// <param name="TopManagerId">Id of the employee who receives the exceptions.</param>
/// <param name="Version">Raised by each save; 0: nobody saved any.</param>
public sealed record EmployeesView(Employee[] Employees, string? TopManagerId, int Version);

/// <summary>Replaces all employees.</summary>
/// <param name="Employees">All of them.</param>
/// <param name="TopManagerId">Id of the employee who receives the exceptions; must have a CRM user.</param>
/// <param name="IfVersion">Refused unless this version stands; <c>If-Match</c> does the same.</param>
public sealed record SaveEmployeesRequest(Employee[]? Employees, string? TopManagerId = null, int? IfVersion = null);

/// <summary>Settings of calls and forms.</summary>
/// <param name="DefaultRegion">Country (ISO 3166, two letters) of numbers written without one.</param>
/// <param name="SourceRegions">Source → country of the numbers that its calls and forms write without one, where it
/// is not the default region. A call keeps the one that it started with.</param>
/// <param name="OwnNumbers">The centre's own numbers: never clients.</param>
/// <param name="InternalExtensionPattern">Regular expression of texts that are internal extensions: never
/// clients.</param>
/// <param name="TaskDeadline">Due time of an open task, counted from the event: <c>hh:mm:ss</c> or
/// <c>d.hh:mm:ss</c>.</param>
/// <param name="QuietTimeout">A call without an end event closes when this passes without any event.</param>
/// <param name="AnswerWait">How long an ended call waits for what must still come.</param>
/// <param name="SettleDelay">How long an end without outcome and without answer waits for one.</param>
/// <param name="FormsActive">"Forms on your site".</param>
/// <param name="SmartForwarding">off, byCrm or byCalls.</param>
/// <param name="UtcOffset">Where a day begins for the replay of stored calls, east of UTC.</param>
/// <param name="Version">Raised by each save; 0: these are the defaults.</param>
public sealed record CallSettingsView(
    string DefaultRegion,
    IReadOnlyDictionary<string, string> SourceRegions,
    string[] OwnNumbers,
    string InternalExtensionPattern,
    TimeSpan TaskDeadline,
    TimeSpan QuietTimeout,
    TimeSpan AnswerWait,
    TimeSpan SettleDelay,
    bool FormsActive,
    SmartForwardingMode SmartForwarding,
    TimeSpan UtcOffset,
    int Version)
{
    internal static CallSettingsView Of(CallSettings settings) => new(
        settings.DefaultRegion,
        settings.SourceRegions ?? [],
        settings.OwnNumbers,
        settings.InternalExtensionPattern,
        settings.TaskDeadline,
        settings.QuietTimeout,
        settings.AnswerWait,
        settings.SettleDelay,
        settings.FormsActive,
        settings.SmartForwarding,
        settings.UtcOffset,
        settings.Version);
}

/// <summary>Replaces the settings of calls and forms; what is left out gets its default.</summary>
/// <param name="DefaultRegion">Default: PL.</param>
/// <param name="SourceRegions">Source → country, at most 1,000. Default: none.</param>
/// <param name="OwnNumbers">Default: none.</param>
/// <param name="InternalExtensionPattern">Default: two to six digits.</param>
/// <param name="TaskDeadline">Default: 04:00:00.</param>
/// <param name="QuietTimeout">Default: 04:00:00.</param>
/// <param name="AnswerWait">Default: 00:00:10.</param>
/// <param name="SettleDelay">Default: 00:00:00.75.</param>
/// <param name="FormsActive">Default: true.</param>
/// <param name="SmartForwarding">Default: off.</param>
/// <param name="UtcOffset">Default: 00:00:00.</param>
/// <param name="IfVersion">Refused unless this version stands; <c>If-Match</c> does the same.</param>
public sealed record SaveCallSettingsRequest(
    string? DefaultRegion = null,
    Dictionary<string, string>? SourceRegions = null,
    string[]? OwnNumbers = null,
    string? InternalExtensionPattern = null,
    TimeSpan? TaskDeadline = null,
    TimeSpan? QuietTimeout = null,
    TimeSpan? AnswerWait = null,
    TimeSpan? SettleDelay = null,
    bool? FormsActive = null,
    SmartForwardingMode? SmartForwarding = null,
    TimeSpan? UtcOffset = null,
    int? IfVersion = null)
{
    internal CallSettings Settings()
    {
        var defaults = new CallSettings();
        return new CallSettings
        {
            DefaultRegion = DefaultRegion ?? defaults.DefaultRegion,
            SourceRegions = SourceRegions ?? defaults.SourceRegions,
            OwnNumbers = OwnNumbers ?? defaults.OwnNumbers,
            InternalExtensionPattern = InternalExtensionPattern ?? defaults.InternalExtensionPattern,
            TaskDeadline = TaskDeadline ?? defaults.TaskDeadline,
            QuietTimeout = QuietTimeout ?? defaults.QuietTimeout,
            AnswerWait = AnswerWait ?? defaults.AnswerWait,
            SettleDelay = SettleDelay ?? defaults.SettleDelay,
            FormsActive = FormsActive ?? defaults.FormsActive,
            SmartForwarding = SmartForwarding ?? defaults.SmartForwarding,
            UtcOffset = UtcOffset ?? defaults.UtcOffset,
        };
    }
}
