using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>How a call ended in which nobody was connected, and whether its rows are all here.</summary>
internal static class CelOutcomes
{
    private static readonly string[] VoicemailApplications = ["VoiceMail", "MinivmRecord", "MinivmGreet"];

    // Q.850 causes: the number, the network or the telephone system was at fault, not a person.
    private static readonly int[] FailedCauses =
        [1, 2, 3, 5, 6, 20, 22, 23, 27, 28, 29, 34, 38, 41, 42, 44, 50, 58, 66, 88, 127];

    // Members of a row's details that name channels of another call.
    private static readonly string[] Joiners =
    [
        "transfer_target_channel_uniqueid", "transferee_channel_uniqueid", "channel2_uniqueid",
        "pickup_channel_uniqueid", "retriever",
    ];

    private static readonly int[] BusyCauses = [17, 21];

    public static CallOutcome Unanswered(CelLog log, CelParties parties, AsteriskPatterns patterns)
    {
        var hangup = parties.Source.Hangup;
        var status = hangup?.Extra("dialstatus") ?? "";
        var bySource = hangup?.Extra("hangupsource") is { Length: > 0 } source
            && ChannelName.Of(source).Full == ChannelName.Of(hangup.ChanName).Full;
        var rung = parties.Rung.ToList();
        var causes = (rung.Count > 0 ? rung : [parties.Source]).Select(Cause).ToList();
        return IsVoicemail(log, parties, patterns) ? CallOutcome.Voicemail
            : IsBusy(status, causes) ? CallOutcome.Busy
            : IsFailed(status, causes) ? CallOutcome.Failed
            : bySource || status == "CANCEL" || (rung.Count == 0 && status.Length == 0) ? CallOutcome.Cancelled
            : CallOutcome.NoAnswer;
    }

    /// <summary>
    /// True when a machine took the call: the source, or a Local channel on its behalf, is in voicemail.
    /// </summary>
    public static bool IsVoicemail(CelLog log, CelParties parties, AsteriskPatterns patterns) => log.Rows.Any(row =>
        (log.Of(row) == parties.Source || log.Of(row).IsLocal)
        && (VoicemailApplications.Contains(row.AppName, StringComparer.OrdinalIgnoreCase)
            || patterns.IsVoicemail(row.Context)));

    /// <summary>
    /// True when every channel has begun and ended, the first one is here, and no row presupposes one that is missing.
    /// </summary>
    public static bool IsComplete(
        CelLog log, CelParties parties, AsteriskPatterns patterns, bool isAnswered)
    {
        if (log.Named?.Start is null)
        {
            return false;
        }

        // Some operators log no end of channels at all; then the end of the linked id is the only one.
        var logsEnds = log.Rows.Any(row => row.EventType is CelTypes.ChannelEnd or CelTypes.Hangup);
        var isOver = logsEnds
            ? log.Channels.All(channel => channel.EndedAt is not null)
            : log.Rows.Any(row => row.EventType == CelTypes.LinkedIdEnd);
        var joined = Joined(log);
        return isOver
            && log.Channels.All(channel =>
                channel.Start is not null || joined.Contains(channel.UniqueId) || joined.Contains(channel.Name.Full))
            && !log.Channels.Any(LeavesUnentered)
            && (isAnswered || IsVoicemail(log, parties, patterns) || !SaysAnswered(log, parties));
    }

    // The dial status only survives for the first failure of several: it speaks for a single leg.
    private static bool IsBusy(string status, List<int?> causes) =>
        causes.All(cause => cause is { } known && BusyCauses.Contains(known))
        || (status == "BUSY" && causes.Count == 1);

    private static bool IsFailed(string status, List<int?> causes) =>
        causes.All(cause => cause is { } known && FailedCauses.Contains(known))
        || (status is "CHANUNAVAIL" or "CONGESTION" or "INVALIDARGS" && causes.Count == 1);

    private static int? Cause(CelChannel channel) =>
        int.TryParse(channel.Hangup?.Extra("hangupcause"), out var cause) ? cause : null;

    // A channel of another call that a transfer, a pickup or parking brought here: its first row is there.
    private static HashSet<string> Joined(CelLog log) => log.Rows
        .Where(row => row.EventType is CelTypes.AttendedTransfer or CelTypes.Pickup or CelTypes.ParkEnd)
        .SelectMany(row => Joiners.Select(name => row.Extra(name)).Append(row.UniqueId))
        .ToHashSet(StringComparer.Ordinal);

    private static bool LeavesUnentered(CelChannel channel)
    {
        var inside = channel.Start is null ? 1 : 0;
        foreach (var row in channel.Rows)
        {
            inside += row.EventType switch
            {
                CelTypes.BridgeEnter => 1,
                CelTypes.BridgeExit => -1,
                _ => 0,
            };
            if (inside < 0)
            {
                return true;
            }
        }

        return false;
    }

    // Somebody talked, and with whom is not to be seen: the rows of that are still to come. (Where Local channels take
    // part, the other side of a bridge may be a machine.)
    private static bool SaysAnswered(CelLog log, CelParties parties) =>
        log.Rows.Any(row => row.EventType == CelTypes.Hangup && row.Extra("dialstatus") == "ANSWER")
        || log.Rows.Any(row => row.EventType == CelTypes.BridgeEnd)
        || (!log.Channels.Any(channel => channel.IsLocal)
            && parties.Rung.Append(parties.Source).Any(channel => CelConnections.FirstBridge(channel) is not null));
}
