using System.Text.Json;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Records;

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
        field == ColumnMap.Id || type.Find(field) is { Unique: true }
        || (type.Name == Contact.Type && field is "phones" or "emails");

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

        var holders = await HoldersAsync(keys, stop);
        string[] names = [.. keys.SelectMany(key => IsRecord(type, key) ? [key] : holders[key]).Distinct()];
        var records = (await ReadAsync(type, names, stop))
            .ToDictionary(record => $"{type.Name}/{record.Id}", StringComparer.Ordinal);
        return [.. rows.Select(row => row.SelectMany(key => IsRecord(type, key) ? [key] : holders[key])
            .Select(name => records.GetValueOrDefault(name)).OfType<FoundRecord>()
            .DistinctBy(record => record.Id).ToArray())];
    }

    // The name of a record is its type and its id, the key of a value has its field in between.
    private static bool IsRecord(ObjectType type, string key) => !key.AsSpan(type.Name.Length + 1).Contains('/');

    /// <summary>Unique values and telephone numbers → the names of the records that have them.</summary>
    private async Task<ILookup<string, string>> HoldersAsync(string[] keys, CancellationToken stop)
    {
        var grains = keys.Where(key => key.Contains('/', StringComparison.Ordinal))
            .ToLookup(key => UniqueKey.Grain(key).Type);
        var values = await HoldersAsync("import_unique_holders", [.. grains[UniqueValue.Type]], stop);
        var numbers = grains[NumberContacts.Type].ToDictionary(key => UniqueKey.Grain(key).Key);
        var contacts = await HoldersAsync("import_number_holders", [.. numbers.Keys], stop);
        return values.Concat(contacts.Select(holder => new Holder
        {
            Value = numbers[holder.Value],
            Record = holder.Record,
        })).ToLookup(holder => holder.Value, holder => holder.Record, StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<Holder>> HoldersAsync(string statement, string[] ids, CancellationToken stop) =>
        ids.Length == 0 ? [] : await new ListQuery(Sql, statement)
            .With("ids", JsonSerializer.Serialize(ids, ReadJson.Plain.StringArray))
            .ReadAsync<Holder>(database, stop);

    private async Task<IEnumerable<FoundRecord>> ReadAsync(ObjectType type, string[] names, CancellationToken stop)
    {
        if (RecordKey.IsEntity(type.Name))
        {
            var entities = await EntityList.FindManyAsync(
                type.Name, [.. names.Select(name => RecordKey.IdOf(name).ToString())], database, stop);
            return entities.Select(record => new FoundRecord(record.Id, record.Version, record.Fields));
        }

        var rows = await new ListQuery(Sql, "import_records")
            .With("ids", JsonSerializer.Serialize(names, ReadJson.Plain.StringArray))
            .ReadAsync<Found>(database, stop);
        return rows.Select(Read);
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
