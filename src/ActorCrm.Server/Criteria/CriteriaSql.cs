namespace ActorCrm.Server.Criteria;

/// <summary>Criteria as a database understands them.</summary>
/// <param name="Condition">
/// For a <c>WHERE</c>: true for the records for which the criteria hold, else false or null. To run on a connection of
/// <see cref="Hosting.ReadDatabase.OpenForCriteriaAsync"/>.
/// </param>
/// <param name="Filter">The same for a statement that already has a condition.</param>
/// <param name="Values">Its parameters; their names begin with <c>criteria</c>.</param>
internal sealed record CriteriaSql(string Condition, string Filter, IReadOnlyDictionary<string, object> Values);
