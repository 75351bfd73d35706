using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Objects;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Settings;

/// <summary>
/// The settings that every turn sees: one immutable picture of all setting grains with the indexes that the call path
/// needs. Made anew after each change of one of them.
/// </summary>
public sealed class SettingsSnapshot
{
    private readonly Dictionary<string, Scenario> _scenarios = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Employee> _byExtension = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Employee> _bySip = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Employee> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Employee> _byNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Employee> _byUser = new(StringComparer.Ordinal);
    private readonly NumberReader _numbers;
    private readonly HashSet<string> _ownNumbers = new(StringComparer.Ordinal);

    private SettingsSnapshot(IReadOnlyDictionary<GrainId, object> states)
    {
        States = states;
        Calls = Find<CallSettings>(CallSettings.Type, CallSettings.Key) ?? new CallSettings();
        _numbers = NumberReader.Of(Calls);
        ObjectTypes = ObjectTypes.From(states.Values);
        Employees = Find<Employees>(Employees.Type, Employees.Key) ?? new Employees([], null, 0);
        foreach (var state in states.Values)
        {
            if (state is Scenario scenario)
            {
                _scenarios[scenario.Project] = scenario;
            }
        }

        foreach (var number in Calls.OwnNumbers ?? [])
        {
            if (ReadNumber(number) is { } own)
            {
                _ownNumbers.Add(own);
            }
        }

        foreach (var employee in Employees.All)
        {
            Index(employee);
        }
    }

    /// <summary>The states of all setting grains, those of other features included.</summary>
    public IReadOnlyDictionary<GrainId, object> States { get; }

    /// <summary>Settings of calls and forms.</summary>
    public CallSettings Calls { get; }

    /// <summary>Everybody who answers or makes calls.</summary>
    public Employees Employees { get; }

    /// <summary>
    /// All object types: those that come with the program, with their custom fields, and custom ones.
    /// </summary>
    public ObjectTypes ObjectTypes { get; }

    /// <summary>CRM user of the Top manager; null when none is configured.</summary>
    public string? TopManagerUserId { get; private set; }

    /// <summary>The snapshot of these states; <see cref="GrainCatalog.Settings"/>.</summary>
    public static SettingsSnapshot From(IReadOnlyDictionary<GrainId, object> states) => new(states);

    /// <summary>The snapshot that a turn sees.</summary>
    public static SettingsSnapshot Of(Turn turn) => (SettingsSnapshot)turn.Settings;

    /// <summary>
    /// The scenario of a project; one that nobody set up is inactive and has the default matrix as version 0.
    /// </summary>
    public Scenario Scenario(string project) => _scenarios.TryGetValue(project, out var scenario)
        ? scenario
        : new Scenario(
            project,
            Active: false,
            Version: 0,
            [new ScenarioRevision(0, ScenarioMatrix.Default, DateTimeOffset.UnixEpoch, "default")],
            DateTimeOffset.UnixEpoch,
            "default");

    /// <summary>
    /// The matrix of a revision (CS-38). For one that is not kept any more, the oldest that is; for one that this silo
    /// has not seen yet, the newest.
    /// </summary>
    public ScenarioMatrix Matrix(string project, int version)
    {
        // Versions are consecutive, so the place of one follows from the first.
        var revisions = Scenario(project).Revisions;
        var index = Math.Clamp(version - revisions[0].Version, 0, revisions.Length - 1);
        return revisions[index].Matrix;
    }

    /// <summary>
    /// Country of the numbers that a source's calls and forms write without one.
    /// </summary>
    public string RegionOf(string source) =>
        Calls.SourceRegions?.GetValueOrDefault(source) ?? Calls.DefaultRegion;

    /// <summary>
    /// E.164 of a text; null when it is no telephone number (extension, SIP account, <c>anonymous</c>).
    /// </summary>
    /// <param name="text">What was written; null gives null.</param>
    /// <param name="region">Country of a number written without one; the default region when null.</param>
    public string? ReadNumber(string? text, string? region = null) => _numbers.Read(text, region);

    /// <summary>Whether an E.164 number is one of the centre's own.</summary>
    public bool IsOwnNumber(string number) => _ownNumbers.Contains(number);

    /// <summary>Whether an E.164 number is an employee's.</summary>
    public bool IsEmployeeNumber(string number) => _byNumber.ContainsKey(number);

    /// <summary>Whether a text is an internal extension.</summary>
    public bool IsExtension(string text) => _numbers.IsExtension(text);

    /// <summary>
    /// The employee that any member of a reference, written in a region, names; null when it is nobody's.
    /// </summary>
    public Employee? Find(AgentReference agent, string? region = null) =>
        Find(_byExtension, agent.Extension)
        ?? Find(_bySip, agent.Sip)
        ?? Find(_byEmail, agent.Email)
        ?? Find(_byNumber, ReadNumber(agent.Number, region));

    /// <summary>
    /// The employee whose extension, SIP account or number a text, written in a region, is; null when it is nobody's.
    /// </summary>
    public Employee? FindByText(string text, string? region = null) =>
        Find(_byExtension, text) ?? Find(_bySip, text) ?? Find(_byNumber, ReadNumber(text, region));

    /// <summary>The employee of a CRM user; null when there is none.</summary>
    public Employee? FindByUser(string userId) => Find(_byUser, userId);

    private static Employee? Find(Dictionary<string, Employee> index, string? key) =>
        key is not null && index.TryGetValue(key.Trim(), out var employee) ? employee : null;

    private T? Find<T>(string type, string key)
        where T : class => States.TryGetValue(new GrainId(type, key), out var state) ? state as T : null;

    // Texts are unique (SaveEmployees refuses others); should a changed region make two numbers equal, the first wins.
    private void Index(Employee employee)
    {
        foreach (var extension in employee.Extensions ?? [])
        {
            _byExtension.TryAdd(extension.Trim(), employee);
        }

        foreach (var sip in employee.SipAccounts ?? [])
        {
            _bySip.TryAdd(sip.Trim(), employee);
        }

        foreach (var number in employee.Numbers ?? [])
        {
            if (ReadNumber(number.Number) is { } e164)
            {
                _byNumber.TryAdd(e164, employee);
            }
        }

        if (employee.Email is { } email)
        {
            _byEmail.TryAdd(email.Trim(), employee);
        }

        if (employee.CrmUserId is { } userId)
        {
            _byUser.TryAdd(userId, employee);
        }

        if (employee.Id == Employees.TopManagerId)
        {
            TopManagerUserId = employee.CrmUserId;
        }
    }
}
