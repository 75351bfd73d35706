using System.Globalization;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>The rows of one linked id: each once, in order of time, and by channel.</summary>
internal sealed class CelLog
{
    private readonly Dictionary<string, CelChannel> _byId;
    private readonly Dictionary<string, CelChannel> _byName;

    public CelLog(IEnumerable<CelRow> rows)
    {
        // Of a row that came twice the copy with the lowest number stays, whichever came first.
        Rows = [.. rows
            .GroupBy(row => row.Identity(), StringComparer.Ordinal)
            .Select(copies => copies.MinBy(row => row.Id ?? long.MaxValue)!)
            .OrderBy(row => row.EventTime)
            .ThenBy(row => row.Id ?? long.MaxValue)
            .ThenBy(row => CelTypes.Rank(row.EventType))
            .ThenBy(row => UniqueIdOrder.Of(row.UniqueId))
            .ThenBy(row => row.Identity(), StringComparer.Ordinal)];
        LinkedId = Rows[0].LinkedId;
        Channels = [.. Rows
            .GroupBy(row => row.UniqueId, StringComparer.Ordinal)
            .Select(channel => new CelChannel(channel.Key, [.. channel]))
            .OrderBy(channel => channel.StartedAt)
            .ThenBy(channel => UniqueIdOrder.Of(channel.UniqueId))];
        _byId = Channels.ToDictionary(channel => channel.UniqueId, StringComparer.Ordinal);
        _byName = [];
        foreach (var row in Rows.Where(row => row.ChanName.Length > 0))
        {
            _byName.TryAdd(ChannelName.Of(row.ChanName).Full, _byId[row.UniqueId]);
        }

        Named = Channels.FirstOrDefault(channel => UniqueIdOrder.Same(channel.UniqueId, LinkedId));
    }

    public IReadOnlyList<CelRow> Rows { get; }

    public string LinkedId { get; }

    /// <summary>By start, then by unique id as a number: <c>.9</c> comes before <c>.10</c>.</summary>
    public IReadOnlyList<CelChannel> Channels { get; }

    /// <summary>
    /// The channel after which the linked id is named, if any row of it is here: the first of the call.
    /// </summary>
    public CelChannel? Named { get; }

    public CelChannel First => Named ?? Channels[0];

    public bool HasBridges => Rows.Any(row => row.EventType is
        CelTypes.BridgeEnter or CelTypes.BridgeStart or CelTypes.BridgeUpdate or CelTypes.ConferenceEnter);

    public CelChannel? ById(string uniqueId) => _byId.GetValueOrDefault(uniqueId);

    public CelChannel? ByName(string name) => _byName.GetValueOrDefault(ChannelName.Of(name).Full);

    public CelChannel Of(CelRow row) => _byId[row.UniqueId];

    /// <summary>The other half of a Local channel, if it was seen.</summary>
    public CelChannel? OtherHalf(CelChannel channel) => !channel.IsLocal || channel.Name.Half == ' '
        ? null
        : _byName.GetValueOrDefault(channel.Name.Pair + (channel.Name.Half == '1' ? ";2" : ";1"));
}

/// <summary>
/// Orders unique ids such as <c>pbx-1434650936.31</c> by their numbers: as text, .10 would come before .9.
/// </summary>
internal readonly record struct UniqueIdOrder(decimal Epoch, long Sequence, string Text) : IComparable<UniqueIdOrder>
{
    public static UniqueIdOrder Of(string uniqueId)
    {
        var numbers = uniqueId[(uniqueId.LastIndexOf('-') + 1)..].Split('.');
        return numbers.Length == 2
            && decimal.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new UniqueIdOrder(epoch, sequence, uniqueId)
            : new UniqueIdOrder(decimal.MaxValue, 0, uniqueId);
    }

    /// <summary>True for one id, also where somebody's tool made <c>.1</c> of <c>.01</c>.</summary>
    public static bool Same(string left, string right) =>
        left == right || (Of(left) is { Epoch: < decimal.MaxValue } one
            && Of(right) is var two && one.Epoch == two.Epoch && one.Sequence == two.Sequence);

    public int CompareTo(UniqueIdOrder other) =>
        Epoch.CompareTo(other.Epoch) is var byEpoch and not 0 ? byEpoch
        : Sequence.CompareTo(other.Sequence) is var bySequence and not 0 ? bySequence
        : string.CompareOrdinal(Text, other.Text);
}
