using System.Globalization;
using System.Text;
using ActorCrm.Domain.Imports;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Imports;

/// <summary>
/// The faulty rows of an import as a CSV file: each as it was, with its number and what is wrong behind it. The file
/// can be mended and imported; its two last columns are left out then, since no field has their names.
/// </summary>
internal sealed class ImportErrorsFile(RecordImport import, ImportReads reads, ReadDatabase database)
{
    private readonly Encoding _encoding = FileEncodings.Lenient(import.Format.Encoding);
    private readonly StringBuilder _text = new();
    private StoredFile? _file;

    /// <summary>Writes the file, in UTF-8 with its mark, a piece of faults at a time.</summary>
    public async Task WriteAsync(Stream target, CancellationToken stop)
    {
        _text.Append('\ufeff');
        var csv = new CsvWriter(_text);
        var columns = import.Format.Kind == ImportKind.Csv ? import.Columns : ["row"];
        foreach (var column in columns)
        {
            csv.Text(column);
        }

        csv.Plain("import_row").Plain("import_errors").EndRow();
        await FlushAsync(target, stop);
        await foreach (var faults in reads.FaultsAsync(import.Id, stop))
        {
            foreach (var fault in faults)
            {
                await WriteRowAsync(csv, fault, stop);
            }

            await FlushAsync(target, stop);
        }
    }

    private async Task WriteRowAsync(CsvWriter csv, RowFault fault, CancellationToken stop)
    {
        var bytes = await ReadAsync(fault, stop);
        var cells = Cells(bytes);
        for (var i = 0; i < cells.Count; i++)
        {
            csv.Text(CellText.Unguarded(cells[i]));
        }

        csv.Plain(fault.Row.ToString(CultureInfo.InvariantCulture));
        csv.Text(string.Join(' ', fault.Faults.Select(one =>
            $"{(one.Column ?? one.Field) switch { null or "" => "", var name => $"{name}: " }}{one.Message}")));
        csv.EndRow();
    }

    /// <summary>The cells as they were, as many as there are headers; what cannot be cut stands in the first.</summary>
    private List<string> Cells(ReadOnlySpan<byte> bytes)
    {
        if (import.Format.Kind == ImportKind.Ndjson)
        {
            return [_encoding.GetString(bytes).TrimEnd()];
        }

        var cells = new List<string>();
        var csv = new CsvText(_encoding, (byte)import.Format.Delimiter, (byte)import.Format.Quote);
        if (csv.Read(bytes, isLast: true, cells, out _) != CsvEnd.Record || cells.Count > import.Columns.Length)
        {
            cells = [_encoding.GetString(bytes).TrimEnd()];
        }

        cells.AddRange(Enumerable.Repeat("", import.Columns.Length - cells.Count));
        return cells;
    }

    // Faults come in the order of the file, which is so read once.
    private async Task<byte[]> ReadAsync(RowFault fault, CancellationToken stop)
    {
        if (_file is null || fault.Position - _file.Position is < 0 or > ImportPart.Size)
        {
            _file = new StoredFile(database, import.Id, import.Parts, fault.Position);
        }

        while (!_file.IsLast && fault.Position + fault.Length > _file.Position + _file.Window.Length)
        {
            _file.Advance((int)Math.Min(_file.Window.Length, fault.Position - _file.Position));
            await _file.FillAsync(stop);
        }

        _file.Advance((int)Math.Min(_file.Window.Length, fault.Position - _file.Position));
        return _file.Window[..Math.Min(fault.Length, _file.Window.Length)].ToArray();
    }

    private async Task FlushAsync(Stream target, CancellationToken stop)
    {
        await target.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), stop);
        _text.Clear();
    }
}
