namespace ActorCrm.Domain.Objects;

/// <summary>What is stored of an object type (grain <c>object_type</c>, key = name).</summary>
/// <param name="Definition">A custom type; of a built-in one the custom fields only.</param>
/// <param name="Removed">
/// Fields that it had once, since records may still have values of their kinds; null when there are none.
/// </param>
public sealed record SavedObjectType(ObjectType Definition, FieldDefinition[]? Removed = null);
