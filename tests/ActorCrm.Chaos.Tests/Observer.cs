using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ActorCrm.Runtime.Storage;
using Npgsql;

namespace ActorCrm.Chaos.Tests;

/// <summary>
/// Looks at the database past all silos: who serves what, all the time, and whether ownership changes as it may.
/// </summary>
internal sealed class Observer(string connectionString) : IAsyncDisposable
{
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(50);
    private static readonly SqlFile Sql = SqlFile.Load(typeof(Observer).Assembly, "cluster.sql");

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(
        $"{connectionString};Timeout=2;Command Timeout=10;Maximum Pool Size=4");

    private readonly ConcurrentDictionary<(int Shard, long Epoch), string> _owners = new();
    private readonly Dictionary<int, long> _epochs = [];

    /// <summary>What was seen that must never be.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>How often all shards were looked at.</summary>
    public int Looks { get; private set; }

    /// <summary>Looks until <paramref name="stop"/>, whatever happens to the database meanwhile.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await TryLookAsync() is { } shards)
            {
                Looks++;
                shards.ForEach(Check);
            }

            await Task.Delay(LookPause, TimeProvider.System, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits until all shards are served by others than <paramref name="gone"/>; returns how long.</summary>
    public Task<TimeSpan> UntilServedWithoutAsync(string gone) => UntilAsync(
        async () => await TryLookAsync() is { } shards && shards.All(shard => shard.Name is { } name && name != gone),
        () => $"the shards of {gone} are not served");

    /// <summary>Waits until exactly these silos are there and serve all shards, evenly.</summary>
    public Task<TimeSpan> UntilWholeAsync(IReadOnlyList<string> silos) => UntilAsync(
        async () => await TryLookAsync() is { } shards
            && shards.All(shard => shard.Name is not null)
            && shards.CountBy(shard => shard.Name!).ToList() is var shares
            && shares.Select(share => share.Key).Order().SequenceEqual(silos.Order())
            && shares.Max(share => share.Value) - shares.Min(share => share.Value) <= 1,
        () => $"not all of {string.Join(", ", silos)} serve their share");

    /// <summary>Waits until nothing is left to do.</summary>
    public async Task UntilQuietAsync()
    {
        List<string>? queued = null;
        await UntilAsync(
            async () => (queued = await TryReadAsync("queued", row => row.GetString(0))) is { Count: 0 },
            () => $"there are left: {string.Join(", ", queued ?? ["nobody knows"])}");
    }

    /// <summary>Everything that is wrong with what the database has, after these calls.</summary>
    public async Task<List<string>> CheckAsync(IReadOnlyList<SentCall> calls)
    {
        var checks = SqlFile.Load(typeof(Observer).Assembly, "checks.sql");
        var faults = new List<string>();
        foreach (var name in checks.Names)
        {
            await using var command = _database.CreateCommand(checks[name]);
            command.CommandTimeout = 300;
            command.Parameters.AddWithValue("calls", calls.Select(call => call.Id).ToArray());
            command.Parameters.AddWithValue("numbers", calls.Select(call => call.Number).ToArray());
            command.Parameters.AddWithValue("answered", calls.Select(call => call.IsAnswered).ToArray());
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                faults.Add($"{name}: {rows.GetString(0)}");
            }
        }

        return faults;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, Func<string> otherwise)
    {
        var limit = TimeSpan.FromSeconds(60);
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"After {limit} {otherwise()}.");
            }

            await Task.Delay(LookPause, TimeProvider.System);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private Task<List<ShardRow>?> TryLookAsync() => TryReadAsync("shard_owners", row => new ShardRow(
        row.GetInt32(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2),
        row.IsDBNull(3) ? null : row.GetString(3)));

    private void Check(ShardRow shard)
    {
        if (_epochs.TryGetValue(shard.Shard, out var epoch) && shard.Epoch < epoch)
        {
            Violations.Enqueue(string.Create(
                CultureInfo.InvariantCulture,
                $"the epoch of shard {shard.Shard} went from {epoch} back to {shard.Epoch}"));
        }

        _epochs[shard.Shard] = shard.Epoch;
        if (shard.Owner is { } owner && _owners.GetOrAdd((shard.Shard, shard.Epoch), owner) is var first
            && first != owner)
        {
            Violations.Enqueue(string.Create(
                CultureInfo.InvariantCulture,
                $"shard {shard.Shard} had two owners under epoch {shard.Epoch}: {first} and {owner}"));
        }
    }

    /// <summary>Null while the database cannot be asked.</summary>
    private async Task<List<T>?> TryReadAsync<T>(string statement, Func<NpgsqlDataReader, T> read)
    {
        try
        {
            await using var command = _database.CreateCommand(Sql[statement]);
            await using var rows = await command.ExecuteReaderAsync();
            var result = new List<T>();
            while (await rows.ReadAsync())
            {
                result.Add(read(rows));
            }

            return result;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return null;
        }
    }

    private sealed record ShardRow(int Shard, long Epoch, string? Owner, string? Name);
}
