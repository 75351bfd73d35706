using System.Text.Json.Nodes;
using ActorCrm.Domain.Imports;

namespace ActorCrm.Server.Imports;

/// <summary>A row of a file.</summary>
/// <param name="Number">As a spreadsheet counts; of NDJSON the line that is not blank.</param>
/// <param name="Position">The byte at which it begins.</param>
/// <param name="Length">Its bytes, end of line included.</param>
internal sealed record ImportRow(long Number, long Position, int Length)
{
    /// <summary>Cells of CSV in the order of the columns; null otherwise.</summary>
    public string[]? Cells { get; init; }

    /// <summary>The object of a line of NDJSON; null otherwise.</summary>
    public JsonObject? Json { get; init; }

    /// <summary>Why it could not be read; null when it could.</summary>
    public CellFault? Fault { get; init; }
}

/// <summary>Reads the rows of a stored file, one after the other.</summary>
internal interface IRowReader
{
    /// <summary>The next row; null at the end.</summary>
    ValueTask<ImportRow?> ReadAsync(CancellationToken stop);
}

/// <summary>Readers of both kinds of files.</summary>
internal static class RowReaders
{
    /// <summary>Reads on from where the import is.</summary>
    public static IRowReader Of(RecordImport import, StoredFile file, int rowBytesMax) =>
        import.Format.Kind == ImportKind.Csv
            ? new CsvRows(file, import.Format, import.NextRow, rowBytesMax)
            : new JsonRows(file, import.NextRow, rowBytesMax);
}
