namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>
/// One row of Asterisk's channel event log (CEL), as <see cref="CelRowReader"/> reads it. Text that a row does not have
/// is empty, never null: Asterisk itself makes no difference.
/// </summary>
public sealed record CelRow
{
    /// <summary><c>CHAN_START</c>, <c>ANSWER</c> …, or the name of a user-defined event; upper case.</summary>
    public required string EventType { get; init; }

    /// <summary>When it happened, in UTC.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>The channel; unlike its name it never changes.</summary>
    public required string UniqueId { get; init; }

    /// <summary>What all channels of one call share: the unique id of the first of them.</summary>
    public required string LinkedId { get; init; }

    /// <summary>
    /// Number of the row in its table, if it came from one; breaks ties of time, and is no part of identity.
    /// </summary>
    public long? Id { get; init; }

    /// <summary>Name of the channel at that moment, such as <c>PJSIP/101-0000002a</c>.</summary>
    public string ChanName { get; init; } = "";

    /// <summary>Name that the channel shows.</summary>
    public string CidName { get; init; } = "";

    /// <summary>Number that the channel shows.</summary>
    public string CidNum { get; init; } = "";

    /// <summary>Number for billing (automatic number identification).</summary>
    public string CidAni { get; init; } = "";

    /// <summary>Number that was dialled, as the network reported it.</summary>
    public string CidDnid { get; init; } = "";

    /// <summary>Number that redirected the call here.</summary>
    public string CidRdnis { get; init; } = "";

    /// <summary>Extension of the dial plan.</summary>
    public string Exten { get; init; } = "";

    /// <summary>Context of the dial plan.</summary>
    public string Context { get; init; } = "";

    /// <summary>Application, such as <c>Dial</c>.</summary>
    public string AppName { get; init; } = "";

    /// <summary>Arguments of the application.</summary>
    public string AppData { get; init; } = "";

    /// <summary>Account code of the channel.</summary>
    public string AccountCode { get; init; } = "";

    /// <summary>Account code of the other channel.</summary>
    public string PeerAccount { get; init; } = "";

    /// <summary>Names of the other channels in the bridge, separated by commas.</summary>
    public string Peer { get; init; } = "";

    /// <summary>What the dial plan noted on the channel.</summary>
    public string UserField { get; init; } = "";

    /// <summary>Details of the event: a JSON object as text, or text.</summary>
    public string Extra { get; init; } = "";

    /// <summary>
    /// The content in one text: rows with equal identities are the same row sent twice, whatever their <see
    /// cref="Id"/>.
    /// </summary>
    public string Identity() => string.Join(
        '\u001f', EventTime.UtcTicks, EventType, UniqueId, LinkedId, ChanName, CidName, CidNum, CidAni, CidDnid,
        CidRdnis, Exten, Context, AppName, AppData, AccountCode, PeerAccount, Peer, UserField, Extra);
}

/// <summary>Why a row was not taken: a stable code for programs, a sentence for people.</summary>
/// <param name="Code">Such as <c>celTimeInvalid</c>; never changes.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record CelRefusal(string Code, string Message);

/// <summary>What came of reading one JSON object: a row or a refusal, never both.</summary>
public sealed record CelRowReading
{
    private CelRowReading(CelRow? row, CelRefusal? refusal) => (Row, Refusal) = (row, refusal);

    /// <summary>The row, if it can be used.</summary>
    public CelRow? Row { get; }

    /// <summary>Why there is no row.</summary>
    public CelRefusal? Refusal { get; }

    /// <summary>A row that can be used.</summary>
    public static CelRowReading Of(CelRow row) => new(row, null);

    /// <summary>A row that is refused.</summary>
    public static CelRowReading Refused(string code, string message) => new(null, new CelRefusal(code, message));
}
