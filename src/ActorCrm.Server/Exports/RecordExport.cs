using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Imports;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Records;
using ActorCrm.Server.Search;

namespace ActorCrm.Server.Exports;

/// <summary>
/// Writes the records of a type into a stream, a page at a time. A page begins after the last record of the one before,
/// so no query lasts, nothing is held up, and no record is there twice. One that is made meanwhile is in it.
/// </summary>
internal sealed class RecordExport(RecordFinder finder, ObjectType type, FieldDefinition[] fields)
{
    private const int PageRows = 500;

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly StringBuilder _text = new();

    /// <summary>CSV; NDJSON otherwise.</summary>
    public bool IsCsv { get; init; }

    /// <summary>Whether CSV begins with the mark of UTF-8.</summary>
    public bool HasMark { get; init; }

    /// <summary>Whether the file is gzipped.</summary>
    public bool IsPacked { get; init; }

    /// <summary>Criteria that hold for the records; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Who asks, and so what the network hides; null when nothing is hidden from them.</summary>
    public Viewing? Viewing { get; init; }

    /// <summary>Why there would be no file: criteria that are none. Null when there would be one.</summary>
    public async Task<ProblemResult?> FaultAsync(CancellationToken stop) =>
        (await finder.FindAsync(type.Name, Asked(null) with { Limit = 1 }, stop)).Problem;

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
        string? next = null;
        do
        {
            var (page, problem) = await finder.FindAsync(type.Name, Asked(next), stop);
            if (page is null)
            {
                // What could be wrong with the question was looked at before the first byte.
                throw new InvalidOperationException(problem!.Problem.Detail ?? problem.Problem.Title);
            }

            foreach (var record in page.Items)
            {
                Write(record);
            }

            await target.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), stop);
            _text.Clear();
            next = page.Next;
        }
        while (next is not null);
    }

    // In an order that has an index: contacts and the like have none by the time at which they were made, but ids that
    // begin with it.
    private AskedRecords Asked(string? cursor) => new()
    {
        Filter = Filter,
        Sort = [RecordKey.IsEntity(type.Name) ? "id" : "createdAt"],
        Limit = PageRows,
        Cursor = cursor,
        Viewing = Viewing,
    };

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
