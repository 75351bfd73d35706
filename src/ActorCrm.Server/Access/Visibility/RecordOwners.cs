using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Access.Visibility;

/// <summary>
/// Reads whose single records are. What follows a master record has the master's owner: deals, tasks, calls and forms
/// that of their contact.
/// </summary>
internal sealed class RecordOwners(ReadDatabase database)
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Access/Visibility/visibility");

    /// <summary>Whose a record is; nobody's when there is no such record.</summary>
    /// <param name="entity">The grain type, such as <c>contact</c>, <c>record</c> or <c>call</c>.</param>
    /// <param name="id">The grain's key.</param>
    /// <param name="stop">Ends the reading.</param>
    public async Task<OwnedRecord> FindAsync(string entity, string id, CancellationToken stop) =>
        (await FindAsync(entity, [id], stop))[id];

    /// <summary>The same of many records of a type, by id.</summary>
    public async Task<Dictionary<string, OwnedRecord>> FindAsync(
        string entity, IEnumerable<string> ids, CancellationToken stop)
    {
        string[] asked = [.. ids.Distinct(StringComparer.Ordinal)];
        var rows = await new ListQuery(Sql, "owners_of").With("entity", entity)
            .With("ids", JsonSerializer.Serialize(asked, ReadJson.Plain.StringArray))
            .ReadAsync<OwnerRow>(database, stop);
        return rows.ToDictionary(
            row => row.Id,
            row => new OwnedRecord(
                row.Master, row.GroupId is { } group ? new RecordOwner(group, row.PrivacyLevel!.Value) : null),
            StringComparer.Ordinal);
    }

    /// <summary>
    /// Whose the records are that the entries of the timeline after one place up to another are about, by place; only
    /// of those that somebody owns.
    /// </summary>
    public async Task<Dictionary<long, RecordOwner>> FindAsync(long after, long last, CancellationToken stop)
    {
        var rows = await new ListQuery(Sql, "owners_of_changes").With("after", after).With("last", last)
            .ReadAsync<ChangeOwnerRow>(database, stop);
        return rows.ToDictionary(row => row.Seq, row => new RecordOwner(row.GroupId, row.PrivacyLevel));
    }

    /// <summary>What is stored of a record's own owner; null when nothing is.</summary>
    public async Task<RecordOwnership?> ReadAsync(string key, CancellationToken stop)
    {
        var row = await new ListQuery(Sql, "owner_find").With("id", key).ReadOneAsync<StateRow>(database, stop);
        return row is null ? null : JsonSerializer.Deserialize(row.Doc, AccessJson.Default.RecordOwnership);
    }

    // No positional records: of a computed column the database knows no type while there is no row, and Dapper would
    // find no constructor.
    private sealed class OwnerRow
    {
        public string Id { get; init; } = "";

        public string? Master { get; init; }

        public string? GroupId { get; init; }

        public int? PrivacyLevel { get; init; }
    }

    private sealed class ChangeOwnerRow
    {
        public long Seq { get; init; }

        public string GroupId { get; init; } = "";

        public int PrivacyLevel { get; init; }
    }
}

/// <summary>Whose a record is.</summary>
/// <param name="Master">
/// Object type, slash, id of the record whose owner counts: itself, or the one that it follows; null for what has none.
/// </param>
/// <param name="Owner">The owner; null for nobody in particular.</param>
internal sealed record OwnedRecord(string? Master, RecordOwner? Owner);
