using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>Names and numbers of the parties.</summary>
internal sealed class CelIdentities(CelLog log, CelParties parties, AsteriskPatterns patterns)
{
    /// <summary>
    /// The caller's number as it was shown when the first telephone was dialled: the dial plan may correct it.
    /// </summary>
    public string? From => Filled(parties.IsLocalOriginate && parties.SourceIsTrunk
        ? OutsideNumber(parties.Source, own: "")
        : Shown(row => row.CidNum) is { Length: > 0 } number ? number
        : parties.Source.Start?.CidAni is { Length: > 0 } ani ? ani
        : parties.SourceIsTrunk ? ""
        : parties.Source.IsLocal ? parties.Source.Name.LocalExten
        : parties.Source.Name.Endpoint);

    /// <summary>The caller's name, as it was shown at the same time; empty if there is none.</summary>
    public string FromName => Shown(row => row.CidName);

    /// <summary>
    /// The employee at the source, for outgoing and internal calls; a program may have called a mobile.
    /// </summary>
    public AgentReference Caller => parties.SourceIsTrunk
        ? new AgentReference(Number: From)
        : new AgentReference(
            Extension: Extension(parties.Source.Start?.CidNum, parties.Source.Name.Endpoint, From),
            Sip: parties.Source.IsReal ? Filled(parties.Source.Name.Endpoint) : null);

    /// <summary>
    /// What was dialled first; what a program dialled is in no row, so the first leg's number stands for it.
    /// </summary>
    public string? Dialled
    {
        get
        {
            var rows = parties.IsLocalOriginate ? [] : parties.SourceRowsBeforeLegs.ToList();
            return Filled(
                Exten(rows.Where(row => row.EventType == CelTypes.ChannelStart), CelNumbers.IsDialled)
                ?? Exten(rows.Where(row => row.EventType == CelTypes.WazoFromS), CelNumbers.IsDialled)
                ?? Exten(rows, CelNumbers.IsNumber)
                ?? rows.Select(row => row.CidDnid).FirstOrDefault(CelNumbers.IsNumber)
                ?? parties.Rung.Take(1).Select(first => Number(first, first.Name, dialled: null) ?? "")
                    .FirstOrDefault(CelNumbers.IsNumber));
        }
    }

    /// <summary>The number of a leg. <paramref name="name"/> is its channel's name when it was connected.</summary>
    public string? Number(CelChannel leg, ChannelName name, string? dialled)
    {
        if (parties.IsExternal(leg))
        {
            return OutsideNumber(leg, From ?? "") ?? dialled;
        }

        // Picked up: the channel has another telephone's name now, and that telephone's own channel knows the number.
        if (name.Full != leg.Name.Full && name.Endpoint != leg.Name.Endpoint)
        {
            return Extension(
                PickedUpBy(name)?.Start?.CidNum, name.Endpoint,
                leg.Rows.LastOrDefault(row => ChannelName.Of(row.ChanName).Full == name.Full)?.CidNum)
                ?? Filled(name.Endpoint);
        }

        var shown = leg.Start?.CidNum ?? leg.Rows[0].CidNum;
        if (CelNumbers.IsNumber(shown) && !IsGuessed(shown, leg))
        {
            return shown;
        }

        return patterns.IsExtension(name.Endpoint) ? name.Endpoint
            : CelNumbers.IsNumber(shown) ? shown
            : leg.Rows.Select(row => row.CidNum).FirstOrDefault(number => CelNumbers.IsNumber(number) && number != From)
            ?? Filled(name.Endpoint);
    }

    /// <summary>The name of what the dial plan says was called: a user, a group, a conference.</summary>
    public string? Destination => Last(CelTypes.WazoDestination) is { } row
        ? Filled(row.WazoValue("name")) ?? Filled(row.WazoValue("label")) ?? Meeting
        : Meeting;

    /// <summary>The name of the conference or meeting that the caller went into.</summary>
    public string? Meeting => (Last(CelTypes.WazoMeeting) ?? Last(CelTypes.WazoConference)) is { } row
        ? Filled(row.WazoValue("name")) ?? Filled(row.Extra("extra"))
        : null;

