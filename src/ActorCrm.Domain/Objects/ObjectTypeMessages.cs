using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Objects;

/// <summary>
/// To <c>object_type</c>: makes or changes a custom type, or replaces the custom fields of a built-in one. Reply:
/// <see cref="SettingSaved"/> or <see cref="SettingRefused"/> (<c>objectTypeInvalid</c>, <c>versionMismatch</c>).
/// </summary>
/// <param name="Draft">What somebody wrote.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">Refused unless this version stands, 0 for a type that nobody saved; null: any.</param>
public sealed record SaveObjectType(ObjectTypeDraft Draft, string By, int? IfVersion = null);

/// <summary>
/// To <c>object_type</c>: removes a custom type that has no records; whoever asks has looked. Reply:
/// <see cref="SettingSaved"/> or <see cref="SettingRefused"/> (<c>objectTypeNotFound</c>, <c>objectTypeBuiltIn</c>,
/// <c>objectTypeInUse</c>, <c>versionMismatch</c>).
/// </summary>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">Refused unless this version stands; null: whatever does.</param>
public sealed record DeleteObjectType(string By, int? IfVersion = null);
