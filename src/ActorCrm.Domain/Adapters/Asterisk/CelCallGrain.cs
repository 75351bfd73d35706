using System.Security.Cryptography;
using System.Text.Json;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>Gathers the rows of one linked id and tells the call what they mean, whenever that changes.</summary>
public static class CelCallGrain
{
    /// <summary>How long further rows are awaited when every channel that is known has ended.</summary>
    public static readonly TimeSpan QuietAfterEnd = TimeSpan.FromSeconds(30);

    private const string QuietReminder = "quiet";
    private const string PruneReminder = "prune";

    /// <summary>Handles one message.</summary>
    public static CelCallLog? Handle(Turn turn, CelCallLog? state, object message) => message switch
    {
        RecordCelRows record => Record(turn, state, record),
        CloseQuietCel => Close(turn, state),
        PruneCel => Prune(turn, state),
        _ => throw new InvalidOperationException($"A CEL call does not understand {message.GetType().Name}."),
    };

    private static CelCallLog? Record(Turn turn, CelCallLog? state, RecordCelRows record)
    {
        if (state is { PrunedAt: not null })
        {
            // Without the rows of before these few would look like the whole call.
            turn.Reply(new CelRowsRecorded([.. record.Rows.Select(_ => CelRowFate.Pruned)]));
            return state;
        }

        var settings = AsteriskSetup.Of(turn);
        var rows = new List<CelRow>(state?.Rows ?? []);
        var fates = Add(rows, record.Rows, settings.CelRowsMax);
        turn.Reply(new CelRowsRecorded(fates));
        if (!fates.Contains(CelRowFate.Stored))
        {
            return state;
        }

        var isOver = IsOver(rows);
        var next = new CelCallLog(
            record.Source, record.LinkedId, [.. rows], state?.Sent, IsQuiet: state?.IsQuiet == true && isOver,
            ChangedAt: turn.Now);
        if (state?.ChangedAt is null)
        {
            // Set once: when it is due, it looks at what has come meanwhile.
            turn.Remind(PruneReminder, turn.Now + settings.CelRowsKept, new PruneCel());
        }

        var call = CelInterpreter.Read(next.Rows, settings);
        Await(turn, isOver, isWhole: next.IsQuiet || call.IsComplete);
        return Tell(turn, next, call);
    }

    private static CelCallLog? Close(Turn turn, CelCallLog? state) => state is null or { IsQuiet: true }
        ? state
        : Tell(turn, state with { IsQuiet = true }, CelInterpreter.Read(state.Rows, AsteriskSetup.Of(turn)));

    private static CelCallLog? Prune(Turn turn, CelCallLog? state)
    {
        if (state is null or { PrunedAt: not null })
        {
            return state;
        }

        var settings = AsteriskSetup.Of(turn);
        var due = (state.ChangedAt ?? turn.Now) + settings.CelRowsKept;
        var hasEnded = state.IsQuiet || CelInterpreter.Read(state.Rows, settings).IsComplete;
        if (turn.Now >= due && hasEnded)
        {
            return state with { Rows = [], PrunedAt = turn.Now };
        }

        turn.Remind(PruneReminder, turn.Now >= due ? turn.Now + settings.CelRowsKept : due, new PruneCel());
        return state;
    }

    private static CelRowFate[] Add(List<CelRow> rows, CelRow[] added, int rowsMax)
    {
        var known = new HashSet<string>(rows.Count, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            known.Add(row.Identity());
        }

        var fates = new CelRowFate[added.Length];
        for (var i = 0; i < added.Length; i++)
        {
            var identity = added[i].Identity();
            fates[i] = known.Contains(identity) ? CelRowFate.Known
                : rows.Count >= rowsMax ? CelRowFate.TooMany
                : CelRowFate.Stored;
            if (fates[i] == CelRowFate.Stored)
            {
                known.Add(identity);
                rows.Add(added[i]);
            }
        }

        return fates;
    }

    private static CelCallLog Tell(Turn turn, CelCallLog log, CelCall call)
    {
        var events = Acceptable(CelCallEvents.Of(call, log.IsQuiet));
        if (events.Length == 0 || !CallKey.TryCall(log.Source, log.LinkedId, out var to))
        {
            return log;
        }

        var message = new ReplaceCallEvents(log.Source, log.LinkedId, events);
        var fingerprint = Fingerprint(message);
        if (fingerprint == log.Sent)
        {
            return log;
        }

        turn.Tell(to, message);
        return log with { Sent = fingerprint };
    }

    /// <summary>What a call takes: one event that it would refuse must not cost the whole call.</summary>
    private static CallEvent[] Acceptable(IReadOnlyList<CallEvent> events)
    {
        CallEvent[] fine = [.. events.Where(callEvent => CallEvents.Fault(callEvent) is null)];
        return fine.Length <= Call.EventsMax ? fine : [.. fine[..(Call.EventsMax - 1)], fine[^1]];
    }

    /// <summary>
    /// Sets when the call counts as whole although rows may be missing. While a channel is open people may be talking,
    /// which makes no rows: then it is the call's own quiet timeout.
    /// </summary>
    private static void Await(Turn turn, bool isOver, bool isWhole)
    {
        if (isWhole)
        {
            turn.Forget(QuietReminder);
            return;
        }

        var wait = isOver ? QuietAfterEnd : SettingsSnapshot.Of(turn).Calls.QuietTimeout;
        turn.Remind(QuietReminder, turn.Now + wait, new CloseQuietCel());
    }

    private static bool IsOver(List<CelRow> rows)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.EventType == CelTypes.LinkedIdEnd)
            {
                return true;
            }

            open.Add(row.UniqueId);
        }

        foreach (var row in rows)
        {
            if (row.EventType == CelTypes.ChannelEnd)
            {
                open.Remove(row.UniqueId);
            }
        }

        return open.Count == 0;
    }

    private static string Fingerprint(ReplaceCallEvents message)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, CallJson.Default.ReplaceCallEvents);
        return Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16));
    }
}
