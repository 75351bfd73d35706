using System.Collections.Immutable;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Criteria;

/// <summary>
/// The way from a record to a value: through references, if any, to a field (<c>account.balance</c>).
/// </summary>
/// <param name="Steps">At least one; all but the last are references to one record.</param>
public sealed record FieldPath(ImmutableArray<FieldStep> Steps)
{
    /// <summary>The field at the end.</summary>
    public FieldDefinition Field => Steps[^1].Field;

    /// <summary>As it is written.</summary>
    public override string ToString() => string.Join('.', Steps.Select(step => step.Field.Name));
}

/// <summary>A field of a path.</summary>
/// <param name="ObjectType">Name of the object type whose field it is.</param>
/// <param name="Field">The field.</param>
public sealed record FieldStep(string ObjectType, FieldDefinition Field);
