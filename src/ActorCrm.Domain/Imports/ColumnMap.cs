using System.Text;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Imports;

/// <summary>Which column of a file is which field of a type.</summary>
public static class ColumnMap
{
    /// <summary>The column of a record's id: rows are found by it, and it is never set.</summary>
    public const string Id = "id";

    /// <summary>
    /// Header → field, as the headers say: the name of a field or one of its labels, whatever the case, spaces and
    /// signs; of a list the singular too, and with a number behind it (<c>Phone 2</c>). Headers that say nothing are
    /// left out.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(ObjectType type, IEnumerable<string> headers)
    {
        var fields = Names(type);
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var header in headers)
        {
            var name = Plain(header);
            var field = fields.GetValueOrDefault(name)
                ?? (fields.GetValueOrDefault(name.TrimEnd([.. "0123456789"])) is { } list && IsList(type, list)
                    ? list
                    : null);

            // Of two columns for one value nobody can say which is meant: the first is taken.
            if (field is not null && (taken.Add(field) || IsList(type, field)))
            {
                map[header] = field;
            }
        }

        return map;
    }

    /// <summary>What is wrong with a mapping and with the keys; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(
        ObjectType type, IReadOnlyDictionary<string, string>? mapping, IReadOnlyList<string> keys,
        IReadOnlyList<string> columns)
    {
        var faults = new List<string>();
        foreach (var (column, field) in mapping ?? new Dictionary<string, string>())
        {
            if (!columns.Contains(column))
            {
                faults.Add($"mapping: the file has no column '{column}'.");
            }

            if (field != Id && type.Find(field) is null)
            {
                faults.Add($"mapping: type '{type.Name}' has no field '{field}'.");
            }
            else if (!IsList(type, field) && mapping!.Count(other => other.Value == field) > 1)
            {
                faults.Add($"mapping: several columns are '{field}', which has one value.");
            }
        }

        faults.AddRange(keys.Where(key => key != Id && type.Find(key) is null)
            .Select(key => $"keys: type '{type.Name}' has no field '{key}'."));
        return faults;
    }

    private static bool IsList(ObjectType type, string field) =>
        type.Find(field) is { } found && (found.Many || found.Kind == FieldKind.MultiSelect);

    // Names before labels, and both before what is guessed: the first who takes a name keeps it.
    private static Dictionary<string, string> Names(ObjectType type)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [Id] = Id };
        foreach (var field in type.Fields)
        {
            names.TryAdd(Plain(field.Name), field.Name);
        }

        foreach (var field in type.Fields)
        {
            foreach (var label in field.Label?.Values ?? [])
            {
                names.TryAdd(Plain(label), field.Name);
            }
        }

        foreach (var field in type.Fields.Where(field => field.Many))
        {
            names.TryAdd(Plain(field.Name).TrimEnd('s'), field.Name);
            names.TryAdd(Plain(field.Label?.GetValueOrDefault("en") ?? "").TrimEnd('s'), field.Name);
        }

        names.Remove("");
        return names;
    }

    /// <summary>Letters and digits in small letters.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                plain.Append(Rune.ToLowerInvariant(rune).ToString());
            }
        }

        return plain.ToString();
    }
}
