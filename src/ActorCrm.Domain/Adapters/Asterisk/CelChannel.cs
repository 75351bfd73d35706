namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>One channel: the rows with one unique id, in order of time.</summary>
internal sealed class CelChannel(string uniqueId, IReadOnlyList<CelRow> rows)
{
    public string UniqueId => uniqueId;

    public IReadOnlyList<CelRow> Rows => rows;

    /// <summary>The first name; a masquerade (pickup, transfer) can give the channel another later.</summary>
    public ChannelName Name { get; } = ChannelName.Of(rows.Select(row => row.ChanName).FirstOrDefault(IsText) ?? "");

    public CelRow? Start { get; } = rows.FirstOrDefault(row => row.EventType == CelTypes.ChannelStart);

    public DateTimeOffset FirstAt => rows[0].EventTime;

    public DateTimeOffset StartedAt => Start?.EventTime ?? FirstAt;

    public DateTimeOffset? AnsweredAt { get; } = TimeOf(rows.FirstOrDefault(row => row.EventType == CelTypes.Answer));

    /// <summary>When the channel was gone: after the clean-up, if that row is here, else when it was hung up.</summary>
    public DateTimeOffset? EndedAt { get; } = TimeOf(
        rows.LastOrDefault(row => row.EventType == CelTypes.ChannelEnd)
        ?? rows.LastOrDefault(row => row.EventType == CelTypes.Hangup));

    public bool IsReal => Name.IsReal;

    public bool IsLocal => Name.IsLocal;

    public CelRow? Hangup => rows.LastOrDefault(row => row.EventType == CelTypes.Hangup);

    /// <summary>The name at a moment: that of the latest row until then.</summary>
    public ChannelName NameAt(DateTimeOffset at) =>
        rows.LastOrDefault(row => row.EventTime <= at && IsText(row.ChanName)) is { } row
            ? ChannelName.Of(row.ChanName)
            : Name;

    public override string ToString() => $"{Name.Full} ({uniqueId})";

    private static bool IsText(string text) => text.Length > 0;

    private static DateTimeOffset? TimeOf(CelRow? row) => row?.EventTime;
}

/// <summary>The event types that are used, as Asterisk and Wazo write them.</summary>
internal static class CelTypes
{
    public const string ChannelStart = "CHAN_START";
    public const string ChannelEnd = "CHAN_END";
    public const string Hangup = "HANGUP";
    public const string Answer = "ANSWER";
    public const string AppStart = "APP_START";
    public const string BridgeEnter = "BRIDGE_ENTER";
    public const string BridgeExit = "BRIDGE_EXIT";
    public const string BridgeStart = "BRIDGE_START";
    public const string BridgeUpdate = "BRIDGE_UPDATE";
    public const string BridgeEnd = "BRIDGE_END";
    public const string ConferenceEnter = "CONF_ENTER";
    public const string ConferenceExit = "CONF_EXIT";
    public const string ParkStart = "PARK_START";
    public const string ParkEnd = "PARK_END";
    public const string BlindTransfer = "BLINDTRANSFER";
    public const string AttendedTransfer = "ATTENDEDTRANSFER";
    public const string Pickup = "PICKUP";
    public const string Forward = "FORWARD";
    public const string LinkedIdEnd = "LINKEDID_END";
    public const string MixMonitorStart = "MIXMONITOR_START";
    public const string WazoIncoming = "XIVO_INCALL";
    public const string WazoOutgoing = "XIVO_OUTCALL";
    public const string WazoFromS = "XIVO_FROM_S";
    public const string WazoForward = "XIVO_USER_FWD";
    public const string WazoDestination = "WAZO_CALL_LOG_DESTINATION";
    public const string WazoMeeting = "WAZO_MEETING_NAME";
    public const string WazoConference = "WAZO_CONFERENCE";
    public const string WazoMissed = "WAZO_USER_MISSED_CALL";

    // Rows of one instant are put in the order in which a channel lives; others come between.
    private static readonly string[] Natural =
    [
        ChannelStart, WazoIncoming, WazoFromS, WazoDestination, WazoOutgoing, AppStart, MixMonitorStart, Pickup,
        Forward, Answer, ConferenceEnter, BridgeStart, BridgeEnter, BridgeUpdate, "", ParkStart, ParkEnd, BlindTransfer,
        AttendedTransfer, BridgeEnd, BridgeExit, ConferenceExit, "APP_END", Hangup, ChannelEnd, LinkedIdEnd,
    ];

    public static int Rank(string type) => Array.IndexOf(Natural, type) is var rank and >= 0
        ? rank
        : Array.IndexOf(Natural, "");
}
