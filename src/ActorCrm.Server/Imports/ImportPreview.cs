using System.Text.Json.Nodes;
using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Objects;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Records;

namespace ActorCrm.Server.Imports;

/// <summary>Does the first rows of an import without writing anything.</summary>
internal sealed class ImportPreview(
    SiloHost silo, DuplicateFinder duplicates, RecordReferences references, ReadDatabase database,
    ImportOptions options)
{
    private const int RowsMax = 20;

    /// <summary>The rows as they would be; null when there is no such type (any more).</summary>
    public async Task<ImportPreviewView?> ReadAsync(RecordImport import, CancellationToken stop)
    {
        if (ImportPlan.Of(import, ServerSettings.Of(silo)) is not { } plan)
        {
            return null;
        }

        var file = new StoredFile(database, import.Id, import.Parts, import.Position);
        var reader = RowReaders.Of(import, file, options.RowBytesMax);
        var rows = new List<(ImportRow Row, RowValues Values)>();
        while (rows.Count < RowsMax && await reader.ReadAsync(stop) is { } row)
        {
            rows.Add((row, plan.Read(row)));
        }

        var keys = rows.ConvertAll(row => row.Values.Fault is null ? plan.KeysOf(row.Values) : []);
        var found = await duplicates.FindAsync(plan.Type, keys, stop);
        var missing = await references.FindMissingAsync(
            plan.Type.Name, [.. rows.Select(row => row.Values.Fields)], ImportPlan.Everybody, stop);
        var views = new ImportPreviewRow[rows.Count];
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            var view = View(import, plan, rows[i].Row, rows[i].Values, found[i]);
            var faults = (missing[i] ?? []).Select(reference => new ImportFaultView(
                plan.ColumnOf(reference.Field), reference.Field, "referenceUnknown",
                $"There is no record {reference.Id}."));
            views[i] = WithEarlier(WithFaults(view, [.. faults]), import.Policy, keys[i], seen);
        }

        return new ImportPreviewView(
            [.. import.Columns.Select(column => new ImportColumnView(column, plan.Map.GetValueOrDefault(column)))],
            views);
    }

    private static ImportPreviewRow View(
        RecordImport import, ImportPlan plan, ImportRow row, RowValues values, IReadOnlyList<FoundRecord> found)
    {
        var number = row.Number;
        switch (RowDecision.Of(plan.Type, import.Policy, values, plan.RecordIdOf(row), found))
        {
            case RowDecision.Create create:
                return Checked(
                    plan, number, "create", null, create.Fields,
                    RecordFields.Create(plan.Type, create.Fields.DeepClone().AsObject(), plan.ReadNumber));
            case RowDecision.Change change:
                return Checked(
                    plan, number, "update", change.Record.Id, values.Fields,
                    RecordFields.Patch(
                        plan.Type, change.Record.Fields, change.Patch.DeepClone().AsObject(), plan.ReadNumber));
            case RowDecision.Skip skip:
                return new ImportPreviewRow(number, "skip", skip.Record.Id, skip.Record.Fields, []);
            case RowDecision.Refuse refuse:
                return new ImportPreviewRow(number, "fail", null, values.Fields, [View(refuse.Fault)]);
            default:
                throw new InvalidOperationException("There are four decisions.");
        }
    }

    private static ImportPreviewRow Checked(
        ImportPlan plan, long number, string action, Guid? id, JsonObject written, CheckedFields read) =>
        read.Faults.Count == 0
            ? new ImportPreviewRow(number, action, id, read.Values, [])
            : new ImportPreviewRow(
                number, "fail", id, written,
                [.. read.Faults.Select(fault => new ImportFaultView(
                    plan.ColumnOf(fault.Field), fault.Field, fault.Code, fault.Message))]);

    private static ImportPreviewRow WithFaults(ImportPreviewRow row, ImportFaultView[] faults) =>
        faults.Length == 0 || row.Action == "skip"
            ? row
            : row with { Action = "fail", Faults = [.. row.Faults, .. faults] };

    // What an earlier row of the file makes is not there yet, but would be.
    private static ImportPreviewRow WithEarlier(
        ImportPreviewRow row, ImportPolicy policy, IReadOnlyList<string> keys, Dictionary<string, long> seen)
    {
        var isRepeat = row.Action == "create" && keys.Any(seen.ContainsKey);
        foreach (var key in row.Action is "create" or "update" ? keys : [])
        {
            seen.TryAdd(key, row.Row);
        }

        return isRepeat ? row with { Action = policy == ImportPolicy.Skip ? "skip" : "update" } : row;
    }

    private static ImportFaultView View(CellFault fault) =>
        new(fault.Column, fault.Field, fault.Code, fault.Message, fault.RecordId);
}
