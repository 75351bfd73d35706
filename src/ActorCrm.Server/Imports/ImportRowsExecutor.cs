using System.Text.Json;
using ActorCrm.Domain.Imports;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Imports;

/// <summary>
/// Does the next rows of an import, for a few seconds. What it has done when it is killed is done again by another
/// attempt, which finds the records that this one made under the same ids; nothing is counted before the outcome is.
/// </summary>
internal sealed class ImportRowsExecutor(
    ImportReads reads, Func<ImportBatch> batches, Func<SiloHost> silo, ReadDatabase database, ImportOptions options,
    TimeProvider clock) : IEffectExecutor
{
    /// <inheritdoc/>
    public string Kind => ImportRows.Kind;

    /// <inheritdoc/>
    public async Task<EffectResult> ExecuteAsync(EffectAttempt attempt, CancellationToken stop)
    {
        var startedAt = clock.GetTimestamp();
        if (await reads.FindAsync(attempt.From.Key, stop) is not { } import)
        {
            return EffectResult.GiveUp("The import is gone.");
        }

        if (ImportPlan.Of(import, ServerSettings.Of(silo())) is not { } plan)
        {
            return EffectResult.GiveUp($"There is no object type '{import.ObjectType}' any more.");
        }

        var file = new StoredFile(database, import.Id, import.Parts, import.Position);
        var rows = RowReaders.Of(import, file, options.RowBytesMax);
        var batch = batches();
        var count = 0L;
        var isEnd = false;
        while (!isEnd && count < options.ChunkRows && batch.Faults.Count + options.BatchRows <= ImportFaults.RowsMax
            && (count == 0 || clock.GetElapsedTime(startedAt) < options.ChunkTime))
        {
            var next = await ReadAsync(rows, stop);
            isEnd = next.Count < options.BatchRows;
            count += next.Count;
            await batch.DoAsync(import, plan, next, stop);
        }

        var result = new RowsImported(
            file.Position, import.NextRow + count, isEnd, count, batch.Created, batch.Updated, batch.Skipped,
            [.. batch.Faults.OrderBy(fault => fault.Row)],
            (long)clock.GetElapsedTime(startedAt).TotalMilliseconds);
        return EffectResult.Done(JsonSerializer.Serialize(result, ImportJson.Default.RowsImported));
    }

    private async Task<List<ImportRow>> ReadAsync(IRowReader rows, CancellationToken stop)
    {
        var next = new List<ImportRow>(options.BatchRows);
        while (next.Count < options.BatchRows && await rows.ReadAsync(stop) is { } row)
        {
            next.Add(row);
        }

        return next;
    }
}
