using System.Text.Json;
using ActorCrm.Domain.Imports;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Imports;

/// <summary>Reads imports and their faults.</summary>
internal sealed class ImportReads(ReadDatabase database)
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Imports/imports");

    /// <summary>One import; null when there is none.</summary>
    public async Task<RecordImport?> FindAsync(string id, CancellationToken stop) =>
        await new ListQuery(Sql, "import_find").With("id", id).ReadOneAsync<StateRow>(database, stop) is { } row
            ? Read(row)
            : null;

    /// <summary>Imports, the latest first, before one of them.</summary>
    public async Task<IReadOnlyList<RecordImport>> ListAsync(string? before, int take, CancellationToken stop)
    {
        var rows = await new ListQuery(Sql, "import_list").With("take", take)
            .Where("import_list_after", "id", before)
            .ReadAsync<StateRow>(database, stop);
        return [.. rows.Select(Read)];
    }

    /// <summary>All faulty rows in their order, a piece at a time.</summary>
    public async IAsyncEnumerable<RowFault[]> FaultsAsync(
        string id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        for (var after = $"{id}/"; ;)
        {
            var row = await new ListQuery(Sql, "import_faults").With("after", after).With("end", $"{id}0")
                .ReadOneAsync<StateRow>(database, stop);
            if (row is null)
            {
                yield break;
            }

            after = row.Id;
            yield return JsonSerializer.Deserialize(row.Doc, ImportJson.Default.ImportFaults)!.Rows;
        }
    }

    private static RecordImport Read(StateRow row) =>
        JsonSerializer.Deserialize(row.Doc, ImportJson.Default.RecordImport)!;
}
