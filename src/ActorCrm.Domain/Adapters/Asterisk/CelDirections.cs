using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>
/// Which way the call goes: decided by where it starts and what was dialled first, never by a later forward.
/// </summary>
internal static class CelDirections
{
    public static (CallDirection Direction, string Why) Of(
        CelLog log, CelParties parties, CelIdentities identities, AsteriskPatterns patterns)
    {
        if (ByOriginate(parties) is { } originated)
        {
            return originated;
        }

        if (Outside(log, parties, patterns) is { } outside)
        {
            return (CallDirection.Incoming, outside);
        }

        var dialled = identities.Dialled ?? "";
        return Target(log, parties, patterns, dialled) is { } target
            ? (CallDirection.Outgoing, target)
            : (CallDirection.Internal, "internal: neither side is outside");
    }

    // A program that calls two numbers outside joins an employee's mobile to a client: the employee is called first.
    // One outside and one employee is left to the other rules, and reads as a call of the client's.
    private static (CallDirection, string)? ByOriginate(CelParties parties) =>
        !parties.IsOriginated || !parties.SourceIsTrunk ? null
        : parties.IsUnreached ? (CallDirection.Outgoing, "outgoing: a program called outside, and was not answered")
        : parties.IsExternal(parties.Legs[0]) ? (CallDirection.Outgoing, "outgoing: a program called outside twice")
        : null;

    /// <summary>Why the caller is outside, or null.</summary>
    private static string? Outside(CelLog log, CelParties parties, AsteriskPatterns patterns)
    {
        var rows = parties.SourceRowsBeforeLegs.ToList();
        if (rows.Any(row => row.EventType == CelTypes.WazoIncoming))
        {
            return "incoming: XIVO_INCALL";
        }

        if (patterns.IsTrunk(parties.Source.Name.Full))
        {
            return "incoming: the first channel is a trunk";
        }

        var number = parties.Source.Start?.CidNum ?? parties.Source.Rows[0].CidNum;
        var isExtension = patterns.IsExtension(number) || patterns.IsExtension(parties.Source.Name.Endpoint);

        // FreePBX sends employees through contexts of incoming calls too; but their telephones do not start there.
        if (isExtension && patterns.IsLocal(parties.Source.Start?.Context ?? ""))
        {
            return null;
        }

        if (rows.Select(row => row.Context).FirstOrDefault(patterns.IsIncoming) is { } context)
        {
            return $"incoming: context {context}";
        }

        // A telephone's context says "inside" aloud; and Wazo says of every call from outside that it is one.
        if (rows.Any(row => patterns.IsLocal(row.Context) || patterns.IsOutgoing(row.Context))
            || log.Rows.Any(row => row.EventType is
                CelTypes.WazoDestination or CelTypes.WazoMissed or CelTypes.WazoOutgoing or CelTypes.WazoForward))
        {
            return null;
        }

        return isExtension ? null
            : CelNumbers.IsPhone(number) ? "incoming: the caller's number is no extension"
            : CelNumbers.IsHidden(number) ? "incoming: the caller hides the number"
            : null;
    }

    /// <summary>Why what was dialled first is outside, or null.</summary>
    private static string? Target(CelLog log, CelParties parties, AsteriskPatterns patterns, string dialled)
    {
        var first = parties.Rung.FirstOrDefault();
        var outcall = log.Rows.FirstOrDefault(row => row.EventType == CelTypes.WazoOutgoing);
        var forwarded = log.Rows.Any(row =>
            row.EventType is CelTypes.WazoForward or CelTypes.Forward
            && row.EventTime <= (outcall?.EventTime ?? first?.StartedAt ?? row.EventTime));
        if (forwarded || (first is not null && outcall?.EventTime > first.StartedAt && !parties.IsExternal(first)))
        {
            return null;
        }

        if (outcall is not null)
        {
            return "outgoing: XIVO_OUTCALL";
        }

        var contexts = parties.SourceRowsBeforeLegs.Select(row => row.Context);
        if (!parties.IsLocalOriginate && contexts.FirstOrDefault(patterns.IsOutgoing) is { } context)
        {
            return $"outgoing: context {context}";
        }

        if (first is null)
        {
            return CelNumbers.IsPhone(dialled) && !patterns.IsExtension(dialled)
                ? "outgoing: a telephone number was dialled"
                : null;
        }

        // An extension that also rings a mobile telephone is still an extension.
        var isExtension = patterns.IsExtension(dialled)
            && (log.Channels.Any(channel => channel.IsLocal) || parties.Rung.Any(leg => !parties.IsExternal(leg)));
        return parties.IsExternal(first) && (parties.IsLocalOriginate || !isExtension)
            ? "outgoing: the first leg leads outside"
            : null;
    }
}
