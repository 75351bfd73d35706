using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Imports;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Records;

namespace ActorCrm.Server.Exports;

/// <summary>
/// Writes the records of a type into a stream, a page at a time. A page begins after the last record of the one before,
/// so no query lasts, nothing is held up, and no record is there twice. One that is made meanwhile is in it.
/// </summary>
internal sealed class RecordExport(ReadDatabase database, ObjectType type, FieldDefinition[] fields)
{
    private const int PageRows = 500;
    private const string List = "export";

    private static readonly FeatureSql Sql = FeatureSql.Load("Records/records");

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly StringBuilder _text = new();

    /// <summary>CSV; NDJSON otherwise.</summary>
    public bool IsCsv { get; init; }

    /// <summary>Whether CSV begins with the mark of UTF-8.</summary>
    public bool HasMark { get; init; }

    /// <summary>Who asks; null when nothing is hidden from them.</summary>
    public Viewing? Viewing { get; init; }

    /// <summary>Whether the file is gzipped.</summary>
    public bool IsPacked { get; init; }

    /// <summary>Writes all of it.</summary>
    public async Task WriteAsync(Stream target, CancellationToken stop)
    {
        if (!IsPacked)
        {
            await WritePagesAsync(target, stop);
            return;
        }

        await using var packed = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        await WritePagesAsync(packed, stop);
    }

    private async Task WritePagesAsync(Stream target, CancellationToken stop)
    {
        WriteHeader();
        Cursor? after = null;
        do
        {
            var page = RecordKey.IsEntity(type.Name)
                ? await ReadEntitiesAsync(after, stop)
                : await ReadRecordsAsync(after, stop);
            foreach (var record in page.Items)
            {
                Write(record);
            }

            await target.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), stop);
            _text.Clear();
            after = page.Next is { } next && Cursor.TryRead(List, next, out var cursor) ? cursor : null;
        }
        while (after is not null);
    }

    private async Task<Page<RecordView>> ReadEntitiesAsync(Cursor? after, CancellationToken stop)
    {
        long? sort = after is { } cursor && cursor.TryNumber(out var number) ? number : null;
        return (await new EntityList(type.Name, "createdAt", deleted: false, PageRows)
            .ReadAsync(List, sort, after?.Id, Viewing, database, stop)).Page;
    }

    private async Task<Page<RecordView>> ReadRecordsAsync(Cursor? after, CancellationToken stop)
    {
        long? sort = after is { } cursor && cursor.TryNumber(out var number) ? number : null;
        var rows = await new ListQuery(Sql, "record_list_oldest")
            .With("type", type.Name)
            .With("take", PageRows + 1)
            .Where("record_list_present", isWanted: true)
            .Where("record_list_oldest_after", "sort", sort).With("id", after?.Id)
            .VisibleTo(Viewing, ObjectRecord.Type)
            .ReadAsync<RecordRow>(database, stop);
        return Page.Of(List, rows, PageRows, row => Cursor.Of(row.SortedBy, row.Id), row =>
            RecordView.Of(JsonSerializer.Deserialize(row.Doc, RecordJson.Default.ObjectRecord)!)).Page;
    }

    private void WriteHeader()
    {
        if (!IsCsv)
        {
            return;
        }

        _text.Append(HasMark ? "\ufeff" : "");
        var csv = new CsvWriter(_text);
        foreach (var field in fields)
        {
            csv.Text(field.Name);
        }

        csv.EndRow();
    }

    private void Write(RecordView record)
    {
        if (IsCsv)
        {
            var csv = new CsvWriter(_text);
            foreach (var field in fields)
            {
                WriteCell(csv, field, Value(record, field));
            }

            csv.EndRow();
            return;
        }

        var line = new JsonObject();
        var values = new JsonObject();
        foreach (var field in fields)
        {
            if (Value(record, field) is { } value)
            {
                (SystemFields.Find(field.Name) is null ? values : line).Add(field.Name, value.DeepClone());
            }
        }

        line["fields"] = values;
        _text.Append(line.ToJsonString(Plain)).Append('\n');
    }

    // Of numbers, booleans, times and ids no formula can be made; all else is a text that somebody wrote.
    private static void WriteCell(CsvWriter csv, FieldDefinition field, JsonNode? value)
    {
        switch (value)
        {
            case null:
                csv.Plain("");
                break;
            case JsonArray list:
                csv.Text(CellText.Join(list.OfType<JsonNode>().Select(Text), new ImportFormat().ListSeparator));
                break;
            case var one when field.Kind is FieldKind.Integer or FieldKind.Decimal or FieldKind.Boolean:
                csv.Plain(Text(one));
                break;
            default:
                csv.Text(Text(value));
                break;
        }
    }

    private static string Text(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(Plain);

    private static JsonNode? Value(RecordView record, FieldDefinition field) => field.Name switch
    {
        "id" => JsonValue.Create(record.Id.ToString()),
        "version" => JsonValue.Create(record.Version),
        "createdAt" => Time(record.CreatedAt),
        "createdBy" => JsonValue.Create(record.CreatedBy),
        "updatedAt" => Time(record.UpdatedAt),
        "updatedBy" => JsonValue.Create(record.UpdatedBy),
        "deletedAt" or "deletedBy" => null,
        var name => record.Fields[name],
    };

    private static JsonValue Time(DateTimeOffset time) => JsonValue.Create(
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
}
