using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Records;

/// <summary>The object types whose records are kept as <see cref="ObjectRecord"/>.</summary>
public static class RecordTypes
{
    /// <summary>The type of a name; null when there is none.</summary>
    public static ObjectType? Find(SettingsSnapshot settings, string name) =>
        settings.States.TryGetValue(new GrainId(ObjectType.Type, name), out var state) ? state as ObjectType : null;
}
