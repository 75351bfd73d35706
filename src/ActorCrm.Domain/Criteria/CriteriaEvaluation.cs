namespace ActorCrm.Domain.Criteria;

/// <summary>
/// Criteria in memory. Its twin is the compiler to SQL; a property test holds the two equal on both databases.
/// </summary>
internal static class CriteriaEvaluation
{
    public static bool Holds(Criterion criterion, ICriteriaRecord record) => criterion switch
    {
        AllOf all => all.Parts.All(part => Holds(part, record)),
        AnyOf any => any.Parts.Any(part => Holds(part, record)),
        Not not => !Holds(not.Part, record),
        Comparison comparison => Holds(comparison, record),
        _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "There is no such criterion."),
    };

    private static bool Holds(Comparison comparison, ICriteriaRecord record)
    {
        var values = Values(comparison.Path, comparison.Form, record);
        var operands = comparison.Operands;
        return comparison.Operator switch
        {
            CriteriaOperator.IsEmpty => values.Count == 0,
            CriteriaOperator.IsNotEmpty => values.Count > 0,
            CriteriaOperator.Equals or CriteriaOperator.In or CriteriaOperator.HasAny => values.Any(operands.Contains),
            CriteriaOperator.NotEquals or CriteriaOperator.NotIn => !values.Any(operands.Contains),
            CriteriaOperator.HasAll => operands.All(values.Contains),
            CriteriaOperator.LessThan => values.Any(value => Compare(value, operands[0]) < 0),
            CriteriaOperator.LessOrEqual => values.Any(value => Compare(value, operands[0]) <= 0),
            CriteriaOperator.GreaterThan => values.Any(value => Compare(value, operands[0]) > 0),
            CriteriaOperator.GreaterOrEqual => values.Any(value => Compare(value, operands[0]) >= 0),
            CriteriaOperator.Between => values.Any(
                value => Compare(value, operands[0]) >= 0 && Compare(value, operands[1]) <= 0),
            CriteriaOperator.Contains => Contains(comparison, values),
            CriteriaOperator.NotContains => !Contains(comparison, values),
            CriteriaOperator.StartsWith => Any(
                values, text => text.StartsWith(Text(operands[0]), StringComparison.Ordinal)),
            CriteriaOperator.EndsWith => Any(
                values, text => text.EndsWith(Text(operands[0]), StringComparison.Ordinal)),
            CriteriaOperator.Like => Fits(values, operands[0]),
            CriteriaOperator.NotLike => !Fits(values, operands[0]),
        };
    }

    /// <summary>The values at the end of a path: none when a reference leads nowhere.</summary>
    private static List<Operand> Values(FieldPath path, CriteriaForm form, ICriteriaRecord record)
    {
        for (var i = 0; i < path.Steps.Length - 1; i++)
        {
            var reference = path.Steps[i].Field;
            var id = NormalForm.Of(CriteriaForm.Exact, record.Value(reference.Name)) as TextOperand;
            if (id is null || record.Find(path.Steps[i + 1].ObjectType, id.Text) is not { } next)
            {
                return [];
            }

            record = next;
        }

        var value = record.Value(path.Field.Name);
        return path.Field.IsList() ? [.. NormalForm.OfList(form, value)]
            : NormalForm.Of(form, value) is { } single ? [single]
            : [];
    }

    private static bool Contains(Comparison comparison, List<Operand> values) =>
        CriteriaOperators.IsText(comparison.Path.Field.Kind)
            ? Any(values, text => text.Contains(Text(comparison.Operands[0]), StringComparison.Ordinal))
            : values.Contains(comparison.Operands[0]);

    private static bool Fits(List<Operand> values, Operand operand)
    {
        var pattern = TextPattern.Read(Text(operand))
            ?? throw new InvalidOperationException("A pattern that was read cannot be read.");
        return Any(values, pattern.Fits);
    }

    private static bool Any(List<Operand> values, Func<string, bool> holds) => values.Any(value => holds(Text(value)));

    private static string Text(Operand operand) => ((TextOperand)operand).Text;

    /// <summary>Numbers by size; texts (days) by their characters, which are digits and signs of ASCII.</summary>
    private static int Compare(Operand left, Operand right) => (left, right) switch
    {
        (NumberOperand a, NumberOperand b) => a.Number.CompareTo(b.Number),
        (TextOperand a, TextOperand b) => CodePoints.Compare(a.Text, b.Text),
        _ => throw new InvalidOperationException("Values of one field have one form."),
    };
}
