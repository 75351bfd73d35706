using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Imports;
using ActorCrm.Server.Records;

namespace ActorCrm.Server.Imports;

/// <summary>
/// The lines of an NDJSON file. A line is an object of values, or one with the values under <c>fields</c>, as an export
/// and the API write it.
/// </summary>
internal sealed class JsonRows(StoredFile file, long nextNumber, int rowBytesMax) : IRowReader
{
    private const int DepthMax = 32;

    private static readonly JsonDocumentOptions Strict =
        new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    private long _number = nextNumber;

    /// <inheritdoc/>
    public async ValueTask<ImportRow?> ReadAsync(CancellationToken stop)
    {
        while (true)
        {
            var length = CsvText.FirstLine(file.Window);
            if (length == 0 && !file.IsLast && file.Window.Length <= rowBytesMax)
            {
                await file.FillAsync(stop);
                continue;
            }

            if (file.Window.IsEmpty)
            {
                return null;
            }

            length = length == 0 ? file.Window.Length : length;
            var line = file.Window[..length].Trim(" \t\r\n"u8);
            if (line.IsEmpty)
            {
                file.Advance(length);
                continue;
            }

            var row = new ImportRow(_number++, file.Position, length);
            row = line.Length > rowBytesMax
                ? row with
                {
                    Fault = Fault("rowTooLong", string.Create(
                    CultureInfo.InvariantCulture, $"A row has at most {rowBytesMax} bytes."))
                }
                : Parse(row, line.ToArray());
            file.Advance(length);
            return row;
        }
    }

    private static ImportRow Parse(ImportRow row, byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return row with { Fault = Fault("jsonInvalid", "The line is no JSON object.") };
            }

            RecordBody.CheckTexts(document.RootElement);
            var json = JsonObject.Create(document.RootElement.Clone())!;
            if (json["fields"] is JsonObject fields)
            {
                json.Remove("fields");
                if (json["id"]?.DeepClone() is { } id)
                {
                    fields.TryAdd(ColumnMap.Id, id);
                }

                json = fields;
            }

            return row with { Json = json };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return row with { Fault = Fault("jsonInvalid", "The line is no well-formed JSON object.") };
        }
    }

    private static CellFault Fault(string code, string message) => new(null, null, code, message);
}
