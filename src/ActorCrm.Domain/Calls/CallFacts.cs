namespace ActorCrm.Domain.Calls;

/// <summary>
/// What the set of a call's events says. A pure function of the set, so order and repetition of arrival do not matter
/// (DESIGN §6). Where events contradict each other the earliest one counts, except for who answered last and for how
/// the call ended: there the latest one counts.
/// </summary>
public sealed partial record CallFacts
{
    /// <summary>Selects the scenario; null when no event says.</summary>
    public string? Project { get; init; }

    /// <summary>Which way the call goes; null when no event says.</summary>
    public CallDirection? Direction { get; init; }

    /// <summary>Who calls, as written by the telephone system.</summary>
    public string? From { get; init; }

    /// <summary>Who is called, as written by the telephone system.</summary>
    public string? To { get; init; }

    /// <summary>What was dialled first.</summary>
    public string? Dialled { get; init; }

    /// <summary>The name that the caller's side shows.</summary>
    public string? CallerName { get; init; }

    /// <summary>The name that the called side shows.</summary>
    public string? CalledName { get; init; }

    /// <summary>Time of the earliest event.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Time of the latest event.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>When a telephone first rang.</summary>
    public DateTimeOffset? RangAt { get; init; }

    /// <summary>When somebody first picked up.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Who picked up first; null when nobody did or no event says who.</summary>
    public AgentReference? FirstAnswerer { get; init; }

    /// <summary>Who was connected last; for an outgoing call, who made it unless it was handed on.</summary>
    public AgentReference? LastAnswerer { get; init; }

    /// <summary>When the call was over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended, if the telephone system knows.</summary>
    public CallOutcome? Outcome { get; init; }

    /// <summary>Links to recordings in order of time; null when there are none.</summary>
    public string[]? Recordings { get; init; }

    /// <summary>Marketing tags, merged: for each tag the earliest event that has it.</summary>
    public UtmTags? Utm { get; init; }

    /// <summary>The page that led to the call.</summary>
    public string? LandingPage { get; init; }

    /// <summary>The visitor's analytics id.</summary>
    public string? ClientId { get; init; }
}
