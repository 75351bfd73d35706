namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>A telephone or trunk was connected with the channel that is looked at.</summary>
/// <param name="Channel">The other channel.</param>
/// <param name="Name">Its name at that moment: a pickup gives the rung channel the name of who picked up.</param>
/// <param name="At">Since when they hear each other.</param>
/// <param name="OwnSince">When the channel that is looked at entered the bridge.</param>
/// <param name="OtherSince">When the other channel entered its bridge.</param>
/// <param name="IsDirect">True when both are in one bridge; false while Local channels lie between.</param>
/// <param name="Until">When they no longer heard each other; null while they do.</param>
internal sealed record CelConnection(
    CelChannel Channel, ChannelName Name, DateTimeOffset At, DateTimeOffset OwnSince, DateTimeOffset OtherSince,
    bool IsDirect, DateTimeOffset? Until = null);

/// <summary>Finds with whom a channel was connected, and since when, in order of time.</summary>
internal static class CelConnections
{
    // Asterisk takes Local channels out of a connection a moment after it was made: still the same connection.
    private static readonly TimeSpan OptimisationMax = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<CelConnection> Of(CelLog log, CelChannel anchor)
    {
        var found = log.HasBridges ? ByBridges(log, anchor) : ByAnswers(log, anchor);
        return [.. found.Concat(ByDetails(log, anchor, found)).OrderBy(connection => connection.At)];
    }

    /// <summary>
    /// When <paramref name="anchor"/> entered a bridge with somebody, for bridges whose other side is unseen.
    /// </summary>
    public static DateTimeOffset? FirstBridge(CelChannel anchor) => anchor.Rows
        .FirstOrDefault(row =>
            row.EventType is CelTypes.BridgeEnter or CelTypes.BridgeStart or CelTypes.ConferenceEnter
            && row.Extra("bridge_technology") != "holding_bridge")?.EventTime;

    private static List<CelConnection> ByBridges(CelLog log, CelChannel anchor)
    {
        var bridges = new CelBridges(log);
        var found = new List<CelConnection>();
        var latest = new Dictionary<CelChannel, int>();
        HashSet<CelChannel> before = [];
        foreach (var row in log.Rows.Where(bridges.Take))
        {
            var now = bridges.Connected(anchor);
            now.RemoveWhere(channel => !channel.IsReal);
            foreach (var channel in log.Channels.Where(now.Contains))
            {
                // Most go on as before, and directly: nothing can become of them.
                if (before.Contains(channel) && found[latest[channel]].IsDirect)
                {
                    continue;
                }

                var connection = Connection(bridges, anchor, channel, row.EventTime);
                if (!Refined(found, latest, connection) && !before.Contains(channel))
                {
                    latest[channel] = found.Count;
                    found.Add(connection);
                }
            }

            foreach (var gone in before.Where(channel => !now.Contains(channel)))
            {
                found[latest[gone]] = found[latest[gone]] with { Until = row.EventTime };
            }

            before = now;
        }

        return found;
    }

    /// <summary>
    /// The channels that talk on after <paramref name="anchor"/> has gone, and were last to do so; or none.
    /// </summary>
    public static IReadOnlyList<CelChannel> LastTalking(CelLog log, CelChannel anchor, DateTimeOffset after)
    {
        var bridges = new CelBridges(log);
        IReadOnlyList<CelChannel> last = [];
        foreach (var row in log.Rows.Where(bridges.Take))
        {
            if (row.EventTime >= after && bridges.Talking(anchor) is { Count: > 0 } talking)
            {
                last = talking;
            }
        }

        return last;
    }

    private static CelConnection Connection(
        CelBridges bridges, CelChannel anchor, CelChannel channel, DateTimeOffset at) => new(
            channel, channel.NameAt(at), at, bridges.Since(anchor) ?? at, bridges.Since(channel) ?? at,
            bridges.InOneBridge(anchor, channel));

    private static bool Refined(
        List<CelConnection> found, Dictionary<CelChannel, int> latest, CelConnection connection)
    {
        if (!latest.TryGetValue(connection.Channel, out var index)
            || found[index].IsDirect || !connection.IsDirect
            || connection.At - found[index].At > OptimisationMax)
        {
            return false;
        }

        found[index] = connection with { At = found[index].At };
        return true;
    }

    // No bridges in this log, yet or at all (the operator left them out of cel.conf): whoever answered was connected.
    // But an answer may still be refused ("press 1 to accept"): what shows that it counts is that the caller is
    // answered after it, or that the call is over. A second answer counts only after the end of the first: else it
    // lost a race.
    private static List<CelConnection> ByAnswers(CelLog log, CelChannel anchor)
    {
        var found = new List<CelConnection>();
        var status = anchor.Hangup?.Extra("dialstatus") ?? "";
        if (status is not ("" or "ANSWER"))
        {
            return found;
        }

        foreach (var channel in log.Channels
            .Where(channel => channel != anchor && channel.IsReal && channel.AnsweredAt is not null)
            .OrderBy(channel => channel.AnsweredAt))
        {
            var answered = channel.AnsweredAt!.Value;
            var own = anchor.AnsweredAt ?? answered;
            var counts = anchor.AnsweredAt >= answered || anchor.EndedAt is not null;
            if (counts && (found.Count == 0 || found[^1].Channel.EndedAt <= answered))
            {
                var at = own > answered ? own : answered;
                found.Add(new CelConnection(
                    channel, channel.NameAt(at), at, at, at, IsDirect: true, channel.EndedAt));
            }
        }

        return found;
    }

    // An attended transfer joins two calls, and the channel that comes from the other one may have its rows there; a
    // parked call is fetched by a channel of another call. The details of the row still name who that is.
    private static IEnumerable<CelConnection> ByDetails(CelLog log, CelChannel anchor, List<CelConnection> found)
    {
        foreach (var row in log.Rows)
        {
            var (mine, other) = row.EventType switch
            {
                CelTypes.AttendedTransfer => Sides(row, anchor),
                CelTypes.ParkEnd => (log.Of(row) == anchor, row.Extra("retriever")),
                _ => (false, ""),
            };
            if (!mine || other is "" or "N/A" || !ChannelName.Of(other).IsReal
                || found.Any(known => known.Name.Full == other && known.At >= row.EventTime - OptimisationMax))
            {
                continue;
            }

            var channel = log.ByName(other) ?? Unseen(row, other);
            yield return new CelConnection(
                channel, ChannelName.Of(other), row.EventTime, row.EventTime, row.EventTime, IsDirect: true);
        }
    }

    private static CelChannel Unseen(CelRow row, string name) => new("", [new CelRow
    {
        EventType = "", EventTime = row.EventTime, UniqueId = "", LinkedId = row.LinkedId, ChanName = name,
    }]);

    private static (bool Mine, string Other) Sides(CelRow row, CelChannel anchor)
    {
        var transferee = row.Extra("transferee_channel_uniqueid");
        var target = row.Extra("transfer_target_channel_uniqueid");
        return transferee == anchor.UniqueId ? (true, row.Extra("transfer_target_channel_name"))
            : target == anchor.UniqueId ? (true, row.Extra("transferee_channel_name"))
            : (false, "");
    }
}
