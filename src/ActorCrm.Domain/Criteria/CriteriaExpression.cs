using System.Globalization;

namespace ActorCrm.Domain.Criteria;

/// <summary>Criteria that were read and understood. Immutable; docs/criteria.md has the language.</summary>
/// <param name="root">The outermost group or condition.</param>
public sealed class CriteriaExpression(Criterion root)
{
    /// <summary>The outermost group or condition.</summary>
    public Criterion Root => root;

    /// <summary>
    /// The criteria as they stand at a moment in a time zone: relative times become times. All records of one question
    /// are asked with the same result, so that none is judged by another time.
    /// </summary>
    public FixedCriteria At(DateTimeOffset now, TimeZoneInfo zone) => new(Fix(root, now, zone));

    private static Criterion Fix(Criterion criterion, DateTimeOffset now, TimeZoneInfo zone) => criterion switch
    {
        AllOf all => new AllOf([.. all.Parts.Select(part => Fix(part, now, zone))]),
        AnyOf any => new AnyOf([.. any.Parts.Select(part => Fix(part, now, zone))]),
        Not not => new Not(Fix(not.Part, now, zone)),
        Comparison comparison => comparison with
        {
            Operands = [.. comparison.Operands.Select(operand => Fix(operand, comparison.Form, now, zone))],
        },
        _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "There is no such criterion."),
    };

    private static Operand Fix(Operand operand, CriteriaForm form, DateTimeOffset now, TimeZoneInfo zone) =>
        operand switch
        {
            TimeOperand relative when form == CriteriaForm.Moment =>
                new NumberOperand(relative.Time.At(now, zone).ToUnixTimeMilliseconds()),
            TimeOperand relative => new TextOperand(
                relative.Time.DayAt(now, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            _ => operand,
        };
}

/// <summary>Criteria without relative times: for one question, at one moment.</summary>
public sealed class FixedCriteria
{
    internal FixedCriteria(Criterion root) => Root = root;

    /// <summary>The outermost group or condition; no operand is a <see cref="TimeOperand"/>.</summary>
    public Criterion Root { get; }

    /// <summary>Whether the criteria hold for a record.</summary>
    public bool Hold(ICriteriaRecord record) => CriteriaEvaluation.Holds(Root, record);
}
