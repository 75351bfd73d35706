using ActorCrm.Runtime.Grains;
using ActorCrm.Tests;
using Npgsql;

namespace ActorCrm.Runtime.Tests.Storage;

/// <summary>Readers of the timeline see every entry once, whatever the order in which transactions end.</summary>
public sealed class PostgresTimelineTests : StorageTests
{
    private const string Append =
        "INSERT INTO timeline (seq, entity_type, entity_id, at, what, by) "
        + "SELECT timeline_place() + 1, 'counter', 'slow', 0, 'made', 'test'";

    private readonly PostgresTestDatabase _database;

    public PostgresTimelineTests(PostgresFixture postgres)
        : this(new PostgresTestDatabase(postgres))
    {
    }

    private PostgresTimelineTests(PostgresTestDatabase database)
        : base(database) => _database = database;

    [Fact]
    public async Task What_commits_late_is_not_skipped()
    {
        await AppendAsync("first");
        var place = await EndAsync(above: 0);
        await using var slow = await _database.ConnectAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await using (var append = new NpgsqlCommand(Append, slow, transaction))
        {
            await append.ExecuteNonQueryAsync();
        }

        await AppendAsync("fast-1", "fast-2");
        (await ReadAsync(place)).ShouldBeEmpty("a transaction before them is under way");
        (await EndAsync()).ShouldBe(place);

        await transaction.CommitAsync();
        var seen = new List<string>();
        while (seen.Count < 3)
        {
            var end = await EndAsync(above: place);
            seen.AddRange(await ReadAsync(place, end));
            place = end;
        }

        seen.ShouldBe(["slow", "fast-1", "fast-2"]);
    }

    [Fact]
    public async Task A_reader_beside_writers_sees_each_entry_once_and_in_order()
    {
        const int Writers = 4, Entries = 100;
        var writing = Task.WhenAll(Enumerable.Range(1, Writers).Select(async loop =>
        {
            for (var number = 1; number <= Entries; number++)
            {
                var commit = Commit(loop, number);
                commit.Timeline.Add(new TimelineEntry(Counting.Id($"{loop}-{number}"), "made", "test"));
                await Storage.CommitAsync(commit, CancellationToken.None);
            }
        }));

        var seen = new List<string>();
        var place = 0L;
        while (seen.Count < Writers * Entries)
        {
            var end = await EndAsync(above: place);
            seen.AddRange(await ReadAsync(place, end));
            place = end;
        }

        await writing;
        seen.Count.ShouldBe(Writers * Entries);
        foreach (var loop in seen.GroupBy(id => id.Split('-')[0]))
        {
            loop.ShouldBe(Enumerable.Range(1, Entries).Select(number => $"{loop.Key}-{number}"));
        }
    }

    [Fact]
    public async Task Places_grow_after_a_restore_into_a_server_with_lower_transaction_numbers()
    {
        const long Elsewhere = 1L << 50;
        await _database.ScalarAsync(
            "INSERT INTO timeline (seq, entity_type, entity_id, at, what, by) "
            + $"VALUES ({Elsewhere}, 'counter', 'old', 0, 'made', 'test')");
        await ReopenAsync();
        await AppendAsync("new");

        await EndAsync(above: Elsewhere);
        (await ReadAsync(0)).ShouldBe(["old", "new"]);
        var offset = await _database.ScalarAsync("SELECT timeline_offset FROM cluster");
        await ReopenAsync();
        (await _database.ScalarAsync("SELECT timeline_offset FROM cluster")).ShouldBe(offset);
    }

    private async Task AppendAsync(params string[] keys) => await CommitAsync(
        commit => commit.Timeline.AddRange(keys.Select(key => new TimelineEntry(Counting.Id(key), "made", "test"))));

    /// <summary>
    /// Where reading ends, once that is beyond a place: anybody's transaction on this server may hold it for a while.
    /// </summary>
    private async Task<long> EndAsync(long above)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var end = await EndAsync();
            if (end > above)
            {
                return end;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, timeout.Token);
        }
    }

    private async Task<long> EndAsync() => (long)(await _database.ScalarAsync(
        "SELECT coalesce(max(seq), 0) FROM timeline WHERE seq < timeline_horizon()"))!;

    private async Task<IReadOnlyList<string>> ReadAsync(long after, long last = long.MaxValue)
    {
        await using var connection = await _database.ConnectAsync();
        await using var command = new NpgsqlCommand(
            "SELECT entity_id FROM timeline WHERE seq > $1 AND seq <= $2 AND seq < timeline_horizon() ORDER BY seq",
            connection);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(last);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
