using ActorCrm.Domain.Criteria;

namespace ActorCrm.Domain.Matching;

/// <summary>What a search came to.</summary>
/// <param name="Outcome">One, several or none.</param>
/// <param name="Kind">How the candidates were found; null when there are none.</param>
/// <param name="Candidates">The best first, as many as the limit allows.</param>
/// <param name="Truncated">Whether there are more.</param>
public sealed record MatchResult(
    MatchOutcome Outcome, MatchKind? Kind, IReadOnlyList<MatchCandidate> Candidates, bool Truncated);

/// <summary>What an agent is shown at once: the record, a list to choose from, or that it is new.</summary>
public enum MatchOutcome
{
    /// <summary>One record.</summary>
    Matched,

    /// <summary>Records to choose from, even if it is one that somebody should confirm.</summary>
    MultiMatch,

    /// <summary>Nothing was found: creating it makes no duplicate.</summary>
    NoMatch,
}

/// <summary>How a record meets criteria.</summary>
public enum MatchKind
{
    /// <summary>The value is the same, but for case, spaces around it and the writing of numbers.</summary>
    Exact,

    /// <summary>The value has the text in it.</summary>
    Partial,
}

/// <summary>A record that was found, and why.</summary>
/// <param name="Id">The record.</param>
/// <param name="Reasons">The criteria that it meets, in the order of the request; at least one.</param>
public sealed record MatchCandidate(string Id, IReadOnlyList<MatchReason> Reasons);

/// <summary>A criterion that a record meets.</summary>
/// <param name="Field">The field.</param>
/// <param name="Kind">How.</param>
public sealed record MatchReason(string Field, MatchKind Kind);

/// <summary>A record that a phase found.</summary>
/// <param name="Id">The record.</param>
/// <param name="LastActivityAt">When it last had to do with anything.</param>
/// <param name="Values">Its fields.</param>
public sealed record FoundRecord(string Id, DateTimeOffset LastActivityAt, ICriteriaRecord Values);
