using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCrm.Runtime.Tests;

/// <summary>A real silo on a real SQLite file in a directory of its own, which the test may restart or crash.</summary>
internal sealed class Silo : IAsyncDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "actorcrm-" + Guid.NewGuid().ToString("n"));
    private SqliteDatabase? _database;

    public Counting.Fuse Fuse { get; } = new();

    public SiloOptions Options { get; } = new() { RetryDelay = TimeSpan.FromMilliseconds(5) };

    public List<IEffectExecutor> Executors { get; } = [];

    public SiloHost Host { get; private set; } = null!;

    public IStorage Storage { get; private set; } = null!;

    /// <summary>What the next start knows.</summary>
    public GrainCatalog Catalog { get; private set; } = null!;

    public static async Task<Silo> StartAsync(Action<Silo>? set = null)
    {
        var silo = new Silo();
        silo.Catalog = Counting.Catalog(silo.Fuse);
        set?.Invoke(silo);
        await silo.OpenAsync();
        return silo;
    }

    public async Task OpenAsync()
    {
        _database = SqliteDatabase.Open(_directory);
        Storage = new SqliteStorage(_database, [Counting.Migrations]);
        Host = new SiloHost(
            Catalog, Storage, Options, Executors, TimeProvider.System, NullLogger<SiloHost>.Instance);
        await Host.StartAsync(CancellationToken.None);
    }

    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public async Task<object?> AskAsync(string key, object message)
    {
        var result = await Host.AskAsync(Counting.Id(key), message).WaitAsync(TimeSpan.FromSeconds(30));
        return result.ShouldBeOfType<AskResult.Answered>().Answer;
    }

    public async Task<Counter?> ReadAsync(string key)
    {
        var stored = await Storage.LoadAsync("counter", [key], CancellationToken.None);
        return stored.Count == 0
            ? null
            : (Counter)Counting.Catalog().Of("counter").ReadState(stored[0].Doc);
    }

    /// <summary>Waits for something that happens by itself; names it when it does not.</summary>
    public async Task<Counter> UntilAsync(string key, Func<Counter, bool> holds)
    {
        for (var i = 0; i < 1500; i++)
        {
            if (await ReadAsync(key) is { } counter && holds(counter))
            {
                return counter;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        throw new TimeoutException($"{key} never came to it; it is {await ReadAsync(key)}.");
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task CloseAsync()
    {
        await Host.DisposeAsync();
        _database!.Dispose();
    }
}

internal sealed class Echo : IEffectExecutor
{
    public int Failures { get; set; }

    public int Tries { get; private set; }

    public string Kind => "echo";

    public Task<EffectResult> ExecuteAsync(EffectAttempt attempt, CancellationToken stop)
    {
        Tries++;
        return Tries <= Failures
            ? throw new InvalidOperationException("not yet")
            : Task.FromResult(EffectResult.Done(((Count)attempt.Payload).Name));
    }
}
