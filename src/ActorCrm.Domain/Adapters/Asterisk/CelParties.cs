namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>
/// Who takes part: the source (the caller's channel) and the legs (channels that were made to reach somebody), in order
/// of their start. Local channels are nobody: they only join others.
/// </summary>
internal sealed class CelParties
{
    private readonly CelLog _log;
    private readonly AsteriskPatterns _patterns;

    public CelParties(CelLog log, AsteriskPatterns patterns)
    {
        (_log, _patterns) = (log, patterns);
        var real = log.Channels.Where(channel => channel.IsReal).ToList();
        IsLocalOriginate = log.First.IsLocal && real.Count > 0;
        Source = IsLocalOriginate ? OriginatedSource(real) : log.First;
        var legs = IsLocalOriginate ? OriginatedLegs(real) : real;
        Legs = [.. legs.Where(channel => channel != Source)];
        SourceIsTrunk = IsTrunk(Source);
    }

    public CelChannel Source { get; }

    public IReadOnlyList<CelChannel> Legs { get; }

    /// <summary>True when a program made the call through a Local channel: its first leg reaches the caller.</summary>
    public bool IsLocalOriginate { get; }

    public bool SourceIsTrunk { get; }

    /// <summary>True when a program made the call: Asterisk marks a channel that it originated itself.</summary>
    public bool IsOriginated => IsLocalOriginate || Source.Rows.Any(row => row.AppName == "AppDial2");

    /// <summary>
    /// True when a program called somebody outside who did not answer: then the other side was never called.
    /// </summary>
    public bool IsUnreached => IsOriginated && SourceIsTrunk && Legs.Count == 0;

    /// <summary>The legs that were dialled in this call, not joined to it from another.</summary>
    public IEnumerable<CelChannel> Rung => Legs.Where(leg => leg.Start is not null);

    /// <summary>
    /// The source's rows until the first leg is made, and that row's instant: later ones can be about a forward.
    /// </summary>
    public IEnumerable<CelRow> SourceRowsBeforeLegs => IsLocalOriginate || Rung.FirstOrDefault() is not { } first
        ? Source.Rows
        : Source.Rows.Where(row => row.EventTime <= first.StartedAt);

    /// <summary>
    /// True for a channel that leads outside: by its name, or because it was made in a context of incoming calls, which
    /// is the context that a trunk has.
    /// </summary>
    public bool IsTrunk(CelChannel channel) =>
        _patterns.IsTrunk(channel.Name.Full)
        || _patterns.IsIncoming((channel.Start ?? channel.Rows[0]).Context);

    /// <summary>True for a leg to somebody outside the centre.</summary>
    public bool IsExternal(CelChannel leg) =>
        IsTrunk(leg)
        || (!_patterns.IsExtension(leg.Name.Endpoint)
            && leg.Rows.FirstOrDefault(row => CelNumbers.IsNumber(row.CidNum)) is { } row
            && CelNumbers.IsPhone(row.CidNum)
            && !_patterns.IsExtension(row.CidNum)
            && !_patterns.IsLocal(leg.Start?.Context ?? ""));

    // The channel that a Local channel's second half reaches is the caller; the first half is answered by that, and
    // only then does it dial the other side.
    private CelChannel OriginatedSource(List<CelChannel> real)
    {
        var reached = real.Where(channel => FirstHalfAnsweredAt is not { } at || channel.StartedAt < at).ToList();
        return reached.Where(channel => channel.AnsweredAt is not null).MinBy(channel => channel.AnsweredAt)
            ?? reached.FirstOrDefault()
            ?? real[0];
    }

    private IEnumerable<CelChannel> OriginatedLegs(List<CelChannel> real) =>
        (FirstHalfAnsweredAt ?? Source.AnsweredAt ?? CelConnections.FirstBridge(Source)) is { } at
            ? real.Where(channel => channel.StartedAt >= at)
            : [];

    private DateTimeOffset? FirstHalfAnsweredAt => (_log.First.Name.Half == '2'
        ? _log.OtherHalf(_log.First) ?? _log.First
        : _log.First).AnsweredAt;
}
