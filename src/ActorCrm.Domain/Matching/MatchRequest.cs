using System.Text.Json;

namespace ActorCrm.Domain.Matching;

/// <summary>Who or what is looked for (spec/flows.md §5.3).</summary>
/// <param name="Criteria">
/// What is known of it. Empty values (null, texts of spaces, empty lists) are left out; not all may be empty.
/// </param>
public sealed record MatchRequest(IReadOnlyList<MatchCriterion> Criteria)
{
    /// <summary>Most criteria.</summary>
    public const int CriteriaMax = 20;

    /// <summary>Most candidates that an answer has, unless fewer are wanted.</summary>
    public const int LimitDefault = 50;

    /// <summary>Most candidates that may be asked for.</summary>
    public const int LimitMax = 500;

    /// <summary>
    /// Whether records that meet some of the criteria, or only a part of a text, are looked for when none meets all
    /// exactly. Default: true.
    /// </summary>
    public bool AllowPartial { get; init; } = true;

    /// <summary>
    /// Whether the only candidate of the partial phase is a match. Default: false, since somebody should confirm it.
    /// </summary>
    public bool SinglePartialIsMatch { get; init; }

    /// <summary>Most candidates in the answer. Default: 50.</summary>
    public int Limit { get; init; } = LimitDefault;
}

/// <summary>A value that is known.</summary>
/// <param name="Field">The field that has it.</param>
/// <param name="Value">
/// The value, as the field's kind is written; a telephone number in any form, or a part of it.
/// </param>
public sealed record MatchCriterion(string Field, JsonElement Value);
