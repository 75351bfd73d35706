namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>
/// Which channels are in which bridge, row by row. Asterisk 12 and later names the bridge in <c>extra</c>; older logs,
/// and those of back ends without that column, name none, and then the bridge is inferred.
/// </summary>
internal sealed class CelBridges(CelLog log)
{
    private readonly Dictionary<CelChannel, Membership> _members = [];
    private readonly Dictionary<string, HashSet<CelChannel>> _bridges = new(StringComparer.Ordinal);
    private readonly Dictionary<CelChannel, string> _left = [];
    private int _inferred;

    /// <summary>Since when a channel is in its bridge, or null.</summary>
    public DateTimeOffset? Since(CelChannel channel) =>
        _members.TryGetValue(channel, out var member) ? member.At : null;

    public bool InOneBridge(CelChannel one, CelChannel other) =>
        _members.TryGetValue(one, out var first) && _members.TryGetValue(other, out var second)
        && first.Bridge == second.Bridge;

    /// <summary>Moves the channels as the row says; false if it moves none.</summary>
    public bool Take(CelRow row)
    {
        var channel = log.Of(row);
        switch (row.EventType)
        {
            // Whoever waits in a holding bridge (parking, a queue's music) hears music, not a person.
            case CelTypes.BridgeEnter when row.Extra("bridge_technology") == "holding_bridge":
                return Leave(channel);
            case CelTypes.BridgeEnter:
                return Join(channel, BridgeOf(row, channel), row.EventTime);
            case CelTypes.ConferenceEnter:
                return Join(channel, "conference", row.EventTime);
            case CelTypes.BridgeStart or CelTypes.BridgeUpdate:
                return Start(row, channel);
            case CelTypes.BridgeEnd:
                return End(channel);
            case CelTypes.BridgeExit or CelTypes.ConferenceExit or CelTypes.Hangup or CelTypes.ChannelEnd
                or CelTypes.ParkStart:
                return Leave(channel);
            default:
                return false;
        }
    }

    /// <summary>
    /// All whom <paramref name="channel"/> hears, through bridges and through pairs of Local channels.
    /// </summary>
    public HashSet<CelChannel> Connected(CelChannel channel)
    {
        var reached = new HashSet<CelChannel> { channel };
        var entered = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<CelChannel>([channel]);
        while (open.TryDequeue(out var next))
        {
            if (!_members.TryGetValue(next, out var member))
            {
                continue;
            }

            IEnumerable<CelChannel> others = entered.Add(member.Bridge) ? _bridges[member.Bridge] : [];
            foreach (var other in log.OtherHalf(next) is { } half ? others.Append(half) : others)
            {
                if (reached.Add(other))
                {
                    open.Enqueue(other);
                }
            }
        }

        reached.Remove(channel);
        return reached;
    }

    /// <summary>Some telephones or trunks, but not <paramref name="except"/>, that hear each other; or none.</summary>
    public IReadOnlyList<CelChannel> Talking(CelChannel except)
    {
        var seen = new HashSet<CelChannel>();
        foreach (var channel in log.Channels.Where(_members.ContainsKey))
        {
            if (seen.Add(channel))
            {
                var group = Connected(channel);
                seen.UnionWith(group);
                group.Add(channel);
                group.RemoveWhere(one => !one.IsReal || one == except);
                if (group.Count > 1)
                {
                    return [.. group];
                }
            }
        }

        return [];
    }

    private bool Join(CelChannel channel, string bridge, DateTimeOffset at)
    {
        if (_members.TryGetValue(channel, out var member) && member.Bridge == bridge)
        {
            return false;
        }

        Leave(channel);
        _members[channel] = new Membership(bridge, at);
        if (!_bridges.TryGetValue(bridge, out var together))
        {
            _bridges[bridge] = together = [];
        }

        return together.Add(channel);
    }

    private bool Leave(CelChannel channel)
    {
        if (!_members.Remove(channel, out var member))
        {
            return false;
        }

        _left[channel] = member.Bridge;
        var together = _bridges[member.Bridge];
        together.Remove(channel);
        if (together.Count == 0)
        {
            _bridges.Remove(member.Bridge);
        }

        return true;
    }

    // Asterisk 11 and older: one row for both channels, on the one that dialled.
    private bool Start(CelRow row, CelChannel channel)
    {
        var other = row.Peer.Split(',').Select(name => log.ByName(name.Trim())).FirstOrDefault(peer => peer is not null)
            ?? LatestAnswered(channel, row.EventTime);
        if (other is null || other == channel || InOneBridge(channel, other))
        {
            return other is null && Join(channel, NewBridge(), row.EventTime);
        }

        var bridge = NewBridge();
        Join(channel, bridge, row.EventTime);
        Join(other, bridge, row.EventTime);
        return true;
    }

    private bool End(CelChannel channel)
    {
        if (!_members.TryGetValue(channel, out var member))
        {
            return false;
        }

        foreach (var other in _bridges[member.Bridge].ToList())
        {
            Leave(other);
        }

        return true;
    }

    private CelChannel? LatestAnswered(CelChannel channel, DateTimeOffset at)
    {
        var open = log.Channels
            .Where(other => other != channel && other.StartedAt <= at && (other.EndedAt is not { } end || end > at))
            .ToList();
        return open.Where(other => other.AnsweredAt <= at).MaxBy(other => other.AnsweredAt) ?? open.LastOrDefault();
    }

    private string BridgeOf(CelRow row, CelChannel channel)
    {
        var named = row.Extra("bridge_id");
        return named.Length > 0 ? named : PeersBridge(row) ?? WaitingBridge(channel) ?? NewBridge();
    }

    private string? PeersBridge(CelRow row)
    {
        foreach (var name in row.Peer.Split(','))
        {
            if (log.ByName(name.Trim()) is { } peer && _members.TryGetValue(peer, out var member))
            {
                return member.Bridge;
            }
        }

        return null;
    }

    // Two enter a bridge shortly one after the other: the newcomer meets who is alone. Never the bridge that it has
    // just left (it moves to another, as when a Local channel is optimised away), and never its own other half.
    private string? WaitingBridge(CelChannel channel) => _bridges
        .Where(bridge => bridge.Value.Count == 1
            && bridge.Key != _left.GetValueOrDefault(channel)
            && !bridge.Value.Contains(channel)
            && (log.OtherHalf(channel) is not { } half || !bridge.Value.Contains(half)))
        .OrderByDescending(bridge => _members[bridge.Value.Single()].At)
        .ThenBy(bridge => bridge.Key, StringComparer.Ordinal)
        .FirstOrDefault().Key;

    private string NewBridge() => $"inferred:{++_inferred}";

    private readonly record struct Membership(string Bridge, DateTimeOffset At);
}
