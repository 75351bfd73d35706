namespace ActorCrm.Server.Records;

/// <summary>A stored record in a list that is sorted by a time.</summary>
/// <remarks>
/// No positional record: of a computed column the database knows no type while there is no row, and Dapper would find
/// no constructor.
/// </remarks>
internal sealed class RecordRow
{
    /// <summary>The grain's key.</summary>
    public string Id { get; init; } = "";

    /// <summary>Raised by each change of the row.</summary>
    public long Version { get; init; }

    /// <summary>The time, Unix milliseconds.</summary>
    public long SortedBy { get; init; }

    /// <summary>The state as JSON.</summary>
    public string Doc { get; init; } = "";
}
