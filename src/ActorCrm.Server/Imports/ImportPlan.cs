using System.Security.Claims;
using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Server.Imports;

/// <summary>What an import does with rows under the settings of now: for its preview and for its work.</summary>
internal sealed class ImportPlan
{
    /// <summary>Whom the network does not bind: nobody else may import (see <see cref="ImportEndpoints"/>).</summary>
    public static readonly ClaimsPrincipal Everybody = new();

    private readonly RecordImport _import;
    private readonly RowFields _fields;

    private ImportPlan(RecordImport import, ObjectType type, SettingsSnapshot settings)
    {
        _import = import;
        Type = type;
        Map = import.Mapping ?? ColumnMap.Of(type, import.Columns);
        ReadNumber = text => settings.ReadNumber(text, import.Region);

        // Ids of another system mean nothing here: they count only where somebody says that rows are found by them.
        var columns = import.Keys.Contains(ColumnMap.Id)
            ? Map
            : Map.Where(pair => pair.Value != ColumnMap.Id).ToDictionary(StringComparer.Ordinal);
        _fields = new RowFields(type, import.Columns, columns, new CellReader(import.Format, ReadNumber));
    }

    /// <summary>The type of the records.</summary>
    public ObjectType Type { get; }

    /// <summary>Header → field.</summary>
    public IReadOnlyDictionary<string, string> Map { get; }

    /// <summary>E.164 of a text in the import's region; null when it is no telephone number.</summary>
    public Func<string, string?> ReadNumber { get; }

    /// <summary>The plan of an import; null when there is no such type (any more).</summary>
    public static ImportPlan? Of(RecordImport import, SettingsSnapshot settings) =>
        settings.ObjectTypes.Find(import.ObjectType) is { } type ? new ImportPlan(import, type, settings) : null;

    /// <summary>What a row says.</summary>
    public RowValues Read(ImportRow row) =>
        row.Fault is { } fault ? RowValues.Refused(fault)
        : row.Cells is { } cells ? _fields.Of(cells)
        : _fields.Of(row.Json!);

    /// <summary>The texts under which a row's records are looked for.</summary>
    public IReadOnlyList<string> KeysOf(RowValues row) =>
        DuplicateFinder.KeysOf(Type, _import.Keys, row, ReadNumber);

    /// <summary>The header of a field's column.</summary>
    public string? ColumnOf(string field) => _fields.ColumnOf(field);

    /// <summary>Whether somebody else was faster, so that the row's records are to be looked for again.</summary>
    public bool WasOvertaken(RecordRefused refused) => refused.Code == "versionMismatch"
        || (refused.Code == "duplicate" && refused.Faults.Any(fault => _import.Keys.Contains(fault.Field)));

    /// <summary>
    /// The id of the record that a row becomes: the same in every attempt, so that none makes it twice.
    /// </summary>
    public Guid RecordIdOf(ImportRow row) => StableId.From(_import.CreatedAt, CauseOf(row));

    /// <summary>Names a row of an import: the hash of the request that makes its record.</summary>
    public string CauseOf(ImportRow row) => $"import/{_import.Id}/{row.Position}";
}
