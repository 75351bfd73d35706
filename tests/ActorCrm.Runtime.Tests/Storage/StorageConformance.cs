using System.Text;
using System.Text.Json;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Tests.Storage;

/// <summary>What every implementation of the storage seam does. One subclass a database.</summary>
public abstract class StorageConformance : IAsyncLifetime
{
    private const string Silo = "silo-1";

    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private IReadOnlyDictionary<int, long> _epochs = new Dictionary<int, long>();
    private long _number;

    private IStorage Storage { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Storage = await CreateAsync();
        await Storage.OpenAsync(CancellationToken.None);
        await ClaimAsync(Silo);
    }

    public async ValueTask DisposeAsync()
    {
        await Storage.DisposeAsync();
        await DropAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_state_is_inserted_updated_and_deleted_by_versions()
    {
        await CommitAsync(commit => commit.States.Add(State("a", 1, "one")));
        await CommitAsync(commit => commit.States.Add(State("a", 2, "two")));
        (await LoadAsync("a"))!.Value.Version.ShouldBe(2);
        Text(await LoadAsync("a")).ShouldContain("two");

        await CommitAsync(commit => commit.States.Add(State("a", 3, null)));
        (await LoadAsync("a")).ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_state_that_somebody_else_wrote_is_refused_and_nothing_of_the_commit_remains(long version)
    {
        await CommitAsync(commit => commit.States.Add(State("a", 1, "one")));

        var e = await Should.ThrowAsync<StorageException>(() => CommitAsync(commit =>
        {
            commit.States.Add(State("b", 1, "b"));
            commit.Timeline.Add(new TimelineEntry(Counting.Id("b"), "made", "test"));
            commit.States.Add(State("a", version, "other"));
        }));

        e.IsTransient.ShouldBeFalse();
        (await LoadAsync("b")).ShouldBeNull();
        Text(await LoadAsync("a")).ShouldContain("one");
    }

    [Fact]
    public async Task A_silo_that_lost_its_shards_cannot_write()
    {
        var old = _epochs;
        await ClaimAsync("silo-2");
        _epochs.Values.ShouldAllBe(epoch => epoch > 1);

        _epochs = old;
        await Should.ThrowAsync<StaleEpochException>(
            () => CommitAsync(commit => commit.States.Add(State("a", 1, "zombie"))));
        (await LoadAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task The_number_of_the_last_commit_is_known_and_not_moved_by_one_that_failed()
    {
        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(0);
        await CommitAsync(commit => commit.States.Add(State("a", 1, "one")));
        await Should.ThrowAsync<StorageException>(() => CommitAsync(commit => commit.States.Add(State("a", 1, "x"))));

        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(1);
        (await Storage.ReadCommitNumberAsync(Silo, 1, CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task Keys_and_documents_of_any_text_come_back_as_they_were()
    {
        string[] keys = ["it's", "\"q\"", "ключ/ключ", "🙂", "a%_b", "[1,2]", new string('k', 512)];
        await CommitAsync(commit => commit.States.AddRange(keys.Select(key => State(key, 1, $"doc of {key}"))));

        var found = await Storage.LoadAsync("counter", [.. keys, "missing"], CancellationToken.None);

        found.Select(state => state.Key).Order().ShouldBe(keys.Order());
        Text(found.Single(state => state.Key == "🙂")).ShouldContain("🙂");
        (await Storage.LoadAllAsync("counter", CancellationToken.None)).Count.ShouldBe(keys.Length);
    }

    [Fact]
    public async Task Inbox_rows_come_when_due_oldest_first_and_only_of_the_shards_asked_for()
    {
        await CommitAsync(commit => commit.InboxPut.AddRange(
        [
            Inbox("3", shard: 1, Noon.AddSeconds(2)),
            Inbox("1", shard: 1, Noon),
            Inbox("2", shard: 2, Noon),
            Inbox("4", shard: 1, Noon.AddHours(1)),
        ]));

        var due = await Storage.ReadInboxAsync([1], Noon.AddMinutes(1), 10, CancellationToken.None);
        due.Rows.Select(row => row.Id).ShouldBe(["1", "3"]);
        due.NextDueAt.ShouldBe(Noon.AddHours(1));
        due.Rows[0].ShouldSatisfyAllConditions(
            row => row.To.ShouldBe(Counting.Id("x")),
            row => row.Type.ShouldBe("test.count"),
            row => Encoding.UTF8.GetString(row.Payload).ShouldBe("{\"name\":\"1\"}"),
            row => row.SentAt.ShouldBe(Noon));

        var limited = await Storage.ReadInboxAsync([1, 2], Noon.AddMinutes(1), 2, CancellationToken.None);
        limited.Rows.Select(row => row.Id).ShouldBe(["1", "2"]);
        limited.NextDueAt.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(Noon.AddMinutes(1));

        await CommitAsync(commit =>
        {
            commit.InboxDeleted.Add("1");
            commit.InboxPut.Add(Inbox("3", shard: 1, Noon.AddHours(2)) with { Attempts = 4 });
        });
        (await Storage.ReadInboxAsync([1], Noon.AddMinutes(1), 10, CancellationToken.None)).Rows.ShouldBeEmpty();
        var later = await Storage.ReadInboxAsync([1], Noon.AddHours(3), 10, CancellationToken.None);
        later.Rows.Select(row => (row.Id, row.Attempts)).ShouldBe([("4", 0), ("3", 4)]);
        later.NextDueAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_reminder_is_replaced_by_one_of_its_name_and_dropped()
    {
        var id = Counting.Id("x");
        await CommitAsync(commit => commit.Reminders[(id, "r")] = Reminder(id, "r", Noon));
        await CommitAsync(commit => commit.Reminders[(id, "r")] = Reminder(id, "r", Noon.AddHours(1)));

        var none = await Storage.ReadRemindersAsync([1], Noon.AddMinutes(1), 10, CancellationToken.None);
        none.Rows.ShouldBeEmpty();
        none.NextDueAt.ShouldBe(Noon.AddHours(1));
        var due = await Storage.ReadRemindersAsync([1], Noon.AddHours(1), 10, CancellationToken.None);
        due.Rows.ShouldHaveSingleItem().DueAt.ShouldBe(Noon.AddHours(1));
        (await Storage.ReadRemindersAsync([2], Noon.AddHours(1), 10, CancellationToken.None)).Rows.ShouldBeEmpty();

        await CommitAsync(commit => commit.Reminders[(id, "r")] = null);
        (await Storage.ReadRemindersAsync([1], Noon.AddHours(2), 10, CancellationToken.None)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_effect_is_leased_fenced_retried_and_ended_once()
    {
        await CommitAsync(commit => commit.Effects.Add(Effect("e", "key")));
        await CommitAsync(commit => commit.Effects.Add(Effect("f", "key")));

        var first = (await ClaimEffectsAsync(Noon)).ShouldHaveSingleItem();
        first.Id.ShouldBe("e");
        first.Attempts.ShouldBe(1);
        (await ClaimEffectsAsync(Noon.AddSeconds(30))).ShouldBeEmpty("it is leased");

        var second = (await ClaimEffectsAsync(Noon.AddMinutes(2))).ShouldHaveSingleItem("its lease ended");
        second.Attempts.ShouldBe(2);
        (await Storage.EndEffectAsync(first, Inbox("o1", 1, Noon), CancellationToken.None))
            .ShouldBeFalse("it lost its lease");
        (await Storage.RetryEffectAsync(first, Noon, "x", CancellationToken.None)).ShouldBeFalse();

        (await Storage.RetryEffectAsync(second, Noon.AddHours(1), "x", CancellationToken.None)).ShouldBeTrue();
        (await ClaimEffectsAsync(Noon.AddMinutes(59))).ShouldBeEmpty();
        var third = (await ClaimEffectsAsync(Noon.AddHours(1))).ShouldHaveSingleItem();
        (await Storage.EndEffectAsync(third, Inbox("o2", 1, Noon), CancellationToken.None)).ShouldBeTrue();
        (await Storage.CountQueuesAsync(CancellationToken.None)).ShouldBe(new QueueCounts(1, 0, 0, 0));
    }

    [Fact]
    public async Task A_dead_letter_is_listed_newest_first_and_goes_back_to_the_inbox_once()
    {
        await CommitAsync(commit => commit.DeadLetters.AddRange([Letter("1"), Letter("2"), Letter("3")]));
        (await Storage.ReadDeadLettersAsync(null, 2, CancellationToken.None)).Select(row => row.Id)
            .ShouldBe(["3", "2"]);
        (await Storage.ReadDeadLettersAsync("2", 2, CancellationToken.None)).Select(row => row.Id).ShouldBe(["1"]);

        var row = (await Storage.RedriveAsync("2", Noon.AddHours(1), CancellationToken.None)).ShouldNotBeNull();
        row.Attempts.ShouldBe(0);
        (await Storage.RedriveAsync("2", Noon.AddHours(1), CancellationToken.None)).ShouldBeNull();
        (await Storage.ReadInboxAsync([1], Noon.AddHours(1), 10, CancellationToken.None)).Rows
            .ShouldHaveSingleItem().Id.ShouldBe("2");
        (await Storage.CountQueuesAsync(CancellationToken.None)).DeadLetters.ShouldBe(2);
    }

    [Fact]
    public async Task Opening_again_keeps_the_cluster_and_its_shards()
    {
        var info = await ReopenAsync();
        info.IsNew.ShouldBeFalse();
        info.ShardCount.ShouldBe(64);
        (await ReopenAsync()).ClusterId.ShouldBe(info.ClusterId);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_with_the_remedy()
    {
        await PretendNewerAsync();
        (await Should.ThrowAsync<StorageException>(ReopenAsync)).Message.ShouldContain("newer program");
    }

    /// <summary>A storage on a database of its own, not opened.</summary>
    protected abstract Task<IStorage> CreateAsync();

    /// <summary>Writes a migration that no program knows.</summary>
    protected abstract Task PretendNewerAsync();

    /// <summary>Removes the database.</summary>
    protected abstract Task DropAsync();

    /// <summary>Closes the storage and makes it again on the same database.</summary>
    protected abstract Task<IStorage> RecreateAsync();

    private static StateWrite State(string key, long version, string? text) => new(
        Counting.Id(key), Counting.Id(key).Shard(64), version,
        text is null
            ? null
            : JsonSerializer.SerializeToUtf8Bytes(new Counter(1, [text]), CountingJson.Default.Counter));

    private static string Text(StoredState? state) =>
        string.Join(',', ((Counter)Counting.Catalog().Of("counter").ReadState(state!.Value.Doc)).Names);

    private static InboxRow Inbox(string id, int shard, DateTimeOffset dueAt) => new(
        id, Counting.Id("x"), shard, "test.count", Encoding.UTF8.GetBytes($"{{\"name\":\"{id}\"}}"), Noon, dueAt, 0);

    private static ReminderRow Reminder(GrainId id, string name, DateTimeOffset dueAt) =>
        new(id, 1, name, dueAt, "test.count", "{\"name\":\"r\"}"u8.ToArray());

    private static EffectRow Effect(string id, string key) => new(
        id, Counting.Id("x"), 1, "echo", "test.count", "{\"name\":\"e\"}"u8.ToArray(), key, Noon, 0, 0);

    private static DeadLetterRow Letter(string id) => new(
        id, Counting.Id("x"), 1, "test.count", "{\"name\":\"d\"}"u8.ToArray(), Noon, Noon, 5, "because");

    private async Task<StorageInfo> ReopenAsync()
    {
        Storage = await RecreateAsync();
        return await Storage.OpenAsync(CancellationToken.None);
    }

    private async Task ClaimAsync(string silo)
    {
        var shards = await Storage.ClaimShardsAsync(silo, CancellationToken.None);
        shards.Select(shard => shard.Shard).ShouldBe(Enumerable.Range(0, 64));
        _epochs = shards.ToDictionary(shard => shard.Shard, shard => shard.Epoch);
    }

    private async Task<IReadOnlyList<EffectRow>> ClaimEffectsAsync(DateTimeOffset now) =>
        (await Storage.ClaimEffectsAsync(Silo, now, now.AddMinutes(1), 10, CancellationToken.None)).Rows;

    private async Task<StoredState?> LoadAsync(string key)
    {
        var found = await Storage.LoadAsync("counter", [key], CancellationToken.None);
        return found.Count == 0 ? null : found[0];
    }

    private async Task CommitAsync(Action<Commit> fill)
    {
        var commit = new Commit { SiloId = Silo, Loop = 0, Number = ++_number, At = Noon };
        fill(commit);
        commit.Epochs.AddRange(_epochs.Select(shard => new ShardEpoch(shard.Key, shard.Value)));
        await Storage.CommitAsync(commit, CancellationToken.None);
    }
}
