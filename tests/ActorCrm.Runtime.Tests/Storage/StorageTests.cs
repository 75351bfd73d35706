using System.Text;
using System.Text.Json;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Tests.Storage;

/// <summary>A storage that is open and whose shards are claimed, and what tests put into it.</summary>
public abstract class StorageTests(ITestDatabase database) : IAsyncLifetime
{
    protected const string Silo = "silo-1";

    protected static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private long _number;

    protected ITestDatabase Database { get; } = database;

    protected IStorage Storage { get; set; } = null!;

    protected IReadOnlyDictionary<int, long> Epochs { get; set; } = new Dictionary<int, long>();

    public async ValueTask InitializeAsync()
    {
        Storage = await Database.StorageAsync();
        await Storage.OpenAsync(CancellationToken.None);
        await ClaimAsync(Silo);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static StateWrite State(string key, long version, string? text) => new(
        Counting.Id(key), Counting.Id(key).Shard(64), version,
        text is null
            ? null
            : JsonSerializer.SerializeToUtf8Bytes(new Counter(1, [text]), CountingJson.Default.Counter));

    protected static string Text(StoredState? state) =>
        string.Join(',', ((Counter)Counting.Catalog().Of("counter").ReadState(state!.Value.Doc)).Names);

    protected static InboxRow Inbox(string id, int shard, DateTimeOffset dueAt) => new(
        id, Counting.Id("x"), shard, "test.count", Encoding.UTF8.GetBytes($"{{\"name\":\"{id}\"}}"), Noon, dueAt, 0);

    protected static ReminderRow Reminder(GrainId id, string name, DateTimeOffset dueAt) =>
        new(id, 1, name, dueAt, "test.count", "{\"name\":\"r\"}"u8.ToArray());

    protected static EffectRow Effect(string id, string key) => new(
        id, Counting.Id("x"), 1, "echo", "test.count", "{\"name\":\"e\"}"u8.ToArray(), key, Noon, 0, 0);

    protected static DeadLetterRow Letter(string id) => new(
        id, Counting.Id("x"), 1, "test.count", "{\"name\":\"d\"}"u8.ToArray(), Noon, Noon, 5, "because");

    protected async Task<StorageInfo> ReopenAsync()
    {
        Storage = await Database.StorageAsync();
        return await Storage.OpenAsync(CancellationToken.None);
    }

    protected async Task ClaimAsync(string silo)
    {
        var shards = await Storage.ClaimShardsAsync(silo, CancellationToken.None);
        shards.Select(shard => shard.Shard).ShouldBe(Enumerable.Range(0, 64));
        Epochs = shards.ToDictionary(shard => shard.Shard, shard => shard.Epoch);
    }

    protected async Task<IReadOnlyList<EffectRow>> ClaimEffectsAsync(DateTimeOffset now) =>
        (await Storage.ClaimEffectsAsync(Silo, now, now.AddMinutes(1), 10, CancellationToken.None)).Rows;

    protected async Task<StoredState?> LoadAsync(string key)
    {
        var found = await Storage.LoadAsync("counter", [key], CancellationToken.None);
        return found.Count == 0 ? null : found[0];
    }

    protected async Task CommitAsync(Action<Commit> fill)
    {
        var commit = Commit(loop: 0, _number + 1);
        fill(commit);
        await Storage.CommitAsync(commit, CancellationToken.None);
        _number++;
    }

    /// <summary>An empty commit under the epochs of today.</summary>
    protected Commit Commit(int loop, long number)
    {
        var commit = new Commit { SiloId = Silo, Loop = loop, Number = number, At = Noon };
        commit.Epochs.AddRange(Epochs.Select(shard => new ShardEpoch(shard.Key, shard.Value)));
        return commit;
    }

    /// <summary>Commits; false when the storage refuses it.</summary>
    protected async Task<bool> HappensAsync(Commit commit)
    {
        try
        {
            await Storage.CommitAsync(commit, CancellationToken.None);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    /// <summary>How many states have keys that begin like this.</summary>
    protected async Task<int> CountAsync(string prefix) =>
        (await Storage.LoadAllAsync("counter", CancellationToken.None))
        .Count(state => state.Key.StartsWith(prefix, StringComparison.Ordinal));
}
