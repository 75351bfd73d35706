using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Objects;

/// <summary>One object type: its custom fields, or all of it when it is custom.</summary>
public static class ObjectTypeGrain
{
    /// <summary>Handles one message.</summary>
    public static SavedObjectType? Handle(Turn turn, SavedObjectType? state, object message) => message switch
    {
        SaveObjectType save => Save(turn, state, save),
        DeleteObjectType delete => Delete(turn, state, delete),
        _ => throw new InvalidOperationException($"An object type does not understand {message.GetType().Name}."),
    };

    private static SavedObjectType? Save(Turn turn, SavedObjectType? state, SaveObjectType save)
    {
        var version = state?.Definition.Version ?? 0;
        if (save.IfVersion is { } expected && expected != version)
        {
            turn.Reply(SettingFaults.VersionMismatch(expected, version));
            return state;
        }

        var types = SettingsSnapshot.Of(turn).ObjectTypes;
        var reader = new ObjectTypeReader(turn.Self.Key, state, types);
        if (reader.Read(save.Draft) is not { } next)
        {
            turn.Reply(new SettingRefused("objectTypeInvalid", [.. reader.Faults], version));
            return state;
        }

        if (state is not null && SettingFaults.Same(state, next, ObjectTypeJson.Default.SavedObjectType))
        {
            turn.Reply(new SettingSaved(version));
            return state;
        }

        turn.Record(new TimelineEntry(turn.Self, "objectTypeSaved", save.By, Why: $"version {version + 1}"));
        turn.Reply(new SettingSaved(version + 1));
        return next with { Definition = next.Definition with { Version = version + 1 } };
    }

    private static SavedObjectType? Delete(Turn turn, SavedObjectType? state, DeleteObjectType delete)
    {
        var name = turn.Self.Key;
        var version = state?.Definition.Version ?? 0;
        SettingRefused? refusal = null;
        if (BuiltInTypes.Find(name) is not null)
        {
            refusal = new SettingRefused(
                "objectTypeBuiltIn", [$"'{name}' comes with the program; its custom fields can be removed."], version);
        }
        else if (state is null)
        {
            refusal = new SettingRefused("objectTypeNotFound", [$"There is no object type '{name}'."], version);
        }
        else if (delete.IfVersion is { } expected && expected != version)
        {
            refusal = SettingFaults.VersionMismatch(expected, version);
        }
        else if (References(name, SettingsSnapshot.Of(turn).ObjectTypes) is { Length: > 0 } faults)
        {
            refusal = new SettingRefused("objectTypeInUse", faults, version);
        }

        if (refusal is not null)
        {
            turn.Reply(refusal);
            return state;
        }

        turn.Record(new TimelineEntry(turn.Self, "objectTypeDeleted", delete.By, Why: $"version {version}"));
        turn.Reply(new SettingSaved(version));
        return null;
    }

    private static string[] References(string name, ObjectTypes types) =>
    [
        .. from type in types.All
           where type.Name != name
           from field in type.Fields
           where field.Target == name
           select $"Field '{field.Name}' of '{type.Name}' refers to it.",
    ];
}
