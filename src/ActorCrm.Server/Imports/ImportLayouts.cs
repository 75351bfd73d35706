using System.Globalization;
using ActorCrm.Domain.Imports;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Imports;

/// <summary>Reads the beginning of a stored file: how it is written, and what its columns are.</summary>
internal sealed class ImportLayouts(ReadDatabase database, ImportOptions options)
{
    /// <summary>Rows of NDJSON whose names are columns.</summary>
    private const int NamedRows = 100;

    private const int HeaderLengthMax = 200;

    private static ReadOnlySpan<byte> Mark => [0xef, 0xbb, 0xbf];

    /// <summary>Finds the format by what the file looks like, then its columns.</summary>
    public async Task<ImportLayout> DetectAsync(
        string id, long bytes, UploadedFile declared, bool isUtf8, string? region, CancellationToken stop)
    {
        var file = await OpenAsync(id, bytes, stop);
        var first = file.Window.TrimStart(" \t\r\n"u8);
        var name = declared.FileName ?? "";
        var kind = declared.Kind
            ?? (name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? ImportKind.Csv
                : first.Length > 0 && first[0] == '{' ? ImportKind.Ndjson
                : ImportKind.Csv);
        var encoding = declared.Charset is { } charset
            && ImportEncodings.All.Contains(charset.ToLowerInvariant())
            ? charset.ToLowerInvariant()
            : isUtf8 ? ImportEncodings.Utf8 : FileEncodings.Guess(region);
        return await ReadAsync(
            id, bytes,
            new ImportFormat
            {
                Kind = kind,
                Encoding = kind == ImportKind.Csv ? encoding : ImportEncodings.Utf8,
                Delimiter = kind == ImportKind.Csv ? FileEncodings.Delimiter(file.Window) : ',',
            },
            stop);
    }

    /// <summary>Reads the columns of a file under a format.</summary>
    public async Task<ImportLayout> ReadAsync(string id, long bytes, ImportFormat format, CancellationToken stop)
    {
        var file = await OpenAsync(id, bytes, stop);
        if (format.Kind == ImportKind.Ndjson)
        {
            var begin = file.Position;
            return new ImportLayout(format, await NamesAsync(file, stop), begin, FirstRow: 1);
        }

        var header = await new CsvRows(file, format, nextNumber: 1, options.RowBytesMax).ReadAsync(stop);
        return new ImportLayout(format, Distinct(header?.Cells ?? []), file.Position, FirstRow: 2);
    }

    /// <summary>How many pieces so many bytes are.</summary>
    public static int PartsOf(long bytes) => (int)((bytes + ImportPart.Size - 1) / ImportPart.Size);

    // Behind the mark of UTF-8, if there is one.
    private async Task<StoredFile> OpenAsync(string id, long bytes, CancellationToken stop)
    {
        var file = new StoredFile(database, id, PartsOf(bytes), position: 0);
        await file.FillAsync(stop);
        if (file.Window.StartsWith(Mark))
        {
            file.Advance(Mark.Length);
        }

        return file;
    }

    private async Task<string[]> NamesAsync(StoredFile file, CancellationToken stop)
    {
        var names = new List<string>();
        var rows = new JsonRows(file, nextNumber: 1, options.RowBytesMax);
        for (var i = 0; i < NamedRows && await rows.ReadAsync(stop) is { } row; i++)
        {
            names.AddRange((row.Json ?? []).Select(member => member.Key)
                .Where(name => !name.Any(char.IsControl)).Except(names));
        }

        return [.. names.Take(CsvText.CellsMax)];
    }

    // A file that is something else may have anything where its headers would be; not all of it can be stored.
    private static string Printable(string text) =>
        string.Concat(text.Select(sign => char.IsControl(sign) ? ' ' : sign));

    // Columns are known by their headers, so no two are the same.
    private static string[] Distinct(string[] headers)
    {
        var names = new string[headers.Length];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < headers.Length; i++)
        {
            var text = Printable(CellText.Unguarded(headers[i])).Trim();
            text = text.Length > HeaderLengthMax ? text[..HeaderLengthMax] : text;
            names[i] = text.Length > 0 && seen.Add(text)
                ? text
                : string.Create(CultureInfo.InvariantCulture, $"{text} (column {i + 1})").Trim();
        }

        return names;
    }
}
