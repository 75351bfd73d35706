using System.Text.Json;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Tasks;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Communications;

/// <summary>Reads the records that a communication is about.</summary>
internal sealed class CommunicationRecords(ReadDatabase database)
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Communications/communications");

    /// <summary>A record; null when there is none, or none any more.</summary>
    public async Task<ObjectRecord?> FindAsync(string objectType, string id, CancellationToken stop)
    {
        if (!Guid.TryParse(id, out var key))
        {
            return null;
        }

        var statement = objectType switch
        {
            Contact.Type => "communication_contact",
            Organization.Type => "communication_record_organization",
            Deal.Type => "communication_record_deal",
            CrmTask.Type => "communication_record_task",
            _ => null,
        };
        var row = await new ListQuery(Sql, statement ?? "communication_record")
            .With("id", statement is null ? RecordGrain.Id(objectType, key).Key : key.ToString())
            .ReadOneAsync<StateRow>(database, stop);
        if (row is null)
        {
            return null;
        }

        var record = statement is null
            ? JsonSerializer.Deserialize(row.Doc, RecordJson.Default.ObjectRecord)!
            : EntityRecords.Read(objectType, row.Doc, row.Version);
        return record is { Version: > 0, DeletedAt: null } ? record : null;
    }
}
