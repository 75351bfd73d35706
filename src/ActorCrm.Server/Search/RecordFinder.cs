using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Records;

namespace ActorCrm.Server.Search;

/// <summary>Finds records by criteria.</summary>
internal sealed class RecordFinder(
    ReadDatabase database, SiloHost silo, FieldIndexes indexes, SearchOptions options, TimeProvider clock)
{
    /// <summary>A page of the records that a request asks for.</summary>
    /// <param name="type">The name of their type.</param>
    /// <param name="asked">What is asked for.</param>
    /// <param name="stop">Ends it, in the database too.</param>
    public async Task<(RecordPage? Page, ProblemResult? Problem)> FindAsync(
        string type, AskedRecords asked, CancellationToken stop)
    {
        var settings = ServerSettings.Of(silo);
        if (settings.ObjectTypes.Find(type) is not { } known)
        {
            return (null, Problem.Of(ProblemCode.ObjectTypeNotFound));
        }

        var reader = new SearchReader(known, settings, clock.GetUtcNow());
        var zone = reader.Zone(asked.TimeZone);
        var criteria = asked.Filter is { } filter
            ? reader.Criteria(filter, "filter", zone)
            : reader.Criteria(asked.Criteria, "criteria", zone);
        var fields = reader.Fields(asked.Fields);
        var search = new RecordSearch(known, criteria, reader.Sort(asked.Sort), asked.Deleted)
        {
            Viewing = asked.Viewing,
        };
        if (reader.Problem is { } refused)
        {
            return (null, refused);
        }

        var query = new RecordQuery(search, indexes, database.Dialect);
        var question = RecordCursor.Question(
            type, string.Join(',', search.Sort), asked.Deleted ? "deleted" : "",
            asked.Filter ?? asked.Criteria?.GetRawText() ?? "");
        var after = asked.Cursor is { } cursor
            ? RecordCursor.Read(question, cursor, query.Columns, database.Dialect)
            : null;
        if (asked.Cursor is not null && after is null)
        {
            reader.CursorFault();
            return (null, reader.Problem);
        }

        await using var connection = await database.OpenForCriteriaAsync(stop);
        var rows = await ReadAsync(connection, query, after, asked.Limit, stop);
        var total = asked.Count ? await CountAsync(connection, query, stop) : null;
        var items = rows.Take(asked.Limit).Select(row => View(known, row, fields));
        var next = rows.Count > asked.Limit
            ? new RecordCursor(rows[asked.Limit - 1].Keys(query.Columns.Count)).Write(question)
            : null;
        return (new RecordPage([.. items], next, total), null);
    }

    /// <summary>A page, and one record more if there are more.</summary>
    private async Task<IReadOnlyList<ListedRow>> ReadAsync(
        System.Data.Common.DbConnection connection, RecordQuery query, RecordCursor? after, int limit,
        CancellationToken stop)
    {
        var rows = new List<ListedRow>();
        var isWithout = query.HasParts && after?.Keys[0] is null && after is not null;
        if (!isWithout)
        {
            rows.AddRange(await ReadAsync(isWithout: false, after, limit + 1));
        }

        if (query.HasParts && rows.Count <= limit)
        {
            rows.AddRange(await ReadAsync(isWithout: true, isWithout ? after : null, limit + 1 - rows.Count));
        }

        return rows;

        Task<IReadOnlyList<ListedRow>> ReadAsync(bool isWithout, RecordCursor? place, int take)
        {
            var statement = query.Page(isWithout, place);
            statement.Values.Add("take", take);
            return LimitedReads.ReadAsync<ListedRow>(
                connection, statement.Text, statement.Values, options.QueryTimeout, stop);
        }
    }

    private async Task<RecordTotal?> CountAsync(
        System.Data.Common.DbConnection connection, RecordQuery query, CancellationToken stop)
    {
        var statement = query.Count();
        statement.Values.Add("take", RecordTotal.CountMax + 1);
        try
        {
            var counts = await LimitedReads.ReadAsync<long>(
                connection, statement.Text, statement.Values, options.CountTimeout, stop);
            return new RecordTotal(Math.Min(counts[0], RecordTotal.CountMax), counts[0] > RecordTotal.CountMax);
        }
        catch (QueryTooSlowException)
        {
            return null;
        }
    }

    private static RecordView View(ObjectType type, ListedRow row, IReadOnlySet<string>? fields)
    {
        var view = StoredRecord.View(type, row.Version, row.Doc);
        return fields is null
            ? view
            : view with
            {
                Fields = new JsonObject(view.Fields.Where(pair => fields.Contains(pair.Key))
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())))
            };
    }

    // No positional record: of a computed column the database knows no type while there is no row, and Dapper would
    // find no constructor.
    private sealed class ListedRow
    {
        public string Id { get; init; } = "";

        public long Version { get; init; }

        public string Doc { get; init; } = "";

        public string? Key0 { get; init; }

        public string? Key1 { get; init; }

        public string? Key2 { get; init; }

        public string? Key3 { get; init; }

        public string? Key4 { get; init; }

        public string?[] Keys(int count) => new[] { Key0, Key1, Key2, Key3, Key4 }[..count];
    }
}

/// <summary>What a request for records says.</summary>
internal sealed record AskedRecords
{
    /// <summary>Criteria as a text of JSON; null when <see cref="Criteria"/> has them.</summary>
    public string? Filter { get; init; }

    /// <summary>Criteria as JSON.</summary>
    public JsonElement? Criteria { get; init; }

    /// <summary>Names of fields, those with a minus descending.</summary>
    public IReadOnlyList<string?>? Sort { get; init; }

    /// <summary>The fields that are shown; null: all.</summary>
    public IReadOnlyList<string?>? Fields { get; init; }

    /// <summary>Records on the page.</summary>
    public int Limit { get; init; } = Page<RecordView>.LimitDefault;

    /// <summary>Where to read on.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether the total is asked for.</summary>
    public bool Count { get; init; }

    /// <summary>Deleted records only.</summary>
    public bool Deleted { get; init; }

    /// <summary>IANA name of the time zone of days and relative times.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Who asks, if the network hides records from them; else null.</summary>
    public Viewing? Viewing { get; init; }
}

/// <summary>A record of any type by its row.</summary>
internal static class StoredRecord
{
    /// <summary>Shows a record.</summary>
    public static RecordView View(ObjectType type, long version, string doc) => RecordView.Of(
        RecordKey.IsEntity(type.Name)
            ? EntityRecords.Read(type.Name, doc, version)
            : JsonSerializer.Deserialize(doc, RecordJson.Default.ObjectRecord)!);
}
