using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>What the rows of one linked id say about one call.</summary>
public sealed record CelCall
{
    /// <summary>The linked id of the rows.</summary>
    public required string LinkedId { get; init; }

    /// <summary>Who calls: a number, an extension or a SIP account; null while unknown.</summary>
    public string? From { get; init; }

    /// <summary>The name that the caller shows; empty if the caller shows none.</summary>
    public string? FromName { get; init; }

    /// <summary>
    /// Who is called: who was connected (after a transfer: last), else whose telephone rang last, else what was
    /// dialled. On an outgoing call always the client.
    /// </summary>
    public string? To { get; init; }

    /// <summary>
    /// The name that the called side shows: empty if its telephone rang and shows none, null if none rang.
    /// </summary>
    public string? ToName { get; init; }

    /// <summary>What was dialled first.</summary>
    public string? Dialled { get; init; }

    /// <summary>Which way the call goes, seen from the centre.</summary>
    public CallDirection Direction { get; init; }

    /// <summary>When the first channel was made; null while its first row is missing.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the first telephone rang.</summary>
    public DateTimeOffset? RingingAt { get; init; }

    /// <summary>When the caller was connected with a person; null means never, or not yet.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The employee who was connected with the other side first: of an outgoing call, its caller.</summary>
    public AgentReference? AnsweredBy { get; init; }

    /// <summary>The employee who made an outgoing or internal call.</summary>
    public AgentReference? MadeBy { get; init; }

    /// <summary>
    /// Which employee was connected when, in order of time; the first is the answer, the others transfers.
    /// </summary>
    public IReadOnlyList<CelStep> Steps { get; init; } = [];

    /// <summary>When the call was over; null while <see cref="IsComplete"/> is false and no end was seen.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How the call ended; null while the rows are not complete.</summary>
    public CallOutcome? Outcome { get; init; }

    /// <summary>How the call ended if no further row comes.</summary>
    public CallOutcome OutcomeSoFar { get; init; }

    /// <summary>Recordings in order of their start.</summary>
    public IReadOnlyList<CelRecording> Recordings { get; init; } = [];

    /// <summary>
    /// True when the first channel's first row is here, every channel that is seen has begun and ended, and no row
    /// hints at one that is missing.
    /// </summary>
    public bool IsComplete { get; init; }

    /// <summary>The time of the earliest row.</summary>
    public DateTimeOffset FirstRowAt { get; init; }

    /// <summary>The time of the latest row.</summary>
    public DateTimeOffset LastRowAt { get; init; }

    /// <summary>Short reasons for what was decided, for the call's timeline.</summary>
    public IReadOnlyList<string> Trace { get; init; } = [];

    /// <summary>Compares by content, lists too: one set of rows gives equal calls.</summary>
    public bool Equals(CelCall? other) =>
        other is not null
        && Scalars() == other.Scalars()
        && Steps.SequenceEqual(other.Steps)
        && Recordings.SequenceEqual(other.Recordings)
        && Trace.SequenceEqual(other.Trace);

    /// <inheritdoc/>
    public override int GetHashCode() => Scalars().GetHashCode();

    private (string, (string?, string?, string?, string?, string?), CallDirection, (DateTimeOffset?, DateTimeOffset?,
        DateTimeOffset?, DateTimeOffset?), (AgentReference?, AgentReference?), (CallOutcome?, CallOutcome, bool),
        (DateTimeOffset, DateTimeOffset)) Scalars() =>
        (LinkedId, (From, FromName, To, ToName, Dialled), Direction, (StartedAt, RingingAt, AnsweredAt, EndedAt),
            (AnsweredBy, MadeBy), (Outcome, OutcomeSoFar, IsComplete), (FirstRowAt, LastRowAt));
}

/// <summary>An employee was connected with the other side.</summary>
/// <param name="At">Since when.</param>
/// <param name="Agent">Who.</param>
public sealed record CelStep(DateTimeOffset At, AgentReference Agent);

/// <summary>A recording of the call.</summary>
/// <param name="Id">Stable: made of the path.</param>
/// <param name="Path">The file on the telephone system, as Asterisk names it.</param>
/// <param name="Url">Where it can be fetched, by <see cref="AsteriskSettings.RecordingUrlBase"/>.</param>
/// <param name="StartedAt">When the recording began.</param>
public sealed record CelRecording(string Id, string Path, string Url, DateTimeOffset StartedAt);
