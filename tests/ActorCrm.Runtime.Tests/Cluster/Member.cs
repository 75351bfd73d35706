using System.Collections.Concurrent;
using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Cluster.Postgres;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage.Postgres;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Runtime.Tests.Cluster;

/// <summary>A real silo, one of several of this process, on a real PostgreSQL.</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly PostgresDatabase _database;

    public Member(string connectionString, Action<ClusterOptions>? set = null, TimeProvider? clock = null)
    {
        _database = new PostgresDatabase(new PostgresOptions
        {
            ConnectionString = connectionString,
            ApplicationName = $"actorcrm-{Guid.NewGuid():n}",
        });
        var options = new ClusterOptions
        {
            Lease = TimeSpan.FromSeconds(1),
            Beat = TimeSpan.FromMilliseconds(100),
        };
        set?.Invoke(options);
        Storage = new PostgresStorage(_database, [Counting.PostgresMigrations], TimeProvider.System);
        Host = new SiloHost(
            Counting.Catalog(), Storage, new SiloOptions(), [new Echo()], clock ?? TimeProvider.System,
            new Listener<SiloHost>(Lines),
            new PostgresCluster(_database, options, TimeProvider.System, new Listener<PostgresCluster>(Lines)),
            options);
    }

    public SiloHost Host { get; }

    public PostgresStorage Storage { get; }

    /// <summary>What it logged, from Information on.</summary>
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = [];

    public Task StopAsync() => Host.StopAsync(TimeSpan.FromSeconds(10));

    public async Task<object?> AskAsync(string key, object message)
    {
        var result = await Host.AskAsync(Counting.Id(key), message).WaitAsync(TimeSpan.FromSeconds(30));
        return result.ShouldBeOfType<AskResult.Answered>().Answer;
    }

    public async Task<Counter?> ReadAsync(string key)
    {
        var stored = await Storage.LoadAsync("counter", [key], CancellationToken.None);
        return stored.Count == 0 ? null : (Counter)Counting.Catalog().Of("counter").ReadState(stored[0].Doc);
    }

    /// <summary>Waits until the counter is there.</summary>
    public async Task<Counter> UntilAsync(string key)
    {
        Counter? counter = null;
        await UntilAsync(async () => (counter = await ReadAsync(key)) is not null, key);
        return counter!;
    }

    public static Task EvenAsync(params Member[] members) => UntilAsync(
        () => members.Sum(member => member.Host.Shards.Count) == 64
            && members.Max(member => member.Host.Shards.Count) - members.Min(member => member.Host.Shards.Count) <= 1,
        "even shares");

    public static Task UntilAsync(Func<bool> holds, string what) => UntilAsync(() => Task.FromResult(holds()), what);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var i = 0; i < 1500; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        throw new TimeoutException($"Waited in vain for {what}.");
    }

    /// <summary>Its outcome says which attempt it was.</summary>
    private sealed class Echo : IEffectExecutor
    {
        public string Kind => "echo";

        public Task<EffectResult> ExecuteAsync(EffectAttempt attempt, CancellationToken stop) =>
            Task.FromResult(EffectResult.Done(((Count)attempt.Payload).Name));
    }

    private sealed class Listener<T>(ConcurrentQueue<(LogLevel Level, string Text)> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Enqueue((logLevel, formatter(state, exception)));
            }
        }
    }
}
