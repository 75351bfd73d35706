using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Records;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Records;

namespace ActorCrm.Server.Communications;

/// <summary>Reads the records that a communication is about.</summary>
internal sealed class CommunicationRecords(ReadDatabase database, RecordOwners owners)
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Communications/communications");

    /// <summary>A record that somebody sees; null when there is none, or none for them.</summary>
    /// <param name="objectType">Its type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="viewing">Who asks; null when nothing is hidden from them.</param>
    /// <param name="stop">Ends the reading.</param>
    public async Task<ObjectRecord?> FindAsync(
        string objectType, string id, Viewing? viewing, CancellationToken stop)
    {
        var record = await FindAsync(objectType, id, stop);
        if (record is null || viewing is null)
        {
            return record;
        }

        var named = RecordAddress.Named(objectType, record.Id);
        var (_, owner) = await owners.FindAsync(named.Type, named.Key, stop);
        return viewing.May(RecordAction.View, owner) ? record : null;
    }

    /// <summary>A record; null when there is none, or none any more.</summary>
    public async Task<ObjectRecord?> FindAsync(string objectType, string id, CancellationToken stop)
    {
        if (!Guid.TryParse(id, out var key))
        {
            return null;
        }

        if (RecordKey.IsEntity(objectType))
        {
            return Present(await EntityList.FindAsync(objectType, key.ToString(), database, stop));
        }

        var row = await new ListQuery(Sql, "communication_record").With("id", RecordGrain.Id(objectType, key).Key)
            .ReadOneAsync<StateRow>(database, stop);
        return row is null ? null : Present(JsonSerializer.Deserialize(row.Doc, RecordJson.Default.ObjectRecord)!);
    }

    private static ObjectRecord? Present(ObjectRecord? record) =>
        record is { Version: > 0, DeletedAt: null } ? record : null;
}
