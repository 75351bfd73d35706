namespace ActorCrm.Domain.Access;

/// <summary>What a principal may do. Every address of the API asks for one of them.</summary>
public static class Permissions
{
    /// <summary>Send call events, forms and adapters' rows.</summary>
    public const string EventsWrite = "events.write";

    /// <summary>Read calls, contacts, deals, tasks and other records, their timelines and the changes.</summary>
    public const string RecordsRead = "records.read";

    /// <summary>Change records.</summary>
    public const string RecordsWrite = "records.write";

    /// <summary>Say which group owns a record, and how private it is.</summary>
    public const string RecordsAssign = "records.assign";

    /// <summary>Read scenarios, employees and other settings, and try scenarios out.</summary>
    public const string SettingsRead = "settings.read";

    /// <summary>Change settings.</summary>
    public const string SettingsWrite = "settings.write";

    /// <summary>List, make and change webhooks, which send all that happens to other systems.</summary>
    public const string WebhooksManage = "webhooks.manage";

    /// <summary>Read the cluster's state, its history and the metrics.</summary>
    public const string ClusterRead = "cluster.read";

    /// <summary>Drain silos, look into grains, drive dead letters again.</summary>
    public const string ClusterManage = "cluster.manage";

    /// <summary>List, make, rotate and revoke API keys.</summary>
    public const string KeysManage = "keys.manage";

    /// <summary>List, make and change users, set their passwords, end their sessions.</summary>
    public const string UsersManage = "users.manage";

    /// <summary>Read the audit log and verify it.</summary>
    public const string AuditRead = "audit.read";

    /// <summary>All permissions.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        EventsWrite, RecordsRead, RecordsWrite, RecordsAssign, SettingsRead, SettingsWrite, WebhooksManage, ClusterRead,
        ClusterManage, KeysManage, UsersManage, AuditRead,
    ];
}
