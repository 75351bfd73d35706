using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Criteria;

/// <summary>
/// Normal forms in which values are compared, the same in memory and in both databases. A value that has none (an empty
/// text, a text in a field of numbers) is no value.
/// </summary>
public enum CriteriaForm
{
    /// <summary>Text without regard to case: see <see cref="FoldedText"/>.</summary>
    Folded,

    /// <summary>Text as it is; days (<c>2026-03-01</c>) too, whose order is that of their texts.</summary>
    Exact,

    /// <summary>1 for true, 0 for false.</summary>
    Flag,

    /// <summary>A whole number of at most 2⁵³ − 1 either way.</summary>
    Whole,

    /// <summary>A number with all its digits.</summary>
    Number,

    /// <summary>Unix milliseconds; what is finer is cut off.</summary>
    Moment,

    /// <summary>Milliseconds of the day.</summary>
    TimeOfDay,

    /// <summary>Milliseconds.</summary>
    Duration,
}

/// <summary>The normal forms of kinds of fields.</summary>
public static class CriteriaForms
{
    /// <summary>The form in which values of a kind are compared.</summary>
    public static CriteriaForm Of(FieldKind kind) => kind switch
    {
        FieldKind.Text or FieldKind.LongText or FieldKind.Url or FieldKind.Email => CriteriaForm.Folded,
        FieldKind.Phone or FieldKind.Select or FieldKind.MultiSelect or FieldKind.Reference or FieldKind.File
            or FieldKind.Date => CriteriaForm.Exact,
        FieldKind.Boolean => CriteriaForm.Flag,
        FieldKind.Integer => CriteriaForm.Whole,
        FieldKind.Decimal => CriteriaForm.Number,
        FieldKind.DateTime => CriteriaForm.Moment,
        FieldKind.Time => CriteriaForm.TimeOfDay,
        FieldKind.Duration => CriteriaForm.Duration,
    };
}
