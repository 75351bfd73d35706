using System.Globalization;
using ActorCrm.Domain.Imports;

namespace ActorCrm.Server.Imports;

/// <summary>The records of a CSV file.</summary>
internal sealed class CsvRows(StoredFile file, ImportFormat format, long nextNumber, int rowBytesMax) : IRowReader
{
    private readonly CsvText _csv = new(
        FileEncodings.Strict(format.Encoding), (byte)format.Delimiter, (byte)format.Quote);

    private readonly List<string> _cells = [];
    private long _number = nextNumber;

    /// <inheritdoc/>
    public async ValueTask<ImportRow?> ReadAsync(CancellationToken stop)
    {
        while (true)
        {
            _cells.Clear();
            if (file.Window.IsEmpty && file.IsLast)
            {
                return null;
            }

            var end = _csv.Read(file.Window, file.IsLast, _cells, out var length);
            if (end == CsvEnd.Incomplete)
            {
                if (file.Window.Length <= rowBytesMax)
                {
                    await file.FillAsync(stop);
                    continue;
                }

                // Most likely a quote that is never closed: the next line may well be a row.
                var line = CsvText.FirstLine(file.Window);
                return Fault(
                    line > 0 ? line : file.Window.Length, "rowTooLong",
                    string.Create(CultureInfo.InvariantCulture, $"A row has at most {rowBytesMax} bytes."));
            }

            if (end == CsvEnd.Blank)
            {
                file.Advance(length);
                continue;
            }

            return end switch
            {
                CsvEnd.QuoteMisplaced => Fault(
                    length, "quoteMisplaced", "A quote stands within a cell, or is never closed."),
                CsvEnd.EncodingInvalid => Fault(
                    length, "encodingInvalid", $"The row is not written in {format.Encoding}."),
                _ when length > rowBytesMax || _cells.Count > CsvText.CellsMax => Fault(
                    length, "rowTooLong", string.Create(
                        CultureInfo.InvariantCulture,
                        $"A row has at most {rowBytesMax} bytes and {CsvText.CellsMax} cells.")),
                _ => Row(length) with { Cells = [.. _cells] },
            };
        }
    }

    private ImportRow Row(int length)
    {
        var row = new ImportRow(_number++, file.Position, length);
        file.Advance(length);
        return row;
    }

    private ImportRow Fault(int length, string code, string message) =>
        Row(length) with { Fault = new CellFault(null, null, code, message) };
}
