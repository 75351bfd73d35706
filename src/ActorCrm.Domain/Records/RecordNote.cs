using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Records;

/// <summary>
/// What a contact, organization, deal or task has to remember as a record. Those that nobody but calls and forms had to
/// do with have none: their states stay as small as the call path needs them.
/// </summary>
/// <param name="Version">
/// As <see cref="ObjectRecord.Version"/>. Without a note the version of the row counts, from which this one goes on.
/// </param>
/// <param name="UpdatedAt">When it was last changed, by whomever, UTC.</param>
/// <param name="UpdatedBy">Who did that: a person, a key, or the call or form (<c>type/key</c>).</param>
public sealed record RecordNote(int Version, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    /// <summary>When it was deleted, UTC; null when it is not.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Who deleted it.</summary>
    public string? DeletedBy { get; init; }

    /// <summary>As <see cref="ObjectRecord.RequestHash"/>.</summary>
    public string? RequestHash { get; init; }

    /// <summary>As <see cref="ObjectRecord.Unique"/>.</summary>
    public UniqueHold[]? Unique { get; init; }

    /// <summary>As <see cref="ObjectRecord.Pending"/>.</summary>
    public PendingChange? Pending { get; init; }

    /// <summary>As <see cref="ObjectRecord.Outcomes"/>.</summary>
    public ChangeOutcome[]? Outcomes { get; init; }

    /// <summary>Whether there is no record to be seen: it is deleted, or only reserved.</summary>
    [JsonIgnore]
    public bool IsHidden => Version == 0 || DeletedAt is not null;

    /// <summary>What a state remembers of a record as it is now.</summary>
    internal static RecordNote Of(ObjectRecord record) =>
        new(record.Version, record.UpdatedAt, record.UpdatedBy)
        {
            DeletedAt = record.DeletedAt,
            DeletedBy = record.DeletedBy,
            RequestHash = record.RequestHash,
            Unique = record.Unique,
            Pending = record.Pending,
            Outcomes = record.Outcomes,
        };

    /// <summary>The record with what is remembered of it.</summary>
    internal static ObjectRecord Show(RecordNote? note, ObjectRecord record) => note is null
        ? record
        : record with
        {
            Version = note.Version,
            UpdatedAt = note.UpdatedAt,
            UpdatedBy = note.UpdatedBy,
            DeletedAt = note.DeletedAt,
            DeletedBy = note.DeletedBy,
            RequestHash = note.RequestHash,
            Unique = note.Unique,
            Pending = note.Pending,
            Outcomes = note.Outcomes,
        };

    /// <summary>
    /// After a change that did not come as a record's: a call's, a form's, or that of another entity. So a version
    /// never stands for two states.
    /// </summary>
    /// <param name="now">When.</param>
    /// <param name="by">Who changed it; null for what follows from another entity and changes no field.</param>
    internal RecordNote Touched(DateTimeOffset now, string? by) => Version == 0 ? this
        : by is null ? this with { Version = Version + 1 }
        : this with { Version = Version + 1, UpdatedAt = now, UpdatedBy = by };
}
