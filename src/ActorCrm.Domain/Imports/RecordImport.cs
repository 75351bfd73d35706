using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Imports;

/// <summary>
/// An import of a file's rows as records of one type (grain <c>record_import</c>, key = id): what is to be done, how
/// far it is, and what came of it. The file lies beside it in pieces (<see cref="ImportPart"/>).
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="ObjectType">The type of the records.</param>
/// <param name="FileName">What the file was called; null when nobody said.</param>
/// <param name="CreatedAt">UTC; the ids of the records that it makes derive from it.</param>
/// <param name="CreatedBy">Who uploaded the file.</param>
public sealed record RecordImport(
    string Id, string ObjectType, string? FileName, DateTimeOffset CreatedAt, string CreatedBy)
{
    /// <summary>The grain type.</summary>
    public const string Type = "record_import";

    /// <summary>Most pieces of a file.</summary>
    public const int PartsMax = 4_096;

    /// <summary>
    /// After so many faulty rows since it was started it pauses: most likely the mapping is wrong, and somebody should
    /// look before a million rows are told to be wrong.
    /// </summary>
    public const int FailedMax = 100_000;

    /// <summary>How long an upload may take before what came of it is thrown away.</summary>
    public static readonly TimeSpan UploadMax = TimeSpan.FromHours(2);

    /// <summary>How long file, faults and result are kept after the last thing that happened.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Raised by each change that a person makes.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Where it is in its life.</summary>
    public ImportStatus Status { get; init; }

    /// <summary>Why it is paused by itself; null otherwise.</summary>
    public string? Why { get; init; }

    /// <summary>How the file is written.</summary>
    public ImportFormat Format { get; init; } = new();

    /// <summary>Header → field; null for what the headers themselves say.</summary>
    public IReadOnlyDictionary<string, string>? Mapping { get; init; }

    /// <summary>What happens to a row that is there already.</summary>
    public ImportPolicy Policy { get; init; }

    /// <summary>The fields by which a row is found to be there already; empty when nobody looks.</summary>
    public string[] Keys { get; init; } = [];

    /// <summary>The country of telephone numbers written without one; null for the centre's.</summary>
    public string? Region { get; init; }

    /// <summary>The headers of the columns; of NDJSON the names in its first rows.</summary>
    public string[] Columns { get; init; } = [];

    /// <summary>Bytes of the file as it is stored, unpacked.</summary>
    public long Bytes { get; init; }

    /// <summary>Pieces of the file.</summary>
    public int Parts { get; init; }

    /// <summary>The byte at which the first row begins.</summary>
    public long FirstPosition { get; init; }

    /// <summary>The byte at which the next row begins: all before it is done, nothing behind it is begun.</summary>
    public long Position { get; init; }

    /// <summary>The number of the next row, as a spreadsheet counts: the header is 1.</summary>
    public long NextRow { get; init; } = 1;

    /// <summary>Rows that were read.</summary>
    public long RowsRead { get; init; }

    /// <summary>Rows that became records.</summary>
    public long Created { get; init; }

    /// <summary>Rows that changed a record, or would have if it were not that way already.</summary>
    public long Updated { get; init; }

    /// <summary>Rows that were there already and left alone.</summary>
    public long Skipped { get; init; }

    /// <summary>Rows at fault.</summary>
    public long Failed { get; init; }

    /// <summary>Faulty rows when it was last started.</summary>
    public long FailedAtStart { get; init; }

    /// <summary>Pieces in which the faults lie.</summary>
    public int FaultParts { get; init; }

    /// <summary>How long it worked, in milliseconds; pauses do not count.</summary>
    public long ActiveMilliseconds { get; init; }

    /// <summary>The key of the piece of work that is under way; null when none is.</summary>
    public string? Chunk { get; init; }

    /// <summary>Pieces of work asked for so far: gives each a key of its own.</summary>
    public int Chunks { get; init; }

    /// <summary>When it was first started, UTC; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Who started it: the records are made in this name.</summary>
    public string? StartedBy { get; init; }

    /// <summary>When it was completed or cancelled, UTC; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>Where an import is in its life.</summary>
[JsonConverter(typeof(CamelCaseEnum<ImportStatus>))]
public enum ImportStatus
{
    /// <summary>The file is on its way.</summary>
    Uploading,

    /// <summary>The file is there; settings may be changed.</summary>
    Ready,

    /// <summary>Rows become records.</summary>
    Running,

    /// <summary>A person, or too many faults, stopped it; it can be started again.</summary>
    Paused,

    /// <summary>All rows were read.</summary>
    Completed,

    /// <summary>A person ended it; what was done stays.</summary>
    Cancelled,
}

/// <summary>What happens to a row whose record is there already.</summary>
[JsonConverter(typeof(CamelCaseEnum<ImportPolicy>))]
public enum ImportPolicy
{
    /// <summary>Nothing.</summary>
    Skip,

    /// <summary>Its values replace those of the record; empty cells change nothing.</summary>
    Update,

    /// <summary>Its values fill what the record has not; lists are joined.</summary>
    Merge,
}
