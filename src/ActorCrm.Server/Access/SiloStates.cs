using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Server.Access;

/// <summary>The raw states of the setting grains.</summary>
internal static class SiloStates
{
    private static readonly Dictionary<GrainId, object> None = [];

    /// <summary>The states in a settings snapshot; none before the silo was started.</summary>
    public static IReadOnlyDictionary<GrainId, object> Of(object settings) =>
        (settings as SettingsSnapshot)?.States ?? None;
}
