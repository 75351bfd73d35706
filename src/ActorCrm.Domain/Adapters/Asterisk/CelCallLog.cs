namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>
/// The rows of one linked id (grain <c>cel_call</c>, key <c>{source}/{linkedid}</c>). What they mean is not stored:
/// it is read from them anew whenever rows come.
/// </summary>
/// <param name="Source">The telephone system.</param>
/// <param name="LinkedId">What the rows share; also the id of the call that they make.</param>
/// <param name="Rows">The set of the rows, in the order in which they came, none twice.</param>
/// <param name="Sent">Fingerprint of the events that the call was told last; null before the first.</param>
/// <param name="IsQuiet">True when no further row is awaited: then what is there counts as the whole call.</param>
/// <param name="ChangedAt">When the latest row came, UTC; null for a log of before it was kept.</param>
/// <param name="PrunedAt">When the rows were dropped, UTC; null while they are there.</param>
public sealed record CelCallLog(
    string Source, string LinkedId, CelRow[] Rows, string? Sent = null, bool IsQuiet = false,
    DateTimeOffset? ChangedAt = null, DateTimeOffset? PrunedAt = null)
{
    /// <summary>The grain type.</summary>
    public const string Type = "cel_call";
}

/// <summary>
/// To <c>cel_call</c>: rows, in any order, known ones too. Reply: <see cref="CelRowsRecorded"/>.
/// </summary>
/// <param name="Source">The telephone system.</param>
/// <param name="LinkedId">The linked id of all of the rows.</param>
/// <param name="Rows">The rows.</param>
public sealed record RecordCelRows(string Source, string LinkedId, CelRow[] Rows);

/// <summary>What became of the rows, in their order.</summary>
public sealed record CelRowsRecorded(CelRowFate[] Fates);

/// <summary>Reminder of <c>cel_call</c>: no row has come for long enough.</summary>
public sealed record CloseQuietCel;

/// <summary>Reminder of <c>cel_call</c>: the rows of a call that ended may be old enough to be dropped.</summary>
public sealed record PruneCel;

/// <summary>What became of one row.</summary>
public enum CelRowFate
{
    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>It was stored before.</summary>
    Known,

    /// <summary>It was not stored: the call has as many rows as are kept (<c>celRowsTooMany</c>).</summary>
    TooMany,

    /// <summary>It was not stored: the rows of the call are not kept any more (<c>celRowsPruned</c>).</summary>
    Pruned,
}
