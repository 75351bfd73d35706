using System.Collections.Immutable;

namespace ActorCrm.Domain.Criteria;

/// <summary>A group or a condition. It holds for a record or does not; there is no third.</summary>
public abstract record Criterion
{
    private protected Criterion()
    {
    }
}

/// <summary>Each part holds.</summary>
/// <param name="Parts">At least one.</param>
public sealed record AllOf(ImmutableArray<Criterion> Parts) : Criterion;

/// <summary>At least one part holds.</summary>
/// <param name="Parts">At least one.</param>
public sealed record AnyOf(ImmutableArray<Criterion> Parts) : Criterion;

/// <summary>The part does not hold.</summary>
/// <param name="Part">What must not hold.</param>
public sealed record Not(Criterion Part) : Criterion;

/// <summary>A condition about one field.</summary>
/// <param name="Path">The field.</param>
/// <param name="Operator">How it is compared; it suits the field.</param>
/// <param name="Operands">
/// With what, in the field's normal form: two for <c>between</c>, at least one for lists, none for <c>isEmpty</c> and
/// <c>isNotEmpty</c>, else one.
/// </param>
public sealed record Comparison(
    FieldPath Path, CriteriaOperator Operator, ImmutableArray<Operand> Operands) : Criterion
{
    /// <summary>The form in which values of the field are compared.</summary>
    public CriteriaForm Form => CriteriaForms.Of(Path.Field.Kind);
}

/// <summary>A value to compare with.</summary>
public abstract record Operand
{
    private protected Operand()
    {
    }
}

/// <summary>A text in its normal form.</summary>
/// <param name="Text">Never empty: an empty text is no value.</param>
public sealed record TextOperand(string Text) : Operand;

/// <summary>
/// A number: that of a numeric field; milliseconds of times (since 1970, of the day) and durations; 1 for true and 0
/// for false.
/// </summary>
/// <param name="Number">The number.</param>
public sealed record NumberOperand(decimal Number) : Operand;

/// <summary>A time that depends on when and where it is asked for.</summary>
/// <param name="Time">The time.</param>
public sealed record TimeOperand(RelativeTime Time) : Operand;
