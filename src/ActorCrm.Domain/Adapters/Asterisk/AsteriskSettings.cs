namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>
/// What the channel event log of one telephone system means. Every pattern is a regular expression without look-around
/// and back-references (it is matched in linear time), and case does not matter.
/// </summary>
public sealed record AsteriskSettings
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int PatternLengthMax = 500;

    /// <summary>Most patterns in one list.</summary>
    public const int PatternsMax = 50;

    private readonly AsteriskPatternsMemo _memo = new();

    /// <summary>Numbers of employees. Default: two to six digits.</summary>
    public string InternalExtensionPattern { get; init; } = "^[0-9]{2,6}$";

    /// <summary>
    /// Names of channels that lead outside. Default: names with "trunk", "gateway", "provider", "pstn", "voipms",
    /// "sipgate" or "twilio" in them, and technologies without telephones (DAHDI spans, GSM dongles).
    /// </summary>
    public IReadOnlyList<string> TrunkPatterns { get; init; } =
    [
        "^[a-z0-9]+/[^@]*(trunk|gateway|provider|pstn|voipms|sipgate|twilio)",
        "^(dahdi|zap)/(i|g)?[0-9]+/",
        "^(dongle|quectel|simcom|khomp|misdn|capi|vpb|ooh323|motif)/",
    ];

    /// <summary>
    /// Contexts in which calls from outside start; a dialled channel that was made in one is a trunk as well. Default:
    /// those of FreePBX (<c>from-trunk…</c>, <c>from-pstn…</c>, <c>from-did…</c>, <c>ext-did…</c>,
    /// <c>from-sip-external</c>), Wazo and XiVO (<c>from-extern</c>, <c>did</c>, <c>incall</c>) and customary ones.
    /// </summary>
    public IReadOnlyList<string> IncomingContextPatterns { get; init; } =
    [
        "^from[-_](extern|trunk|pstn|did|sip-external|dahdi|zaptel|voip|provider|outside|gateway|gsm|carrier)",
        "^(ext-)?did([-_].*)?$",
        "^(incoming|inbound|incall|public|trunk[-_]?in)",
    ];

    /// <summary>
    /// Contexts through which employees call outside. Default: <c>outcall</c> (Wazo), <c>macro-dialout…</c> and
    /// <c>outrt-…</c> (FreePBX), and names that begin with "outgoing", "outbound", "dialout", "to-trunk", "to-pstn".
    /// </summary>
    public IReadOnlyList<string> OutgoingContextPatterns { get; init; } =
    [
        "^(outcall|outgoing|outbound|dialout|trunk[-_]?out|out-)",
        "^(macro|sub)-dialout",
        "^outrt-",
        "^to[-_](extern|trunk|pstn|outside|gateway|provider)",
    ];

    /// <summary>
    /// Contexts in which only employees' telephones start calls. Default: names that begin with "from-internal",
    /// "internal", "inside", and <c>default</c>, <c>phones</c>, <c>users</c>, <c>local</c>, <c>employees</c>.
    /// </summary>
    public IReadOnlyList<string> LocalContextPatterns { get; init; } =
    [
        "^(from[-_])?(internal|inside)",
        "^(default|phones|users|user|local|employees|office)$",
    ];

    /// <summary>
    /// Contexts of voicemail. Default: <c>macro-vm</c>, <c>sub-vm</c>, and names that begin "voicemail".
    /// </summary>
    public IReadOnlyList<string> VoicemailContextPatterns { get; init; } = ["^(macro-vm|sub-vm|voicemail)"];

    /// <summary>The offset of times that are written without one. Default: zero (UTC).</summary>
    public TimeSpan TimeZoneOffset { get; init; }

    /// <summary>Most rows that are kept of one call. Default: 2,000.</summary>
    public int CelRowsMax { get; init; } = 2_000;

    /// <summary>
    /// How long the rows of a call that ended are kept after the latest of them came; then further ones are refused and
    /// the call stays as it is. Default: 7 days.
    /// </summary>
    /// <remarks>With a setter: generated JSON code forgets the default of an init-only one that is absent.</remarks>
    public TimeSpan CelRowsKept { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// What a recording's path begins with and its address does not, such as <c>/var/spool/asterisk/monitor/</c>.
    /// Default: empty.
    /// </summary>
    public string RecordingPathPrefix { get; init; } = "";

    /// <summary>
    /// What a recording's address begins with; absent, a recording's address is its path. Default: absent.
    /// </summary>
    public string? RecordingUrlBase { get; init; }

    /// <summary>What is wrong with these settings; empty when nothing is.</summary>
    public IReadOnlyList<AsteriskSettingsError> Validate() =>
    [
        .. AsteriskPatterns.Errors(nameof(InternalExtensionPattern), [InternalExtensionPattern]),
        .. AsteriskPatterns.Errors(nameof(TrunkPatterns), TrunkPatterns),
        .. AsteriskPatterns.Errors(nameof(IncomingContextPatterns), IncomingContextPatterns),
        .. AsteriskPatterns.Errors(nameof(OutgoingContextPatterns), OutgoingContextPatterns),
        .. AsteriskPatterns.Errors(nameof(LocalContextPatterns), LocalContextPatterns),
        .. AsteriskPatterns.Errors(nameof(VoicemailContextPatterns), VoicemailContextPatterns),
        .. LimitErrors(),
    ];

    internal AsteriskPatterns Patterns() => _memo.Of(this);

    private IEnumerable<AsteriskSettingsError> LimitErrors()
    {
        if (TimeZoneOffset.Duration() > TimeSpan.FromHours(14) || TimeZoneOffset.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            yield return new(
                nameof(TimeZoneOffset), "timeZoneOffsetInvalid", "The offset is whole minutes, at most 14 hours.");
        }

        if (CelRowsMax is < 10 or > 20_000)
        {
            yield return new(nameof(CelRowsMax), "celRowsMaxInvalid", "The limit is between 10 and 20,000 rows.");
        }

        if (CelRowsKept < TimeSpan.FromHours(1) || CelRowsKept > TimeSpan.FromDays(3_650))
        {
            yield return new(nameof(CelRowsKept), "celRowsKeptInvalid", "Rows are kept for 1 hour to 10 years.");
        }
    }
}

/// <summary>One mistake in <see cref="AsteriskSettings"/>.</summary>
/// <param name="Field">Name of the setting.</param>
/// <param name="Code">Such as <c>patternInvalid</c>; never changes.</param>
/// <param name="Message">What is wrong.</param>
public sealed record AsteriskSettingsError(string Field, string Code, string Message);