    /// <summary>The name that a leg shows: empty for outside, where only the trunk's own name is known.</summary>
    public string Name(CelChannel leg, ChannelName name) => parties.IsExternal(leg) ? ""
        : name.Full != leg.Name.Full && name.Endpoint != leg.Name.Endpoint
            ? PickedUpBy(name)?.Start?.CidName ?? ""
        : leg.Start?.CidName ?? leg.Rows[0].CidName;

    /// <summary>
    /// Who is at a leg: an employee by extension and account, or by the outside number that was reached.
    /// </summary>
    public AgentReference Agent(CelChannel leg, ChannelName name)
    {
        if (leg == parties.Source)
        {
            return Caller;
        }

        var number = Number(leg, name, dialled: null);
        return parties.IsExternal(leg)
            ? new AgentReference(Number: number)
            : new AgentReference(Extension: Extension(number, name.Endpoint, null), Sip: Filled(name.Endpoint));
    }

    // Dial's own argument is what was sent to the trunk; else the number that the leg shows once it is dialled (at its
    // start it may still show the trunk's own).
    private string? OutsideNumber(CelChannel leg, string own) =>
        SentToTrunk(leg)
        ?? leg.Rows.Where(row => row.EventType != CelTypes.ChannelStart).Select(row => row.CidNum)
            .FirstOrDefault(number => CelNumbers.IsNumber(number) && number != own)
        ?? leg.Rows.Select(row => row.CidNum).FirstOrDefault(number => CelNumbers.IsNumber(number) && number != own);

    private string? SentToTrunk(CelChannel leg) => log.Rows
        .Where(row => row.EventTime <= leg.StartedAt && row.AppName.Equals("Dial", StringComparison.OrdinalIgnoreCase))
        .Reverse()
        .SelectMany(row => row.AppData.Split(',', '|')[0].Split('&'))
        .Select(target => SentTo(target, leg.Name))
        .FirstOrDefault(number => number is not null);

    // TECH/endpoint/number, TECH/number@endpoint, PJSIP/endpoint/sip:number@host.
    private static string? SentTo(string target, ChannelName name)
    {
        var parts = target.Split('/', 3);
        if (parts.Length < 2 || !parts[0].Equals(name.Technology, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var at = parts[1].IndexOf('@', StringComparison.Ordinal);
        var (endpoint, number) = parts.Length == 3 ? (parts[1], parts[2])
            : at > 0 ? (parts[1][(at + 1)..], parts[1][..at])
            : ("", "");
        number = (number.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? number[4..] : number).Split('@')[0];
        return CelNumbers.IsNumber(number)
            && (endpoint.Equals(name.Endpoint, StringComparison.OrdinalIgnoreCase)
                || name.Endpoint.StartsWith(endpoint + "/", StringComparison.OrdinalIgnoreCase))
            ? number
            : null;
    }

    // Asterisk gives a dialled channel without a caller id the number that was dialled: then all of a group show that.
    private bool IsGuessed(string number, CelChannel leg) => parties.Rung.Any(
        other => other != leg && other.Start!.CidNum == number && other.Name.Endpoint != leg.Name.Endpoint);

    private CelRow? Last(string type) => log.Rows.LastOrDefault(row => row.EventType == type);

    private CelChannel? PickedUpBy(ChannelName name) =>
        log.Channels.FirstOrDefault(channel => channel.Name.Full == name.Full && channel.Start is not null);

    private string? Extension(params string?[] candidates) =>
        candidates.FirstOrDefault(candidate => candidate is not null && patterns.IsExtension(candidate));

    private string Shown(Func<CelRow, string> what) => parties.SourceRowsBeforeLegs
        .Where(row => row.EventType is CelTypes.ChannelStart or CelTypes.AppStart or CelTypes.WazoOutgoing)
        .Select(what)
        .LastOrDefault(text => text.Length > 0) ?? "";

    private static string? Exten(IEnumerable<CelRow> rows, Func<string, bool> fits) =>
        rows.Select(row => row.Exten).FirstOrDefault(fits);

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
