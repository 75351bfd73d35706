using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Criteria;

/// <summary>What the paths of criteria can mean.</summary>
/// <param name="Root">The type of the records that are asked about, with every field that criteria may name.</param>
/// <param name="Find">The object type of a name, for references; null when there is none.</param>
/// <param name="Region">Country (<c>PL</c>) of telephone numbers that are written without one.</param>
public sealed record CriteriaSchema(ObjectType Root, Func<string, ObjectType?> Find, string? Region = null);
