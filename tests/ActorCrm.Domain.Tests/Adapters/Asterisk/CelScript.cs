using ActorCrm.Domain.Adapters.Asterisk;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>
/// Writes a channel event log row by row, as Asterisk 12 and later does; each row is 10 ms after the last.
/// </summary>
internal sealed class CelScript
{
    public static readonly DateTimeOffset Began = new(2024, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private static readonly AsteriskSettings Defaults = new();

    private readonly List<CelRow> _rows = [];
    private readonly Dictionary<int, CelRow> _last = [];
    private DateTimeOffset _now = Began;

    public IReadOnlyList<CelRow> Rows => _rows;

    /// <summary>The time of the latest row.</summary>
    public DateTimeOffset Now => _rows[^1].EventTime;

    public CelCall Read(AsteriskSettings? settings = null) => CelInterpreter.Read(_rows, settings ?? Defaults);

    public CelScript Wait(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    public CelScript Start(
        int channel, string name, string number = "", string exten = "s", string context = "from-internal",
        string cid = "") => Add(channel, "CHAN_START", row => row with
        {
            ChanName = name,
            CidNum = number,
            CidName = cid,
            Exten = exten,
            Context = context,
        });

    public CelScript App(int channel, string name, string data = "", Func<CelRow, CelRow>? with = null) =>
        Add(channel, "APP_START", row => (with ?? (same => same))(row) with { AppName = name, AppData = data });

    public CelScript Answer(int channel, Func<CelRow, CelRow>? with = null) => Add(channel, "ANSWER", with);

    public CelScript Enter(string bridge, params int[] channels) =>
        Bridge("BRIDGE_ENTER", bridge, "simple_bridge", channels);

    public CelScript Park(string bridge, int channel) => Bridge("BRIDGE_ENTER", bridge, "holding_bridge", [channel]);

    public CelScript Exit(string bridge, params int[] channels) =>
        Bridge("BRIDGE_EXIT", bridge, "simple_bridge", channels);

    /// <summary>Hang-up and end of a channel.</summary>
    public CelScript End(int channel, int cause = 16, string status = "", string by = "") =>
        Add(channel, "HANGUP", row => row with
        {
            Extra = $$"""{"hangupcause":{{cause}},"hangupsource":"{{by}}","dialstatus":"{{status}}"}""",
        })
        .Add(channel, "CHAN_END");

    public CelScript Over(int channel) => Add(channel, "LINKEDID_END");

    /// <summary>
    /// A row of a channel: as its row before, but for the type, the time and what <paramref name="with"/> says.
    /// </summary>
    public CelScript Add(int channel, string type, Func<CelRow, CelRow>? with = null)
    {
        var before = _last.GetValueOrDefault(channel) ?? new CelRow
        {
            EventType = type,
            EventTime = _now,
            UniqueId = $"1700000000.{channel}",
            LinkedId = "1700000000.1",
        };
        var row = (with ?? (same => same))(before with { EventType = type, EventTime = _now, Extra = "" });
        _rows.Add(row);
        _last[channel] = row with { AppName = type == "APP_START" ? row.AppName : before.AppName };
        _now += TimeSpan.FromMilliseconds(10);
        return this;
    }

    private CelScript Bridge(string type, string bridge, string technology, int[] channels)
    {
        foreach (var channel in channels)
        {
            Add(channel, type, row => row with
            {
                Extra = $$"""{"bridge_id":"{{bridge}}","bridge_technology":"{{technology}}"}""",
            });
        }

        return this;
    }
}
