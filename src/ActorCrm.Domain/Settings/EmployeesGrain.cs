using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Settings;

/// <summary>The one list of employees.</summary>
public static class EmployeesGrain
{
    /// <summary>Handles one message.</summary>
    public static Employees? Handle(Turn turn, Employees? state, object message) => message switch
    {
        SaveEmployees save => Save(turn, state, save),
        _ => throw new InvalidOperationException($"The employees do not understand {message.GetType().Name}."),
    };

    private static Employees? Save(Turn turn, Employees? state, SaveEmployees save)
    {
        var version = state?.Version ?? 0;
        if (save.IfVersion is { } expected && expected != version)
        {
            turn.Reply(SettingFaults.VersionMismatch(expected, version));
            return state;
        }

        var faults = SettingFaults.Of(save.All, save.TopManagerId, SettingsSnapshot.Of(turn).Calls);
        if (faults.Count > 0)
        {
            turn.Reply(new SettingRefused("employeesInvalid", [.. faults], version));
            return state;
        }

        var next = new Employees(save.All, save.TopManagerId, version);
        if (state is not null && SettingFaults.Same(state, next, SettingsJson.Default.Employees))
        {
            turn.Reply(new SettingSaved(version));
            return state;
        }

        turn.Record(new TimelineEntry(turn.Self, "employeesSaved", save.By, Why: $"version {version + 1}"));
        turn.Audit("employeesSaved", save.By, new() { ["version"] = $"{version + 1}" });
        turn.Reply(new SettingSaved(version + 1));
        return next with { Version = version + 1 };
    }
}
