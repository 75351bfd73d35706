using System.Collections.Concurrent;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Access;

/// <summary>
/// When each key was used last. Requests only note it in memory; once a minute what is new is stored.
/// </summary>
internal sealed class ApiKeyUses(SiloHost silo, ReadDatabase database, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);
    private static readonly FeatureSql Sql = FeatureSql.Load("Access/access");

    private readonly ConcurrentDictionary<string, DateTimeOffset> _noted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _stored = new(StringComparer.Ordinal);

    /// <summary>A request came with a key.</summary>
    public void Note(string keyId)
    {
        var now = clock.GetUtcNow();
        if (!_noted.TryGetValue(keyId, out var noted) || now - noted >= TimeSpan.FromSeconds(1))
        {
            _noted[keyId] = now;
        }
    }

    /// <summary>When each key was used last, as far as this silo and the database know.</summary>
    public async Task<Dictionary<string, DateTimeOffset>> ReadAsync(CancellationToken stop)
    {
        var rows = await new ListQuery(Sql, "api_key_use_all").ReadAsync<UseRow>(database, stop);
        var uses = rows.ToDictionary(
            row => row.Id, row => DateTimeOffset.FromUnixTimeMilliseconds(row.LastUsedAt), StringComparer.Ordinal);
        foreach (var (id, at) in _noted)
        {
            uses[id] = uses.TryGetValue(id, out var stored) && stored > at ? stored : at;
        }

        return uses;
    }

    /// <summary>Stores what is new.</summary>
    public async Task StoreAsync(CancellationToken stop)
    {
        var fresh = _noted.Where(note => _stored.GetValueOrDefault(note.Key) < note.Value).ToList();
        var results = await silo.AskManyAsync(
            [
                .. fresh.Select(note => new Outgoing(
                    new GrainId(ApiKeyUse.Type, note.Key), new NoteApiKeyUse(note.Value))),
            ],
            stop);
        for (var i = 0; i < fresh.Count; i++)
        {
            // What was not stored is tried again in a minute.
            if (results[i] is AskResult.Answered)
            {
                _stored[fresh[i].Key] = fresh[i].Value;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await StoreAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last minute is stored below.
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // The given token is cancelled already when clients kept the web server from stopping in time.
        using var patience = new CancellationTokenSource(StopPatience, clock);
        try
        {
            await StoreAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // A stop does not wait for a slow database for the sake of the last minute's uses.
        }
    }

    private sealed class UseRow
    {
        public string Id { get; init; } = "";

        public long LastUsedAt { get; init; }
    }
}
