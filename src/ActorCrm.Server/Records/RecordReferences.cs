using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Tasks;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Records;

/// <summary>
/// Looks whether the records that fields refer to exist, before their record is asked. One that is deleted in between
/// stays referred to, as one that is deleted later does.
/// </summary>
internal sealed class RecordReferences(SiloHost silo, ReadDatabase database)
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Records/records");

    /// <summary>The references of one record that point to nothing; null when there are none.</summary>
    /// <remarks>What is hidden from who writes them is nothing.</remarks>
    public async Task<MissingReference[]?> FindMissingAsync(
        string type, JsonObject fields, ClaimsPrincipal user, CancellationToken stop) =>
        (await FindMissingAsync(type, [fields], user, stop))[0];

    /// <summary>Whether there is a record; a deleted one is none.</summary>
    public async Task<bool> IsThereAsync(string type, Guid id, CancellationToken stop) =>
        (await FindAsync(type, [id.ToString()], null, stop)).Count > 0;

    /// <summary>The same of many records of a type: one query for each type that they refer to.</summary>
    public async Task<MissingReference[]?[]> FindMissingAsync(
        string type, IReadOnlyList<JsonObject> records, ClaimsPrincipal user, CancellationToken stop)
    {
        var viewing = Viewing.Of(user, silo);
        var missing = new MissingReference[]?[records.Count];
        var references = ServerSettings.Of(silo).ObjectTypes.Find(type)?.Fields
            .Where(field => field.Kind == FieldKind.Reference && field.Target is not (null or BuiltInTypes.User))
            ?? [];
        foreach (var target in references.GroupBy(field => field.Target!))
        {
            var given = new List<(int Record, string Field, string Id)>();
            foreach (var field in target)
            {
                for (var i = 0; i < records.Count; i++)
                {
                    given.AddRange(Ids(records[i][field.Name]).Select(id => (i, field.Name, id)));
                }
            }

            if (given.Count == 0)
            {
                continue;
            }

            var found = await FindAsync(target.Key, given.Select(reference => reference.Id).Distinct(), viewing, stop);
            foreach (var (record, field, id) in given.Where(reference => !found.Contains(reference.Id)))
            {
                missing[record] = [.. missing[record] ?? [], new MissingReference(field, id)];
            }
        }

        return missing;
    }

    private async Task<HashSet<string>> FindAsync(
        string target, IEnumerable<string> ids, Viewing? viewing, CancellationToken stop)
    {
        var statement = target switch
        {
            Contact.Type => "record_target_contacts",
            Organization.Type => "record_target_organizations",
            Deal.Type => "record_target_deals",
            CrmTask.Type => "record_target_tasks",
            _ => "record_target_records",
        };
        var rows = await new ListQuery(Sql, statement)
            .With("type", target)
            .With("ids", JsonSerializer.Serialize([.. ids], ReadJson.Plain.StringArray))
            .VisibleTo(viewing, RecordKey.IsEntity(target) ? target : ObjectRecord.Type)
            .ReadAsync<string>(database, stop);
        return [.. rows];
    }

    // What is no id is the record's to refuse.
    private static IEnumerable<string> Ids(JsonNode? value) => value switch
    {
        JsonArray list => list.SelectMany(Ids),
        JsonValue one when one.TryGetValue<string>(out var text) && Guid.TryParseExact(text.Trim(), "D", out var id) =>
            [id.ToString()],
        _ => [],
    };
}
