using System.Text.Json;
using ActorCrm.Domain.Matching;
using ActorCrm.Server.Records;

namespace ActorCrm.Server.Matching;

/// <summary>Asks whether somebody or something is known.</summary>
/// <param name="Type">The name of the object type.</param>
/// <param name="Criteria">
/// What is known: at most 20. Empty values (null, texts of spaces, empty lists) are left out; not all may be empty.
/// </param>
/// <param name="AllowPartial">
/// Whether records that meet some of the criteria, or a part of a text, are looked for when none meets all; true when
/// absent.
/// </param>
/// <param name="SinglePartialIsMatch">
/// Whether the only candidate of that is a match; false when absent: somebody should confirm it.
/// </param>
/// <param name="Limit">Most candidates in the answer, 1 to 500; 50 when absent.</param>
/// <param name="TimeZone">IANA name of the time zone in which days are meant; UTC when absent.</param>
public sealed record MatchAsked(
    string? Type,
    MatchValue?[]? Criteria,
    bool? AllowPartial = null,
    bool? SinglePartialIsMatch = null,
    int? Limit = null,
    string? TimeZone = null);

/// <summary>A value that is known.</summary>
/// <param name="Field">The field that has it.</param>
/// <param name="Value">The value; a telephone number in any form, or a part of it.</param>
public sealed record MatchValue(string? Field, JsonElement? Value = null);

/// <summary>What was found.</summary>
/// <param name="Outcome">One, several, or none.</param>
/// <param name="Kind">How they were found; null when none was.</param>
/// <param name="Matches">The best first.</param>
/// <param name="Count">How many <paramref name="Matches"/> has.</param>
/// <param name="Truncated">Whether there are more.</param>
public sealed record MatchView(
    MatchOutcome Outcome, MatchKind? Kind, MatchCandidateView[] Matches, int Count, bool Truncated);

/// <summary>A record that was found, and why.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Reasons">The criteria that it meets, in the order of the request.</param>
/// <param name="Record">The record.</param>
public sealed record MatchCandidateView(string Id, MatchReasonView[] Reasons, RecordView Record);

/// <summary>A criterion that a record meets.</summary>
/// <param name="Field">The field.</param>
/// <param name="Kind">The value is the same, or has the text in it.</param>
public sealed record MatchReasonView(string Field, MatchKind Kind);
