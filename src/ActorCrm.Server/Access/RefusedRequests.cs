using System.Collections.Concurrent;
using System.Globalization;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Access;

/// <summary>
/// Requests of those who are known that were refused: told to the audit as one entry a minute for each principal and
/// reason, with their number, so that nobody floods the log. Each silo counts for itself; a crash loses a minute.
/// </summary>
internal sealed class RefusedRequests(AuditLog audit, TimeProvider clock) : BackgroundService
{
    /// <summary>The key was revoked or has expired.</summary>
    public const string KeyEnded = "keyEnded";

    /// <summary>The permission is missing.</summary>
    public const string Permission = "permissionMissing";

    /// <summary>A session came without its antiforgery token.</summary>
    public const string Antiforgery = "antiforgeryTokenInvalid";

    /// <summary>The network does not let the user change a record that they see.</summary>
    public const string Network = "networkRefuses";

    private const int KindsMax = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Kind, Refusals> _noted = new();

    /// <summary>A request was refused.</summary>
    /// <param name="by">Who asked, as timelines name them.</param>
    /// <param name="why">One of the constants.</param>
    /// <param name="context">The request.</param>
    public void Note(string by, string why, HttpContext context)
    {
        // The pattern and not the address: that may hold a telephone number.
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "?";
        var refusal = new Refusals(
            1, $"{context.Request.Method} /{pattern.Trim('/')}", context.Connection.RemoteIpAddress?.ToString());
        var kind = new Kind(by, why);
        _noted.AddOrUpdate(
            _noted.Count < KindsMax || _noted.ContainsKey(kind) ? kind : new Kind("several", why),
            refusal,
            (_, before) => refusal with { Count = before.Count + 1 });
    }

    /// <summary>Tells the audit what was refused since.</summary>
    public async Task StoreAsync(CancellationToken stop)
    {
        foreach (var kind in _noted.Keys)
        {
            if (!_noted.TryRemove(kind, out var refusals))
            {
                continue;
            }

            var result = await audit.AppendAsync(
                "requestsRefused", kind.By, null, refusals.From,
                new()
                {
                    ["why"] = kind.Why,
                    ["count"] = refusals.Count.ToString(CultureInfo.InvariantCulture),
                    ["latest"] = refusals.Latest,
                },
                stop);
            if (result is not AskResult.Answered)
            {
                // It is told with the next minute's.
                _noted.AddOrUpdate(
                    kind, refusals, (_, later) => later with { Count = later.Count + refusals.Count });
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
            // The last minute is told below.
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
            // A stop does not wait for a slow database for the sake of the last minute's refusals.
        }
    }

    private readonly record struct Kind(string By, string Why);

    private sealed record Refusals(int Count, string Latest, string? From);
}
