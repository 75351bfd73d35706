using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ActorCrm.Domain.Imports;

namespace ActorCrm.Server.Imports;

/// <summary>An import as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Raised by each change of its settings or its status; the entity tag.</param>
/// <param name="ObjectType">The type of its records.</param>
/// <param name="FileName">What the file was called.</param>
/// <param name="Status">uploading, ready, running, paused, completed or cancelled.</param>
/// <param name="Why">Why it paused by itself: <c>tooManyFaults</c>, or what failed.</param>
/// <param name="Format">How the file is written.</param>
/// <param name="Columns">Its headers, each with the field that it becomes.</param>
/// <param name="Policy">What happens to rows whose record is there already.</param>
/// <param name="Keys">The fields by which that is found.</param>
/// <param name="Region">Country of telephone numbers written without one.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Who uploaded the file.</param>
/// <param name="StartedAt">When it was first started, UTC.</param>
/// <param name="StartedBy">Who started it last.</param>
/// <param name="EndedAt">When it was completed or cancelled, UTC.</param>
public sealed record ImportView(
    string Id, int Version, string ObjectType, string? FileName, string Status, string? Why, ImportFormatView Format,
    ImportColumnView[] Columns, string Policy, string[] Keys, string? Region, ImportProgressView Progress,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? StartedAt, string? StartedBy, DateTimeOffset? EndedAt)
{
    internal static ImportView Of(RecordImport import, IReadOnlyDictionary<string, string> map) => new(
        import.Id,
        import.Version,
        import.ObjectType,
        import.FileName,
        Word(import.Status),
        import.Why,
        ImportFormatView.Of(import.Format),
        [.. import.Columns.Select(column => new ImportColumnView(column, map.GetValueOrDefault(column)))],
        Word(import.Policy),
        import.Keys,
        import.Region,
        ImportProgressView.Of(import),
        import.CreatedAt,
        import.CreatedBy,
        import.StartedAt,
        import.StartedBy,
        import.EndedAt);

    internal static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>How a file is written. What is null in a request stays as it is.</summary>
/// <param name="Kind"><c>csv</c> or <c>ndjson</c>.</param>
/// <param name="Encoding"><c>utf-8</c>, <c>windows-1250</c> or <c>windows-1252</c>; UTF-16 was made UTF-8.</param>
/// <param name="Delimiter">One character between cells; a tab is <c>\t</c> in JSON.</param>
/// <param name="Quote">One character around cells.</param>
/// <param name="DecimalSeparator"><c>.</c> or <c>,</c>.</param>
/// <param name="ListSeparator">One character between the values of a list in a cell.</param>
/// <param name="DateFormats">
/// Formats of days such as <c>dd/MM/yyyy</c>; absent: <c>yyyy-MM-dd</c>, <c>yyyy/MM/dd</c>, <c>dd.MM.yyyy</c>.
/// </param>
/// <param name="TimeZone">IANA time zone of moments written without an offset.</param>
public sealed record ImportFormatView(
    string? Kind = null, string? Encoding = null, string? Delimiter = null, string? Quote = null,
    string? DecimalSeparator = null, string? ListSeparator = null, string[]? DateFormats = null,
    string? TimeZone = null)
{
    internal static ImportFormatView Of(ImportFormat format) => new(
        ImportView.Word(format.Kind), format.Encoding, format.Delimiter.ToString(), format.Quote.ToString(),
        format.DecimalSeparator.ToString(), format.ListSeparator.ToString(),
        format.DateFormats ?? [.. ImportFormat.DateFormatsDefault], format.TimeZone);
}

/// <summary>A column of a file.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Field">The field that it becomes; null when it is left out.</param>
public sealed record ImportColumnView(string Header, string? Field);

/// <summary>How far an import is.</summary>
/// <param name="Bytes">Bytes of the file, unpacked.</param>
/// <param name="BytesDone">Bytes of the rows that are done.</param>
/// <param name="RowsRead">Rows that were read; the sum of the next four.</param>
/// <param name="Created">Rows that became records.</param>
/// <param name="Updated">Rows that changed a record, or would have if it were not that way already.</param>
/// <param name="Skipped">Rows that were there already.</param>
/// <param name="Failed">Rows at fault.</param>
/// <param name="RowsPerSecond">Over the time it worked; null before the first rows.</param>
/// <param name="SecondsLeft">At this rate; null when nobody can say.</param>
public sealed record ImportProgressView(
    long Bytes, long BytesDone, long RowsRead, long Created, long Updated, long Skipped, long Failed,
    double? RowsPerSecond, double? SecondsLeft)
{
    internal static ImportProgressView Of(RecordImport import)
    {
        var seconds = import.ActiveMilliseconds / 1000.0;
        var done = import.Position - import.FirstPosition;
        var isOpen = import.EndedAt is null && seconds > 0 && done > 0;
        return new ImportProgressView(
            import.Bytes, import.Position, import.RowsRead, import.Created, import.Updated, import.Skipped,
            import.Failed,
            seconds > 0 ? Math.Round(import.RowsRead / seconds, 1) : null,
            isOpen ? Math.Round((import.Bytes - import.Position) * seconds / done, 1) : null);
    }
}

/// <summary>Settings of an import. What is null stays as it is.</summary>
/// <param name="ObjectType">The type of the records; another one makes the mapping anew.</param>
/// <param name="Format">How the file is written.</param>
/// <param name="Mapping">Header → field, the whole of it; headers that are not in it are left out.</param>
/// <param name="Policy"><c>skip</c>, <c>update</c> or <c>merge</c>.</param>
/// <param name="Keys">Fields by which duplicates are found: <c>id</c> and unique fields; empty for none.</param>
/// <param name="Region">Country of telephone numbers written without one, such as <c>PL</c>.</param>
/// <param name="IfVersion">Refused unless this version stands.</param>
public sealed record ImportSettingsRequest(
    string? ObjectType = null, ImportFormatView? Format = null, Dictionary<string, string>? Mapping = null,
    string? Policy = null, string[]? Keys = null, string? Region = null, int? IfVersion = null);

/// <summary>The first rows of an import as they would be.</summary>
/// <param name="Columns">The headers, each with its field.</param>
/// <param name="Rows">At most 20.</param>
public sealed record ImportPreviewView(ImportColumnView[] Columns, ImportPreviewRow[] Rows);

/// <summary>A row as it would be.</summary>
/// <param name="Row">Its number, as a spreadsheet counts.</param>
/// <param name="Action">create, update, skip or fail.</param>
/// <param name="RecordId">The record that is there already, if there is one.</param>
/// <param name="Fields">The record's values as they would be; of a faulty row, as they were understood.</param>
/// <param name="Faults">What is wrong, a fault a cell.</param>
public sealed record ImportPreviewRow(
    long Row, string Action, Guid? RecordId, JsonObject Fields, ImportFaultView[] Faults);

/// <summary>What is wrong with a cell or a row.</summary>
/// <param name="Column">The cell's header; null when it is about the row.</param>
/// <param name="Field">The field.</param>
/// <param name="Code">Stable.</param>
/// <param name="Message">For people.</param>
/// <param name="RecordId">The record that has the value, where that is the fault.</param>
public sealed record ImportFaultView(
    string? Column, string? Field, string Code, string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? RecordId = null);
