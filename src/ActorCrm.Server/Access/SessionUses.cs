using System.Collections.Concurrent;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Access;

/// <summary>
/// When each session was used last. Requests only note it in memory; what is stored of it is behind by a twelfth of
/// <see cref="AccessOptions.SessionIdleMax"/> at most, ten minutes in the case of 2 hours. Another silo, or this one
/// after a crash, may take a session for idle by so much too early.
/// </summary>
internal sealed class SessionUses(SiloHost silo, AccessOptions options, TimeProvider clock) : BackgroundService
{
    private const int Parts = 12;

    private static readonly TimeSpan TickMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LagMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Use> _noted = new(StringComparer.Ordinal);

    // Half of it, as it is looked at once a tick, which is as long again at most.
    private TimeSpan Lag => options.SessionIdleMax == TimeSpan.Zero || options.SessionIdleMax / Parts > LagMax
        ? LagMax / 2
        : options.SessionIdleMax / Parts / 2;

    /// <summary>When a session was used last, as far as this silo and the database know.</summary>
    public DateTimeOffset LastUse(Session session) =>
        _noted.TryGetValue(session.Hash, out var use) && use.At > session.LastUse() ? use.At : session.LastUse();

    /// <summary>Whether nobody has used a session for too long.</summary>
    public bool IsIdle(Session session, DateTimeOffset now) =>
        options.SessionIdleMax > TimeSpan.Zero && now - LastUse(session) >= options.SessionIdleMax;

    /// <summary>A request came with a session.</summary>
    public void Note(string userId, Session session, DateTimeOffset now)
    {
        if (!_noted.TryGetValue(session.Hash, out var use))
        {
            _noted[session.Hash] = new Use(userId, session.Id, now, session.LastUse());
        }
        else if (now - use.At >= TimeSpan.FromSeconds(1))
        {
            _noted[session.Hash] = use with { At = now };
        }
    }

    /// <summary>Stores uses that what is stored is behind of by a while.</summary>
    public async Task StoreAsync(TimeSpan lag, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        foreach (var (hash, _) in _noted.Where(use => now - use.Value.At > options.SessionLifetime))
        {
            _noted.TryRemove(hash, out _);
        }

        var fresh = _noted.Where(use => use.Value.At - use.Value.StoredAt >= lag && use.Value.At > use.Value.StoredAt)
            .ToList();
        var results = await silo.AskManyAsync(
            [
                .. fresh.Select(use => new Outgoing(
                    new GrainId(SignIns.Type, use.Value.UserId),
                    new NoteSessionUse(use.Value.SessionId, use.Value.At))),
            ],
            stop);
        for (var i = 0; i < fresh.Count; i++)
        {
            // What was not stored is tried again with the next tick; what was used meanwhile keeps its time.
            var stored = fresh[i].Value.At;
            if (results[i] is AskResult.Answered && _noted.TryGetValue(fresh[i].Key, out var use))
            {
                _noted.TryUpdate(fresh[i].Key, use with { StoredAt = stored }, use);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Lag < TickMax ? Lag : TickMax, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await StoreAsync(Lag, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is noted is stored below.
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
            await StoreAsync(TimeSpan.Zero, patience.Token);
        }
        catch (OperationCanceledException)
        {
            // A stop does not wait for a slow database for the sake of the last uses.
        }
    }

    private sealed record Use(string UserId, string SessionId, DateTimeOffset At, DateTimeOffset StoredAt);
}
