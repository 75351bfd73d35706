using System.Text.Json;
using ActorCrm.Domain.Criteria;
using Microsoft.Data.Sqlite;

namespace ActorCrm.Server.Criteria;

/// <summary>
/// The normal forms of the domain as functions of SQLite, under the names that the migrations for PostgreSQL give them.
/// </summary>
internal static class CriteriaFunctions
{
    private static readonly Dictionary<string, CriteriaForm> Forms = new(StringComparer.Ordinal)
    {
        ["folded"] = CriteriaForm.Folded,
        ["exact"] = CriteriaForm.Exact,
        ["flag"] = CriteriaForm.Flag,
        ["whole"] = CriteriaForm.Whole,
        ["number"] = CriteriaForm.Number,
        ["moment"] = CriteriaForm.Moment,
        ["timeOfDay"] = CriteriaForm.TimeOfDay,
        ["duration"] = CriteriaForm.Duration,
    };

    /// <summary>Makes the functions known to a connection.</summary>
    public static void AddTo(SqliteConnection connection)
    {
        connection.CreateFunction("criteria_fold", (string? text) => text is null ? null : FoldedText.Of(text), true);
        Add(connection, "criteria_folded", CriteriaForm.Folded);
        Add(connection, "criteria_exact", CriteriaForm.Exact);
        Add(connection, "criteria_flag", CriteriaForm.Flag);
        Add(connection, "criteria_whole", CriteriaForm.Whole);
        Add(connection, "criteria_number", CriteriaForm.Number);
        Add(connection, "criteria_moment", CriteriaForm.Moment);
        Add(connection, "criteria_time_of_day", CriteriaForm.TimeOfDay);
        Add(connection, "criteria_duration", CriteriaForm.Duration);
        AddStored(connection);
        connection.CreateFunction(
            "criteria_list",
            (string? json, string form) => JsonSerializer.Serialize(Elements(json, Forms[form])),
            isDeterministic: true);
    }

    /// <summary>
    /// Makes the function known that triggers call: the normal form of a value, of texts the beginning that indexes
    /// hold.
    /// </summary>
    public static void AddStored(SqliteConnection connection) => connection.CreateFunction<string?, string, object?>(
        "criteria_value",
        (json, form) => Value(json, Enum.Parse<CriteriaForm>(form)) switch
        {
            string text => SortedText.Cut(text),
            var value => value,
        },
        isDeterministic: true);

    private static void Add(SqliteConnection connection, string name, CriteriaForm form) =>
        connection.CreateFunction<string?, object?>(name, json => Value(json, form), isDeterministic: true);

    private static object? Value(string? json, CriteriaForm form)
    {
        using var document = Parse(json);
        return document is null ? null : Plain(form, NormalForm.Of(form, document.RootElement));
    }

    private static List<object?> Elements(string? json, CriteriaForm form)
    {
        using var document = Parse(json);
        return document is null
            ? []
            : [.. NormalForm.OfList(form, document.RootElement).Select(value => Plain(form, value))];
    }

    private static object? Plain(CriteriaForm form, Operand? value) => value switch
    {
        TextOperand text => text.Text,
        NumberOperand number when form == CriteriaForm.Number => DecimalKey.Of(number.Number),
        NumberOperand number => (long)number.Number,
        _ => null,
    };

    /// <summary>What cannot be parsed is no value.</summary>
    private static JsonDocument? Parse(string? json)
    {
        try
        {
            return json is null ? null : JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
