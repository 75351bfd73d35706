using System.Text.Json;
using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Imports;

/// <summary>
/// Finds the records that rows may be duplicates of: by id, and by values of fields that are unique, under the keys of
/// their grains. That is exact, and takes a query a batch whatever the number of records.
/// </summary>
internal sealed class DuplicateFinder(ReadDatabase database)
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Imports/imports");

    /// <summary>Whether records of a type can be found by a field.</summary>
    public static bool IsKey(ObjectType type, string field) =>
        field == ColumnMap.Id || type.Find(field) is { Unique: true };

    /// <summary>The texts under which a row's records are looked for; two rows with one in common are one.</summary>
    public static IReadOnlyList<string> KeysOf(
        ObjectType type, IReadOnlyList<string> keys, RowValues row, Func<string, string?> readNumber)
    {
        var texts = new List<string>();
        foreach (var key in keys)
        {
            if (key == ColumnMap.Id)
            {
                texts.AddRange(row.Id is { } id ? [$"{type.Name}/{id}"] : []);
            }
            else if (type.Find(key) is { } field
                && RecordFields.Read(field, row.Fields[key]?.DeepClone(), readNumber).Node is { } value)
            {
                texts.AddRange(RecordFields.UniqueValues(field, new() { [key] = value })
                    .Select(text => UniqueKey.Of(type.Name, key, text)));
            }
        }

        return texts;
    }

    /// <summary>The records of each row's keys, each once.</summary>
    public async Task<IReadOnlyList<FoundRecord>[]> FindAsync(
        ObjectType type, IReadOnlyList<IReadOnlyList<string>> rows, CancellationToken stop)
    {
        var keys = rows.SelectMany(row => row).Distinct().ToArray();
        if (keys.Length == 0)
        {
            return [.. rows.Select(_ => Array.Empty<FoundRecord>())];
        }

        var holders = (await new ListQuery(Sql, "import_unique_holders")
                .With("ids", JsonSerializer.Serialize(keys, ReadJson.Plain.StringArray))
                .ReadAsync<Holder>(database, stop))
            .ToDictionary(holder => holder.Value, holder => holder.Record, StringComparer.Ordinal);
        string[] ids = [.. keys.Where(key => !key.AsSpan(type.Name.Length + 1).Contains('/')), .. holders.Values];
        var records = (await new ListQuery(Sql, "import_records")
                .With("ids", JsonSerializer.Serialize([.. ids.Distinct()], ReadJson.Plain.StringArray))
                .ReadAsync<Found>(database, stop))
            .ToDictionary(row => row.Id, Read, StringComparer.Ordinal);
        return [.. rows.Select(row => row.Select(key => records.GetValueOrDefault(holders.GetValueOrDefault(key, key)))
            .OfType<FoundRecord>().DistinctBy(record => record.Id).ToArray())];
    }

    private static FoundRecord Read(Found row)
    {
        var record = JsonSerializer.Deserialize(row.Doc, RecordJson.Default.ObjectRecord)!;
        return new FoundRecord(record.Id, record.Version, record.Fields);
    }

    // No positional records: of computed columns the database knows no type while there is no row.
    private sealed class Found
    {
        public string Id { get; init; } = "";

        public string Doc { get; init; } = "";
    }

    private sealed class Holder
    {
        public string Value { get; init; } = "";

        public string Record { get; init; } = "";
    }
}
