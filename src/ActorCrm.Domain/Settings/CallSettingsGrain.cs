using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Settings;

/// <summary>The one record of call settings.</summary>
public static class CallSettingsGrain
{
    /// <summary>Handles one message.</summary>
    public static CallSettings? Handle(Turn turn, CallSettings? state, object message) => message switch
    {
        SaveCallSettings save => Save(turn, state, save),
        _ => throw new InvalidOperationException($"The call settings do not understand {message.GetType().Name}."),
    };

    private static CallSettings? Save(Turn turn, CallSettings? state, SaveCallSettings save)
    {
        var version = state?.Version ?? 0;
        if (save.IfVersion is { } expected && expected != version)
        {
            turn.Reply(SettingFaults.VersionMismatch(expected, version));
            return state;
        }

        var faults = SettingFaults.Of(save.Settings);
        if (faults.Count > 0)
        {
            turn.Reply(new SettingRefused("callSettingsInvalid", [.. faults], version));
            return state;
        }

        var next = save.Settings with { Version = version };
        if (state is not null && SettingFaults.Same(state, next, SettingsJson.Default.CallSettings))
        {
            turn.Reply(new SettingSaved(version));
            return state;
        }

        turn.Record(new TimelineEntry(turn.Self, "callSettingsSaved", save.By, Why: $"version {version + 1}"));
        turn.Audit("callSettingsSaved", save.By, new() { ["version"] = $"{version + 1}" });
        turn.Reply(new SettingSaved(version + 1));
        return next with { Version = version + 1 };
    }
}
