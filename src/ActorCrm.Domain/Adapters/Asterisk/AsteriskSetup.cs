using ActorCrm.Domain.Access;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>Asterisk's settings as they were saved (setting grain <c>asterisk_settings</c>, key <c>all</c>).</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Version">Raised by each save.</param>
public sealed record AsteriskSetup(AsteriskSettings Settings, int Version)
{
    /// <summary>The grain type.</summary>
    public const string Type = "asterisk_settings";

    /// <summary>The key of the one grain.</summary>
    public const string Key = "all";

    private static readonly GrainId Id = new(Type, Key);
    private static readonly AsteriskSetup Unset = new(new AsteriskSettings(), 0);

    /// <summary>What was saved; the defaults under version 0 when nothing was.</summary>
    public static AsteriskSetup Of(SettingsSnapshot settings) =>
        settings.States.TryGetValue(Id, out var state) ? (AsteriskSetup)state : Unset;

    /// <summary>The settings that a turn sees.</summary>
    public static AsteriskSettings Of(Turn turn) => Of(SettingsSnapshot.Of(turn)).Settings;
}

/// <summary>
/// To <c>asterisk_settings</c>: replaces them. They count for rows that come from then on. Reply:
/// <see cref="SettingSaved"/> or <see cref="SettingRefused"/> (<c>asteriskSettingsInvalid</c>,
/// <c>versionMismatch</c>).
/// </summary>
/// <param name="Settings">The settings.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">Refused unless this is the current version; null: whatever it is.</param>
public sealed record SaveAsteriskSettings(AsteriskSettings Settings, string By, int? IfVersion = null);

/// <summary>Keeps the settings of Asterisk.</summary>
public static class AsteriskSetupGrain
{
    /// <summary>Handles one message.</summary>
    public static AsteriskSetup? Handle(Turn turn, AsteriskSetup? state, object message) => message switch
    {
        SaveAsteriskSettings save => Save(turn, state, save),
        _ => throw new InvalidOperationException($"Asterisk's settings do not understand {message.GetType().Name}."),
    };

    private static AsteriskSetup? Save(Turn turn, AsteriskSetup? state, SaveAsteriskSettings save)
    {
        var version = state?.Version ?? 0;
        if (save.IfVersion is { } expected && expected != version)
        {
            turn.Reply(new SettingRefused(
                "versionMismatch", [$"Version {expected} was expected, {version} is current."], version));
            return state;
        }

        string[] faults =
            [.. save.Settings.Validate().Select(error => $"{error.Field}: {error.Message}"), .. Faults(save)];
        if (faults.Length > 0)
        {
            turn.Reply(new SettingRefused("asteriskSettingsInvalid", faults, version));
            return state;
        }

        turn.Record(new TimelineEntry(turn.Self, "asteriskSettingsSaved", save.By, Why: $"version {version + 1}"));
        turn.Audit("asteriskSettingsSaved", save.By, new() { ["version"] = $"{version + 1}" });
        turn.Reply(new SettingSaved(version + 1));
        return new AsteriskSetup(save.Settings, version + 1);
    }

    private static IEnumerable<string> Faults(SaveAsteriskSettings save)
    {
        // A call refuses recordings at any other address.
        if (save.Settings.RecordingUrlBase is { Length: > 0 } start
            && !(Uri.TryCreate(start, UriKind.Absolute, out var address)
                && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)))
        {
            yield return "RecordingUrlBase: The address is absolute and begins with http:// or https://.";
        }
    }
}
