using ActorCrm.Domain.Records;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Records;

/// <summary>Reads contacts, organizations, deals and tasks as records, each from its table.</summary>
internal static class EntityReads
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Records/entities");

    /// <summary>One of them, deleted or only reserved too; null when there is none.</summary>
    public static async Task<ObjectRecord?> FindAsync(
        string type, string id, ReadDatabase database, CancellationToken stop)
    {
        var row = await new ListQuery(Sql, "entity_find").From($"entity_table_{type}").With("id", id)
            .ReadOneAsync<StateRow>(database, stop);
        return row is null ? null : EntityRecords.Read(type, row.Doc, row.Version);
    }
}
