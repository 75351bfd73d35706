using System.Globalization;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;
using ActorCrm.Runtime.Storage;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Criteria;

/// <summary>
/// Compiles criteria to a condition of SQL. The text is made of pieces of <c>criteria.*.sql</c> and names of the
/// schema; whatever a user wrote is a parameter.
/// </summary>
/// <remarks>
/// A piece that compares is true when the comparison holds, and false or null when it does not; AND and OR keep that,
/// and what negates says IS NOT TRUE. So the logic has two values, and an index can still serve a comparison.
/// </remarks>
internal sealed class CriteriaCompiler
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Criteria/criteria");

    private readonly SqlDialect _dialect;
    private readonly SqlFile _pieces;
    private readonly CriteriaParameters _parameters;
    private readonly Func<string, CriteriaTable> _tables;
    private int _references;

    private CriteriaCompiler(SqlDialect dialect, Func<string, CriteriaTable> tables)
    {
        _dialect = dialect;
        _pieces = Sql.For(dialect);
        _parameters = new CriteriaParameters(dialect);
        _tables = tables;
    }

    /// <summary>Compiles criteria.</summary>
    /// <param name="criteria">What must hold.</param>
    /// <param name="record">What the statement calls the row of the record: the table or its alias.</param>
    /// <param name="tables">The table of an object type.</param>
    /// <param name="dialect">The database.</param>
    public static CriteriaSql Compile(
        FixedCriteria criteria, string record, Func<string, CriteriaTable> tables, SqlDialect dialect)
    {
        var compiler = new CriteriaCompiler(dialect, tables);
        var condition = compiler.Condition(criteria.Root, CriteriaTable.Checked(record));
        return new CriteriaSql(
            condition, compiler.Piece("filter", ("condition", condition)), compiler._parameters.Values);
    }

    /// <summary>
    /// The value of a field in its normal form, as lists sort by it and indexes hold it: of texts that may be long, no
    /// more than <see cref="SortedText.LengthMax"/> characters.
    /// </summary>
    public static string Sorted(
        string objectType, FieldDefinition field, CriteriaTable table, string record, SqlDialect dialect)
    {
        var compiler = new CriteriaCompiler(dialect, _ => table);
        var value = compiler.Scalar(
            new FieldStep(objectType, field), CriteriaTable.Checked(record), CriteriaForms.Of(field.Kind),
            isPlain: true);
        return SortedText.IsCut(field) ? compiler.Cut(value) : value;
    }

    private string Condition(Criterion criterion, string record) => criterion switch
    {
        AllOf all => Joined("and", all.Parts, record),
        AnyOf any => Joined("or", any.Parts, record),
        Not not => Negated(Condition(not.Part, record)),
        Comparison comparison => Condition(comparison, record),
        _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion, "There is no such criterion."),
    };

    private string Joined(string piece, IEnumerable<Criterion> parts, string record) =>
        $"({string.Join($" {_pieces[piece]} ", parts.Select(part => Condition(part, record)))})";

    private string Negated(string condition) => Piece("not", ("test", condition));

    private string Condition(Comparison comparison, string record)
    {
        var isNegated = comparison.Operator is CriteriaOperator.NotEquals or CriteriaOperator.NotIn
            or CriteriaOperator.NotContains or CriteriaOperator.NotLike or CriteriaOperator.IsEmpty;
        var condition = comparison.Path.Field.IsList() ? OfList(comparison, record) : OfOne(comparison, record);
        return isNegated ? Negated(condition) : condition;
    }

    private string OfOne(Comparison comparison, string record)
    {
        var isPlain = comparison.Operator is CriteriaOperator.Equals or CriteriaOperator.NotEquals
            or CriteriaOperator.In or CriteriaOperator.NotIn;
        var last = comparison.Path.Steps[^1];
        var table = _tables(last.ObjectType);
        if (table.Place(last.Field) is FieldPlace.Key)
        {
            comparison = comparison with { Operands = [.. comparison.Operands.Select(id => Key(table, id))] };
        }

        var value = Value(comparison.Path, 0, record, (step, row) => Scalar(step, row, comparison.Form, isPlain));
        return Indexed(comparison, table, value, record) ?? Test(comparison, value);
    }

    private static TextOperand Key(CriteriaTable table, Operand id) => new(table.KeyPrefix + ((TextOperand)id).Text);

    /// <summary>
    /// The comparison together with what an index serves: on SQLite a look into <c>field_value</c>, on PostgreSQL the
    /// beginnings of texts that may be long. Null when the comparison alone is served as well, or not at all.
    /// </summary>
    private string? Indexed(Comparison comparison, CriteriaTable table, string value, string record)
    {
        var field = comparison.Path.Field;
        var index = comparison.Path.Steps.Length == 1 ? table.Index(field) : null;
        var isServed = _dialect == SqlDialect.Sqlite ? index is not null : field.Indexed && SortedText.IsCut(field);
        var beginning = Piece("index_value", ("value", value), ("length", SortedText.LengthText));
        return isServed && Candidates(comparison, beginning) is { } found
            ? Piece(
                "indexed", ("record", record), ("index", index?.ToString(CultureInfo.InvariantCulture) ?? ""),
                ("found", found), ("test", Test(comparison, value)))
            : null;
    }

    /// <summary>What holds at least for the values that the comparison holds for, asked of their beginnings.</summary>
    private string? Candidates(Comparison comparison, string value)
    {
        var cut = comparison with { Operands = [.. comparison.Operands.Select(SortedText.Cut)] };
        return comparison.Operator switch
        {
            CriteriaOperator.Equals or CriteriaOperator.In => Test(cut, value),
            CriteriaOperator.StartsWith => Piece(
                "starts_with_range", ("value", value),
                ("operand", _parameters.Add(cut.Form, cut.Operands[0])),
                ("end", _parameters.Add(SortedText.End(((TextOperand)cut.Operands[0]).Text)))),
            CriteriaOperator.LessThan or CriteriaOperator.LessOrEqual or CriteriaOperator.GreaterThan
                or CriteriaOperator.GreaterOrEqual or CriteriaOperator.Between => Test(comparison, value),
            _ => null,
        };
    }

    private string Cut(string value) => Piece("cut", ("value", value), ("length", SortedText.LengthText));

    private string OfList(Comparison comparison, string record)
    {
        var isLookedUp = comparison.Path.Steps.Length == 1
            && comparison.Operator is (CriteriaOperator.Equals or CriteriaOperator.In or CriteriaOperator.HasAny
                or CriteriaOperator.HasAll);
        var lookup = isLookedUp
            ? _tables(comparison.Path.Steps[0].ObjectType).Lookup(comparison.Path.Field)
            : null;
        return lookup is null
            ? OfElements(comparison, record)
            : Piece(
                lookup, ("record", record), ("operand", _parameters.Add(comparison.Form, comparison.Operands)),
                ("test", OfElements(comparison, record)));
    }

    private string OfElements(Comparison comparison, string record)
    {
        var json = Value(comparison.Path, 0, record, (step, row) => Json(step, row));
        var form = Name(comparison.Form);
        var element = Piece("element", ("form", Piece($"json_{form}", ("json", "element.json"))));
        return comparison.Operator == CriteriaOperator.HasAll
            ? Piece(
                "all_elements", ("value", element), ("json", json), ("form", form),
                ("operand", _parameters.Add(comparison.Form, comparison.Operands)),
                ("count", _parameters.Add(comparison.Operands.Distinct().Count())))
            : Piece("some_element", ("json", json), ("form", form), ("test", Test(comparison, element)));
    }

    /// <summary>The comparison with one value, before its negation: <c>notIn</c> is tested as <c>in</c>.</summary>
    private string Test(Comparison comparison, string value) => comparison.Operator switch
    {
        CriteriaOperator.IsEmpty or CriteriaOperator.IsNotEmpty => Piece("present", ("value", value)),
        CriteriaOperator.Equals or CriteriaOperator.NotEquals => Compared("equal", comparison, value),
        CriteriaOperator.In or CriteriaOperator.NotIn or CriteriaOperator.HasAny => Piece(
            "one_of", ("value", value), ("operand", _parameters.Add(comparison.Form, comparison.Operands))),
        CriteriaOperator.LessThan => Compared("less", comparison, value),
        CriteriaOperator.LessOrEqual => Compared("less_or_equal", comparison, value),
        CriteriaOperator.GreaterThan => Compared("greater", comparison, value),
        CriteriaOperator.GreaterOrEqual => Compared("greater_or_equal", comparison, value),
        CriteriaOperator.Between => Piece(
            "between", ("value", value),
            ("operand", _parameters.Add(comparison.Form, comparison.Operands[0])),
            ("end", _parameters.Add(comparison.Form, comparison.Operands[1]))),
        CriteriaOperator.Contains or CriteriaOperator.NotContains => Compared(
            CriteriaOperators.IsText(comparison.Path.Field.Kind) ? "contains" : "equal", comparison, value),
        CriteriaOperator.StartsWith => Compared("starts_with", comparison, value),
        CriteriaOperator.EndsWith => Compared("ends_with", comparison, value),
        CriteriaOperator.Like or CriteriaOperator.NotLike => Compared("like", comparison, value),
        CriteriaOperator.HasAll => throw new InvalidOperationException("hasAll is about a list."),
    };

    private string Compared(string piece, Comparison comparison, string value) => Piece(
        piece, ("value", value), ("operand", _parameters.Add(comparison.Form, comparison.Operands[0])));

    /// <summary>What stands at the end of a path; null in the database when a reference leads nowhere.</summary>
    private string Value(FieldPath path, int at, string record, Func<FieldStep, string, string> end)
    {
        var step = path.Steps[at];
        if (at == path.Steps.Length - 1)
        {
            return end(step, record);
        }

        var next = $"referenced_{(++_references).ToString(CultureInfo.InvariantCulture)}";
        var table = _tables(path.Steps[at + 1].ObjectType);
        return Piece(
            "referenced", ("value", Value(path, at + 1, next, end)), ("table", table.Name),
            ("present", table.Presence is { } presence ? Piece(presence) : ""), ("record", next),
            ("prefix", _parameters.Add(table.KeyPrefix)),
            ("id", Scalar(step, record, CriteriaForm.Exact, isPlain: true)));
    }

    private string Scalar(FieldStep step, string record, CriteriaForm form, bool isPlain)
    {
        var place = _tables(step.ObjectType).Place(step.Field);
        if (place is FieldPlace.Key)
        {
            return Piece("column_plain", ("record", record), ("column", "id"));
        }

        if (place is not FieldPlace.Column column)
        {
            return Piece($"json_{Name(form)}", ("json", Json(step, record)));
        }

        // An empty text is no value. It equals none either, so that an index on the column can serve equality.
        var piece = form switch
        {
            CriteriaForm.Folded => "column_folded",
            CriteriaForm.Exact => isPlain ? "column_plain" : "column_exact",
            CriteriaForm.Flag or CriteriaForm.Whole or CriteriaForm.Moment => "column_plain",
            CriteriaForm.Number or CriteriaForm.TimeOfDay or CriteriaForm.Duration =>
                throw new InvalidOperationException($"A {step.Field.Kind} is not compared as a column."),
        };
        return Piece(piece, ("record", record), ("column", CriteriaTable.Checked(column.Name)));
    }

    private string Json(FieldStep step, string record)
    {
        var place = _tables(step.ObjectType).Place(step.Field) as FieldPlace.Document
            ?? throw new InvalidOperationException($"The list '{step.Field.Name}' is in no document.");
        var steps = place.Names.Select(name => Piece("json_step", ("name", CriteriaTable.Checked(name))));
        return Piece("json_value", ("record", record), ("steps", string.Concat(steps)));
    }

    private static string Name(CriteriaForm form) => form == CriteriaForm.TimeOfDay
        ? "timeOfDay"
        : form.ToString().ToLowerInvariant();

    /// <summary>A piece of the file with its blanks filled in. No filling has braces.</summary>
    private string Piece(string name, params ReadOnlySpan<(string Blank, string Filling)> fillings)
    {
        var text = _pieces[name];
        foreach (var (blank, filling) in fillings)
        {
            text = text.Replace($"{{{blank}}}", filling, StringComparison.Ordinal);
        }

        return text;
    }
}
