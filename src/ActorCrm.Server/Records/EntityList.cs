using System.Globalization;
using ActorCrm.Domain.Records;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Records;

/// <summary>
/// Contacts, organizations, deals or tasks as a list of records. Two lists are read and merged: those that the API had
/// to do with, by their times; and those that only calls and forms had to do with, by their ids, which begin with the
/// time of the call that made them. The second is read only as far as the first page of the first one reaches, so that
/// no more rows are passed over than a page has.
/// </summary>
/// <param name="type">The object type.</param>
/// <param name="sort">createdAt, -createdAt, updatedAt or -updatedAt.</param>
/// <param name="deleted">Whether deleted ones are asked for; else those that are not.</param>
/// <param name="limit">Records on the page.</param>
internal sealed class EntityList(string type, string sort, bool deleted, int limit)
{
    private const int TimeLength = 13;

    private static readonly FeatureSql Sql = FeatureSql.Load("Records/entities");

    private bool IsDescending => sort[0] == '-';

    /// <summary>One of them, deleted or only reserved too; null when there is none.</summary>
    public static async Task<ObjectRecord?> FindAsync(
        string type, string id, ReadDatabase database, CancellationToken stop)
    {
        var row = await new ListQuery(Sql, "entity_find").From(Table(type)).With("id", id)
            .ReadOneAsync<StateRow>(database, stop);
        return row is null ? null : EntityRecords.Read(type, row.Doc, row.Version);
    }

    /// <summary>The page after a record.</summary>
    public async Task<PageResult<RecordView>> ReadAsync(
        string list, long? after, string? id, Viewing? viewing, ReadDatabase database, CancellationToken stop)
    {
        var rows = await ReadListedAsync(after, id, viewing, database, stop);
        if (!deleted)
        {
            // Nobody but the API deletes.
            var last = rows.Count > limit ? rows[^1] : null;
            rows = Merge(rows, await ReadOfCallsAsync(after, id, last, viewing, database, stop));
        }

        return Page.Of(
            list, rows, limit, row => Cursor.Of(row.SortedBy, row.Id),
            row => RecordView.Of(EntityRecords.Read(type, row.Doc, row.Version)));
    }

    private Task<IReadOnlyList<RecordRow>> ReadListedAsync(
        long? after, string? id, Viewing? viewing, ReadDatabase database, CancellationToken stop)
    {
        var statement = sort switch
        {
            "createdAt" => "entity_list_oldest",
            "updatedAt" => "entity_list_first_change",
            "-updatedAt" => "entity_list_latest_change",
            _ => "entity_list_newest",
        };
        return new ListQuery(Sql, statement)
            .From(Table(type))
            .With("type", type)
            .With("take", limit + 1)
            .VisibleTo(viewing, type, "entity")
            .Where("entity_list_present", !deleted)
            .Where("entity_list_deleted", deleted)
            .Where($"{statement}_after", "sort", after).With("id", id)
            .ReadAsync<RecordRow>(database, stop);
    }

    private async Task<IReadOnlyList<RecordRow>> ReadOfCallsAsync(
        long? after, string? id, RecordRow? last, Viewing? viewing, ReadDatabase database, CancellationToken stop)
    {
        var from = after is { } sortedBy ? Bound(sortedBy, id!) : null;
        var until = last is null ? null : Bound(last.SortedBy, last.Id);
        var (above, below) = IsDescending ? (until, from) : (from, until);
        var rows = await new ListQuery(
                Sql, IsDescending ? "entity_list_of_calls_newest" : "entity_list_of_calls_oldest")
            .From(Table(type))
            .With("take", limit + 1)
            .VisibleTo(viewing, type)
            .Where("entity_list_of_calls_above", "above", above)
            .Where("entity_list_of_calls_below", "below", below)
            .ReadAsync<RecordRow>(database, stop);
        return [.. rows.Select(row => new RecordRow
        {
            Id = row.Id,
            Version = row.Version,
            SortedBy = TimeOf(row.Id),
            Doc = row.Doc,
        })];
    }

    private List<RecordRow> Merge(IReadOnlyList<RecordRow> left, IReadOnlyList<RecordRow> right)
    {
        var order = Comparer<RecordRow>.Create((a, b) =>
        {
            var compared = a.SortedBy.CompareTo(b.SortedBy);
            compared = compared == 0 ? string.CompareOrdinal(a.Id, b.Id) : compared;
            return IsDescending ? -compared : compared;
        });
        return [.. left.Concat(right).Order(order).Take(limit + 1)];
    }

    /// <summary>
    /// A text between the ids of calls' records that come before a place in the merged list and those that come after.
    /// </summary>
    private static string Bound(long sortedBy, string id)
    {
        var time = TimeText(sortedBy);
        return id.StartsWith(time, StringComparison.Ordinal) ? id
            : string.CompareOrdinal(id, time) < 0 ? time
            : TimeText(sortedBy + 1);
    }

    // The first 48 bits of an id are its time in milliseconds.
    private static string TimeText(long time)
    {
        var digits = time.ToString("x12", CultureInfo.InvariantCulture);
        return $"{digits[..8]}-{digits[8..]}";
    }

    private static long TimeOf(string id) => long.Parse(
        id[..TimeLength].Replace("-", "", StringComparison.Ordinal), NumberStyles.AllowHexSpecifier,
        CultureInfo.InvariantCulture);

    private static string Table(string type) => $"entity_table_{type}";
}
