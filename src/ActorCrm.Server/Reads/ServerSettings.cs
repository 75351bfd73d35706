using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Reads;

/// <summary>The settings in force.</summary>
internal static class ServerSettings
{
    /// <summary>The snapshot that turns see now.</summary>
    public static SettingsSnapshot Of(SiloHost silo) => (SettingsSnapshot)silo.Settings;
}
