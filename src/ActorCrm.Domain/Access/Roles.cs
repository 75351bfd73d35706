using System.Collections.Frozen;

namespace ActorCrm.Domain.Access;

/// <summary>What users are, and the one table of what each role, and each scope of an API key, may do.</summary>
public static class Roles
{
    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    /// <summary>Leads agents: works with all records and sets scenarios up.</summary>
    public const string Supervisor = "supervisor";

    /// <summary>Works with records.</summary>
    public const string Agent = "agent";

    /// <summary>A program that keeps records and sends events.</summary>
    public const string Integration = "integration";

    /// <summary>A program that only reports: a telephone system, a gateway.</summary>
    public const string ExternalSystem = "externalSystem";

    private static readonly string[] Everything = [.. Permissions.All];

    private static readonly FrozenDictionary<string, string[]> OfRole = new Dictionary<string, string[]>
    {
        [Admin] = Everything,
        [Supervisor] =
        [
            Permissions.RecordsRead, Permissions.RecordsWrite, Permissions.RecordsAssign, Permissions.SettingsRead,
            Permissions.SettingsWrite, Permissions.ClusterRead,
        ],
        [Agent] = [Permissions.RecordsRead, Permissions.RecordsWrite],
        [Integration] =
        [
            Permissions.EventsWrite, Permissions.RecordsRead, Permissions.RecordsWrite, Permissions.SettingsRead,
        ],
        [ExternalSystem] = [Permissions.EventsWrite],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string[]> OfScope = new Dictionary<string, string[]>
    {
        [ApiScopes.Admin] = Everything,
        [ApiScopes.Ingest] = [Permissions.EventsWrite],
        [ApiScopes.Read] = [Permissions.RecordsRead, Permissions.SettingsRead, Permissions.ClusterRead],
        [ApiScopes.Write] = [Permissions.RecordsWrite, Permissions.RecordsAssign, Permissions.SettingsWrite],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All roles.</summary>
    public static IReadOnlyList<string> All { get; } = [Admin, Supervisor, Agent, Integration, ExternalSystem];

    /// <summary>What a role may do; nothing for a role that is unknown.</summary>
    public static IReadOnlyList<string> PermissionsOf(string role) => OfRole.GetValueOrDefault(role, []);

    /// <summary>What a scope of an API key allows; nothing for a scope that is unknown.</summary>
    public static IReadOnlyList<string> PermissionsOfScope(string scope) => OfScope.GetValueOrDefault(scope, []);
}
