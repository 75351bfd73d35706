namespace ActorCrm.Domain.Settings;

/// <summary>
/// To <c>scenario</c>: replaces the matrix. Reply: <see cref="SettingSaved"/> or <see cref="SettingRefused"/>.
/// </summary>
/// <param name="Matrix">Trigger → action → cell; everything that is not listed is off.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">Refused (<c>versionMismatch</c>) unless this version stands; null: whatever does.</param>
public sealed record SaveScenario(
    Dictionary<string, Dictionary<string, CellDraft>> Matrix, string By, int? IfVersion = null);

/// <summary>
/// To <c>scenario</c>: switches the integration on. Reply: <see cref="SettingSaved"/>, or
/// <see cref="SettingRefused"/> with <c>setupIncomplete</c> and what is missing (CS-02).
/// </summary>
/// <param name="By">Who asks.</param>
/// <param name="Resend">Replay the calls stored while it was off, of the day and the two days before (CS-35).</param>
public sealed record ActivateScenario(string By, bool Resend = false);

/// <summary>
/// To <c>scenario</c>: switches the integration off; calls are stored only. Reply: <see cref="SettingSaved"/>.
/// </summary>
public sealed record DeactivateScenario(string By);

/// <summary>
/// To <c>employees</c>: replaces all of them. Reply: <see cref="SettingSaved"/> or <see cref="SettingRefused"/>
/// (<c>employeesInvalid</c>, <c>versionMismatch</c>).
/// </summary>
public sealed record SaveEmployees(Employee[] All, string? TopManagerId, string By, int? IfVersion = null);

/// <summary>
/// To <c>call_settings</c>: replaces them. Reply: <see cref="SettingSaved"/> or <see cref="SettingRefused"/>
/// (<c>callSettingsInvalid</c>, <c>versionMismatch</c>).
/// </summary>
public sealed record SaveCallSettings(CallSettings Settings, string By, int? IfVersion = null);

/// <summary>A setting was saved (or was the same already).</summary>
/// <param name="Version">Its version now.</param>
public sealed record SettingSaved(int Version);

/// <summary>A setting was not saved.</summary>
/// <param name="Code">
/// <c>versionMismatch</c>, <c>scenarioInvalid</c>, <c>setupIncomplete</c>, <c>employeesInvalid</c>,
/// <c>callSettingsInvalid</c>, <c>objectTypeInvalid</c>, <c>objectTypeNotFound</c>, <c>objectTypeBuiltIn</c>,
/// <c>objectTypeInUse</c>.
/// </param>
/// <param name="Faults">Every fault, one sentence each.</param>
/// <param name="Version">The version that stands.</param>
public sealed record SettingRefused(string Code, string[] Faults, int Version);

/// <summary>
/// Payload of the effect <see cref="Kind"/>: tell each call of the project that was received in [Since, Until), in
/// order of start, <c>ResendCall</c> (CS-35).
/// </summary>
public sealed record ResendCalls(string Project, DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>The kind of the effect.</summary>
    public const string Kind = "resend-calls";
}
