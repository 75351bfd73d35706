namespace ActorCrm.Domain.Imports;

// Each that a person causes is answered by ImportStored or ImportRefused.

/// <summary>To <c>record_import</c>: a file begins to come.</summary>
/// <param name="ObjectType">The type of its records.</param>
/// <param name="FileName">What it is called.</param>
/// <param name="By">Who sends it.</param>
public sealed record CreateImport(string ObjectType, string? FileName, string By);

/// <summary>To <c>record_import</c>: a piece is about to be stored. Known before it is there, so that it is found to be
/// thrown away if the rest never comes.</summary>
/// <param name="Number">From 0, one after the other.</param>
public sealed record AnnounceImportPart(int Number);

/// <summary>To <c>record_import</c>: all pieces are stored.</summary>
/// <param name="Bytes">How many bytes the file has.</param>
/// <param name="Layout">What it looks like.</param>
/// <param name="Keys">By which rows are found to be there already.</param>
public sealed record FinishImportUpload(long Bytes, ImportLayout Layout, string[] Keys);

/// <summary>What the beginning of a file says of the rest, read under a format.</summary>
/// <param name="Format">The format.</param>
/// <param name="Columns">The headers.</param>
/// <param name="FirstPosition">The byte at which the first row begins.</param>
/// <param name="FirstRow">Its number.</param>
public sealed record ImportLayout(ImportFormat Format, string[] Columns, long FirstPosition, long FirstRow);

/// <summary>To <c>record_import</c>: settings, as long as it was not started.</summary>
/// <param name="ObjectType">The type of its records.</param>
/// <param name="Layout">The format, and the file as it looks under it.</param>
/// <param name="Mapping">Header → field; null for what the headers say.</param>
/// <param name="Policy">What happens to rows that are there already.</param>
/// <param name="Keys">The fields by which that is found.</param>
/// <param name="Region">Country of numbers without one.</param>
/// <param name="IfVersion">Refused unless this version stands; null for whatever stands.</param>
public sealed record ConfigureImport(
    string ObjectType, ImportLayout Layout, IReadOnlyDictionary<string, string>? Mapping, ImportPolicy Policy,
    string[] Keys, string? Region, int? IfVersion);

/// <summary>To <c>record_import</c>: begin, or go on.</summary>
public sealed record StartImport(string By);

/// <summary>To <c>record_import</c>: stop after the rows under way.</summary>
public sealed record PauseImport(string By);

/// <summary>To <c>record_import</c>: end after the rows under way, for good. What was done stays.</summary>
public sealed record CancelImport(string By);

/// <summary>To <c>record_import</c>: forget it, its file and its faults.</summary>
public sealed record DeleteImport(string By);

/// <summary>To <c>record_import</c>, its own reminder: nobody wants it any more.</summary>
public sealed record ExpireImport;

/// <summary>The effect of an import: do the next rows.</summary>
/// <param name="Position">The byte at which the first of them begins.</param>
public sealed record ImportRows(long Position)
{
    /// <summary>The effect's kind.</summary>
    public const string Kind = "importRows";
}

/// <summary>What came of an <see cref="ImportRows"/>; the detail of its outcome.</summary>
/// <param name="Position">The byte at which the next row begins.</param>
/// <param name="NextRow">The number of the next row.</param>
/// <param name="IsEnd">Whether there is no next row.</param>
/// <param name="RowsRead">Rows that were read.</param>
/// <param name="Created">Rows that became records.</param>
/// <param name="Updated">Rows that changed a record.</param>
/// <param name="Skipped">Rows left alone.</param>
/// <param name="Faults">Rows at fault.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record RowsImported(
    long Position, long NextRow, bool IsEnd, long RowsRead, long Created, long Updated, long Skipped,
    RowFault[] Faults, long Milliseconds);

/// <summary>A row that could not become a record.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Position">The byte at which it begins.</param>
/// <param name="Length">Its bytes, end of line included.</param>
/// <param name="Faults">What is wrong with it.</param>
public sealed record RowFault(long Row, long Position, int Length, CellFault[] Faults);

/// <summary>What is wrong with a cell, or with a row as a whole.</summary>
/// <param name="Column">The header of the cell; null when it is about the row.</param>
/// <param name="Field">The field; null when there is none.</param>
/// <param name="Code">Stable, camelCase.</param>
/// <param name="Message">For people.</param>
/// <param name="RecordId">The record that has the value, where that is the fault.</param>
public sealed record CellFault(string? Column, string? Field, string Code, string Message, Guid? RecordId = null);

/// <summary>To <c>record_import_part</c>: these are the bytes. Again changes nothing.</summary>
/// <param name="Packed">Deflated.</param>
public sealed record StoreImportPart(byte[] Packed);

/// <summary>To <c>record_import_faults</c>: these rows are at fault.</summary>
public sealed record StoreImportFaults(RowFault[] Rows);

/// <summary>To <c>record_import_part</c> and <c>record_import_faults</c>: be forgotten.</summary>
public sealed record DropImportPart;

/// <summary>The piece is stored.</summary>
public sealed record ImportPartStored;

/// <summary>The import as it is now.</summary>
public sealed record ImportStored(RecordImport Import);

/// <summary>Nothing was changed.</summary>
/// <param name="Code">
/// <c>importNotFound</c>, <c>importNotReady</c>, <c>importEnded</c>, <c>importRunning</c>, <c>importUnderWay</c>,
/// <c>importTooLarge</c>, <c>versionMismatch</c>.
/// </param>
public sealed record ImportRefused(string Code);
