using ActorCrm.Server.Records;

namespace ActorCrm.Server.Search;

/// <summary>A piece of a list of records.</summary>
/// <param name="Items">The records in the list's order.</param>
/// <param name="Next">Give it as <c>cursor</c> to read on; null on the last page.</param>
/// <param name="Total">
/// How many the list has; null when nobody asked, or when counting would have taken too long.
/// </param>
public sealed record RecordPage(IReadOnlyList<RecordView> Items, string? Next, RecordTotal? Total);

/// <summary>How many records a list has.</summary>
/// <param name="Count">Their number, counted up to 10,000.</param>
/// <param name="More">Whether there are more than that.</param>
public sealed record RecordTotal(long Count, bool More)
{
    /// <summary>As far as records are counted.</summary>
    public const int CountMax = 10_000;
}

/// <summary>Asks for records by criteria: what does not fit into an address.</summary>
/// <param name="Type">The name of the object type.</param>
/// <param name="Criteria">What must hold, as docs/criteria.md has it; null: nothing must.</param>
/// <param name="Sort">
/// Up to three fields, a minus before a name for the greatest first; the newest first when absent.
/// </param>
/// <param name="Fields">The fields that the answer has; all when absent.</param>
/// <param name="Limit">Records on the page, 1 to 500; 50 when absent.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Count">Whether the answer has the total.</param>
/// <param name="Deleted">Deleted records only.</param>
/// <param name="TimeZone">
/// The IANA name of the time zone in which days and relative times are meant; UTC when absent.
/// </param>
public sealed record SearchRequest(
    string? Type,
    System.Text.Json.JsonElement? Criteria = null,
    string?[]? Sort = null,
    string?[]? Fields = null,
    int? Limit = null,
    string? Cursor = null,
    bool? Count = null,
    bool? Deleted = null,
    string? TimeZone = null);
