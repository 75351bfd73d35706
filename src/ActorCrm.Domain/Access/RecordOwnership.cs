namespace ActorCrm.Domain.Access;

/// <summary>
/// Whose a record is (grain <c>record_owner</c>, key = object type, slash, id). It is there only for records that were
/// given to a group or got a privacy level: whoever sets no network up pays nothing for it. Apart from the record, so
/// that one rule serves all types, and calls need not know of it.
/// </summary>
/// <param name="Record">Object type, slash, id: the grain's key.</param>
/// <param name="GroupId">The group that owns the record; null for nobody in particular.</param>
/// <param name="PrivacyLevel">0 is the lowest.</param>
/// <param name="Version">Raised by each change.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="ChangedBy">Who did that.</param>
public sealed record RecordOwnership(
    string Record, string? GroupId, int PrivacyLevel, int Version, DateTimeOffset ChangedAt, string ChangedBy)
{
    /// <summary>The grain type.</summary>
    public const string Type = "record_owner";

    /// <summary>The key of a record's owner.</summary>
    public static string KeyOf(string objectType, string id) => $"{objectType}/{id}";
}

/// <summary>
/// To <c>record_owner</c>, before the record is made: it belongs to its creator's group. One that was given to somebody
/// before stays theirs. Reply: <see cref="RecordClaimed"/>.
/// </summary>
/// <param name="GroupId">The group.</param>
/// <param name="By">Who makes the record.</param>
public sealed record ClaimRecord(string GroupId, string By);

/// <summary>
/// To <c>record_owner</c>: the record that a claim was for was not made. Undoes the claim of that very maker. No reply.
/// </summary>
public sealed record DropClaim(string By);

/// <summary>
/// To <c>record_owner</c>: another group owns the record. Reply: <see cref="OwnershipStored"/> or
/// <see cref="OwnershipRefused"/> (<c>versionMismatch</c>, <c>groupUnknown</c>).
/// </summary>
/// <param name="GroupId">The group; null for nobody in particular.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">Refused unless this version stands; 0 for none yet; null for whatever stands.</param>
public sealed record GiveRecord(string? GroupId, string By, int? IfVersion = null);

/// <summary>
/// To <c>record_owner</c>: another privacy level. Reply: <see cref="OwnershipStored"/> or
/// <see cref="OwnershipRefused"/> (<c>versionMismatch</c>, <c>levelUnknown</c>).
/// </summary>
/// <param name="Level">The place in <see cref="Network.PrivacyLevels"/>.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">As in <see cref="GiveRecord"/>.</param>
public sealed record SetPrivacyLevel(int Level, string By, int? IfVersion = null);

/// <summary>The record has an owner.</summary>
/// <param name="IsNew">Whether it is the one that this claim named, and none did before.</param>
public sealed record RecordClaimed(bool IsNew);

/// <summary>Whose the record is now.</summary>
public sealed record OwnershipStored(RecordOwnership Ownership);

/// <summary>Nothing was changed.</summary>
/// <param name="Code">See the messages.</param>
public sealed record OwnershipRefused(string Code);
