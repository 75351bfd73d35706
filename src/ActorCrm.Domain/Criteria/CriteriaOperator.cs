using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Criteria;

/// <summary>
/// How a field is compared; in JSON in camelCase. On a field with several values a comparison holds when it holds for
/// one of them, and its negation (<c>not…</c>) when it holds for none.
/// </summary>
public enum CriteriaOperator
{
    Equals,
    NotEquals,
    In,
    NotIn,
    LessThan,
    LessOrEqual,
    GreaterThan,
    GreaterOrEqual,

    /// <summary>Both ends belong to it.</summary>
    Between,

    IsEmpty,
    IsNotEmpty,

    /// <summary>Of a text: has it anywhere. Of a list of anything else: has the value.</summary>
    Contains,
    NotContains,
    StartsWith,
    EndsWith,

    /// <summary>A pattern for the whole text: see <see cref="TextPattern"/>.</summary>
    Like,
    NotLike,

    /// <summary>The list has at least one of the values.</summary>
    HasAny,

    /// <summary>The list has each of the values.</summary>
    HasAll,
}

/// <summary>Which operators suit which fields, and what values they take.</summary>
public static class CriteriaOperators
{
    private static readonly Dictionary<string, CriteriaOperator> ByName = Enum.GetValues<CriteriaOperator>()
        .ToDictionary(Name, StringComparer.Ordinal);

    /// <summary>The operators as JSON has them.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The operator as JSON has it.</summary>
    public static string Name(this CriteriaOperator comparison)
    {
        var name = comparison.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>The operator of a name; null when there is none.</summary>
    public static CriteriaOperator? Find(string name) => ByName.TryGetValue(name, out var found) ? found : null;

    /// <summary>The operators of a field.</summary>
    public static IEnumerable<CriteriaOperator> Of(FieldDefinition field) =>
        Enum.GetValues<CriteriaOperator>().Where(comparison => comparison.Suits(field));

    /// <summary>Whether the operator can be used with a field.</summary>
    public static bool Suits(this CriteriaOperator comparison, FieldDefinition field) => comparison switch
    {
        CriteriaOperator.Equals or CriteriaOperator.NotEquals or CriteriaOperator.In or CriteriaOperator.NotIn
            or CriteriaOperator.IsEmpty or CriteriaOperator.IsNotEmpty => true,
        CriteriaOperator.LessThan or CriteriaOperator.LessOrEqual or CriteriaOperator.GreaterThan
            or CriteriaOperator.GreaterOrEqual or CriteriaOperator.Between => IsOrdered(field.Kind),
        CriteriaOperator.Contains or CriteriaOperator.NotContains => IsText(field.Kind) || field.IsList(),
        CriteriaOperator.StartsWith or CriteriaOperator.EndsWith or CriteriaOperator.Like
            or CriteriaOperator.NotLike => IsText(field.Kind),
        CriteriaOperator.HasAny or CriteriaOperator.HasAll => field.IsList(),
    };

    /// <summary>Whether the field has several values.</summary>
    public static bool IsList(this FieldDefinition field) => field.Many || field.Kind == FieldKind.MultiSelect;

    /// <summary>Whether the kind is searched by parts of its text.</summary>
    public static bool IsText(FieldKind kind) => kind
        is FieldKind.Text or FieldKind.LongText or FieldKind.Url or FieldKind.Email or FieldKind.Phone;

    /// <summary>Whether the operator takes a list of values.</summary>
    public static bool TakesList(this CriteriaOperator comparison) => comparison
        is CriteriaOperator.In or CriteriaOperator.NotIn or CriteriaOperator.HasAny or CriteriaOperator.HasAll
        or CriteriaOperator.Between;

    /// <summary>Whether the operator takes no value.</summary>
    public static bool TakesNothing(this CriteriaOperator comparison) =>
        comparison is CriteriaOperator.IsEmpty or CriteriaOperator.IsNotEmpty;

    private static bool IsOrdered(FieldKind kind) => kind
        is FieldKind.Integer or FieldKind.Decimal or FieldKind.Date or FieldKind.DateTime or FieldKind.Time
        or FieldKind.Duration;
}
