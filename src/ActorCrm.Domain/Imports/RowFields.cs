using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Imports;

/// <summary>Makes fields of a record out of a row.</summary>
/// <param name="type">The record's type.</param>
/// <param name="columns">The headers, in the order of the cells.</param>
/// <param name="map">Header → field; other columns are left out.</param>
/// <param name="cells">Reads cells.</param>
public sealed class RowFields(
    ObjectType type, IReadOnlyList<string> columns, IReadOnlyDictionary<string, string> map, CellReader cells)
{
    private readonly FieldDefinition?[] _fields =
        [.. columns.Select(column => map.TryGetValue(column, out var field) ? type.Find(field) : null)];

    private readonly int _id = columns.ToList().FindIndex(column => map.GetValueOrDefault(column) == ColumnMap.Id);

    /// <summary>The values of a row of cells; empty cells are no values, and so are those that are not there.</summary>
    public RowValues Of(IReadOnlyList<string> row)
    {
        if (row.Skip(columns.Count).Any(cell => cell.Length > 0))
        {
            return RowValues.Refused(new CellFault(
                null, null, "cellsTooMany", $"The row has {row.Count} cells, but there are {columns.Count} headers."));
        }

        var fields = new JsonObject();
        for (var i = 0; i < row.Count && i < _fields.Length; i++)
        {
            if (_fields[i] is { } field)
            {
                Add(fields, field.Name, cells.Read(field, row[i]));
            }
        }

        return WithId(fields, _id >= 0 && _id < row.Count ? row[_id].Trim() : "");
    }

    /// <summary>The values of a JSON object.</summary>
    public RowValues Of(JsonObject row)
    {
        var fields = new JsonObject();
        var id = "";
        foreach (var (name, value) in row)
        {
            var target = map.GetValueOrDefault(name);
            if (target == ColumnMap.Id)
            {
                id = value is JsonValue one && one.TryGetValue<string>(out var text) ? text.Trim() : "?";
            }
            else if (target is not null && type.Find(target) is { } field)
            {
                Add(fields, field.Name, cells.Read(field, value));
            }
        }

        return WithId(fields, id);
    }

    /// <summary>The header of a field's column; null when there is none.</summary>
    public string? ColumnOf(string field) => columns.FirstOrDefault(column => map.GetValueOrDefault(column) == field);

    private RowValues WithId(JsonObject fields, string id)
    {
        if (id.Length == 0)
        {
            return new RowValues(fields, null, null);
        }

        return Guid.TryParse(id, out var guid)
            ? new RowValues(fields, guid, null)
            : RowValues.Refused(new CellFault(
                ColumnOf(ColumnMap.Id), ColumnMap.Id, "typeMismatch", "It is the id of a record."));
    }

    // Several columns may be one list.
    private static void Add(JsonObject fields, string name, JsonNode? value)
    {
        if (value is null)
        {
            return;
        }

        if (value is JsonArray more && fields[name] is JsonArray list)
        {
            foreach (var one in more)
            {
                list.Add(one?.DeepClone());
            }
        }
        else
        {
            fields[name] = value;
        }
    }
}

/// <summary>What a row says.</summary>
/// <param name="Fields">Field → value, as written; fields without a value are left out.</param>
/// <param name="Id">The record's id, where the file has a column of them.</param>
/// <param name="Fault">Why it says nothing; null when it does.</param>
public sealed record RowValues(JsonObject Fields, Guid? Id, CellFault? Fault)
{
    /// <summary>A row that says nothing.</summary>
    public static RowValues Refused(CellFault fault) => new([], null, fault);
}
