using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Records;

namespace ActorCrm.Server.Imports;

/// <summary>
/// Makes rows into records through their grains, hundreds in a commit, and counts what came of them. Rows that may be
/// the same record go one after the other: the later one finds what the earlier one made.
/// </summary>
internal sealed class ImportBatch(
    DuplicateFinder duplicates, RecordAsker asker, RecordReferences references, TimeProvider clock)
{
    /// <summary>How often a row is decided anew because its record was changed in between.</summary>
    private const int RoundsMax = 5;

    /// <summary>Rows that became records.</summary>
    public long Created { get; private set; }

    /// <summary>Rows that changed one.</summary>
    public long Updated { get; private set; }

    /// <summary>Rows that were left alone.</summary>
    public long Skipped { get; private set; }

    /// <summary>Rows at fault.</summary>
    public List<RowFault> Faults { get; } = [];

    /// <summary>
    /// Does some rows. Throws when nobody knows whether some are done: then all of them are to be done again.
    /// </summary>
    public async Task DoAsync(
        RecordImport import, ImportPlan plan, IReadOnlyList<ImportRow> rows, CancellationToken stop)
    {
        var left = rows.Select(row => PlannedRow.Of(plan, row)).ToList();
        while (left.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            var wave = Wave(left);
            var again = await DoAsync(import, plan, wave, stop);
            left = [.. again, .. left.Except(wave)];
        }
    }

    /// <summary>The rows, in their order, of which no two have a key in common.</summary>
    private static List<PlannedRow> Wave(List<PlannedRow> left)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var wave = new List<PlannedRow>(left.Count);
        foreach (var row in left)
        {
            // A row that has to wait keeps its keys: what comes behind it must not overtake it.
            var isFree = !row.Keys.Any(taken.Contains);
            taken.UnionWith(row.Keys);
            if (isFree)
            {
                wave.Add(row);
            }
        }

        return wave;
    }

    /// <summary>Does rows; returns those to be decided anew.</summary>
    private async Task<List<PlannedRow>> DoAsync(
        RecordImport import, ImportPlan plan, List<PlannedRow> wave, CancellationToken stop)
    {
        var found = await duplicates.FindAsync(plan.Type, [.. wave.Select(row => row.Keys)], stop);
        var asked = new List<(PlannedRow Row, RowDecision Decision)>(wave.Count);
        for (var i = 0; i < wave.Count; i++)
        {
            var row = wave[i];
            switch (RowDecision.Of(plan.Type, import.Policy, row.Values, plan.RecordIdOf(row.Row), found[i]))
            {
                case RowDecision.Refuse refuse:
                    Fail(row, refuse.Fault);
                    break;
                case RowDecision.Skip:
                    Skipped++;
                    break;
                case var decision:
                    asked.Add((row, decision));
                    break;
            }
        }

        var missing = await references.FindMissingAsync(
            plan.Type.Name, [.. asked.Select(one => FieldsOf(one.Decision))], ImportPlan.Everybody, stop);
        var messages = asked.Select((one, i) => Message(import, plan, one.Row, one.Decision, missing[i])).ToArray();
        var results = await AskAsync(messages, stop);
        var again = new List<PlannedRow>();
        for (var i = 0; i < results.Length; i++)
        {
            if (!Take(plan, asked[i].Row, asked[i].Decision, results[i]))
            {
                again.Add(asked[i].Row with { Rounds = asked[i].Row.Rounds + 1 });
            }
        }

        return again;
    }

    private static System.Text.Json.Nodes.JsonObject FieldsOf(RowDecision decision) => decision switch
    {
        RowDecision.Create create => create.Fields,
        RowDecision.Change change => change.Patch,
        _ => [],
    };

    // The version is the fence: an attempt that was frozen for an hour cannot overwrite what came meanwhile.
    private static Outgoing Message(
        RecordImport import, ImportPlan plan, PlannedRow row, RowDecision decision, MissingReference[]? missing)
    {
        var by = import.StartedBy ?? import.CreatedBy;
        return decision is RowDecision.Change change
            ? new Outgoing(
                RecordGrain.Id(plan.Type.Name, change.Record.Id),
                new PatchRecord(change.Patch, by, change.Record.Version, missing))
            : new Outgoing(
                RecordGrain.Id(plan.Type.Name, plan.RecordIdOf(row.Row)),
                new CreateRecord(((RowDecision.Create)decision).Fields, by, plan.CauseOf(row.Row), missing));
    }

    private async Task<AskResult[]> AskAsync(Outgoing[] messages, CancellationToken stop)
    {
        while (true)
        {
            var results = await asker.AskAsync(messages);
            if (results.Length == 0 || !results.All(result => result is AskResult.Overloaded))
            {
                return results;
            }

            await Task.Delay(((AskResult.Overloaded)results[0]).RetryAfter, clock, stop);
        }
    }

    /// <summary>Counts what came of a row; false when it is to be decided anew.</summary>
    private bool Take(ImportPlan plan, PlannedRow row, RowDecision decision, AskResult result)
    {
        switch (result)
        {
            case AskResult.Answered { Answer: RecordSaved }:
                Created += decision is RowDecision.Create ? 1 : 0;
                Updated += decision is RowDecision.Change ? 1 : 0;
                return true;
            case AskResult.Answered { Answer: RecordRefused refused }
                when row.Rounds < RoundsMax && plan.WasOvertaken(refused):
            case AskResult.Answered { Answer: RecordBusy } when row.Rounds < RoundsMax:
                return false;
            case AskResult.Answered { Answer: RecordRefused faulty }:
                Fail(row, Faulty(plan, faulty));
                return true;
            case AskResult.Answered { Answer: RecordBusy }:
                Fail(row, new CellFault(null, null, "recordBusy", "Other changes of the record went on and on."));
                return true;
            case AskResult.DeadLettered:
                Fail(row, new CellFault(null, null, "internalError", "The record failed; look at the dead letters."));
                return true;
            default:
                throw new InvalidOperationException("Nobody knows what became of some rows: they are done again.");
        }
    }

    private static CellFault[] Faulty(ImportPlan plan, RecordRefused refused) => refused.Faults.Length == 0
        ? [new CellFault(null, null, refused.Code, "The record was changed or deleted meanwhile.")]
        : Array.ConvertAll(refused.Faults, fault => new CellFault(
            plan.ColumnOf(fault.Field), fault.Field, fault.Code, fault.Message, fault.RecordId));

    private void Fail(PlannedRow row, params CellFault[] faults) =>
        Faults.Add(new RowFault(
            row.Row.Number, row.Row.Position, row.Row.Length, Array.ConvertAll(faults, Storable)));

    // A message may show what somebody wrote; no state holds U+0000.
    private static CellFault Storable(CellFault fault) =>
        fault with { Message = fault.Message.Replace('\0', '\ufffd') };

    /// <summary>A row with what it says.</summary>
    private sealed record PlannedRow(ImportRow Row, RowValues Values, IReadOnlyList<string> Keys, int Rounds = 0)
    {
        public static PlannedRow Of(ImportPlan plan, ImportRow row)
        {
            var values = plan.Read(row);
            return new PlannedRow(row, values, values.Fault is null ? plan.KeysOf(values) : []);
        }
    }
}
