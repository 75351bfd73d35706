using System.Globalization;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Criteria;

/// <summary>
/// The values of compiled criteria, in the types that the database compares. A list is an array on PostgreSQL and a
/// JSON array on SQLite, so that one parameter takes any number of values.
/// </summary>
internal sealed class CriteriaParameters(SqlDialect dialect)
{
    private readonly Dictionary<string, object> _values = [];

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, object> Values => _values;

    /// <summary>Adds any value; returns how the statement refers to it.</summary>
    public string Add(object value)
    {
        var name = $"criteria{_values.Count.ToString(CultureInfo.InvariantCulture)}";
        _values.Add(name, value);
        return $"@{name}";
    }

    /// <summary>Adds one operand.</summary>
    public string Add(CriteriaForm form, Operand operand) => Add(Value(form, operand));

    /// <summary>Adds operands as a list.</summary>
    public string Add(CriteriaForm form, IReadOnlyList<Operand> operands)
    {
        var values = operands.Select(operand => Value(form, operand));
        if (dialect == SqlDialect.Sqlite)
        {
            return Add(JsonSerializer.Serialize(values));
        }

        return Add(form switch
        {
            CriteriaForm.Folded or CriteriaForm.Exact => values.Cast<string>().ToArray(),
            CriteriaForm.Flag => values.Cast<bool>().ToArray(),
            CriteriaForm.Number => values.Cast<decimal>().ToArray(),
            CriteriaForm.Whole or CriteriaForm.Moment or CriteriaForm.TimeOfDay or CriteriaForm.Duration =>
                values.Cast<long>().ToArray(),
        });
    }

    private object Value(CriteriaForm form, Operand operand) => Value(dialect, form, operand);

    /// <summary>An operand in the type that a database compares.</summary>
    public static object Value(SqlDialect dialect, CriteriaForm form, Operand operand) => (form, operand) switch
    {
        (CriteriaForm.Folded or CriteriaForm.Exact, TextOperand text) => text.Text,
        (CriteriaForm.Flag, NumberOperand flag) when dialect == SqlDialect.Postgres => flag.Number == 1,
        (CriteriaForm.Number, NumberOperand number) =>
            dialect == SqlDialect.Postgres ? number.Number : DecimalKey.Of(number.Number),
        (_, NumberOperand number) => (long)number.Number,
        _ => throw new InvalidOperationException($"An operand is not of the form {form}."),
    };
}
