using System.Data.Common;
using System.Diagnostics.Metrics;
using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Server.Cluster;

/// <summary>
/// Looks every quarter of a minute at what waits in the silo's shards, for the metrics, and writes the history once a
/// minute. Metrics are of the silo's own shards, so that the sum over all silos is the whole.
/// </summary>
internal sealed partial class ClusterSampler(
    SiloHost silo, ClusterReader reader, ClusterOptions options, TimeProvider clock, ILogger<ClusterSampler> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private volatile QueueSample? _sample;

    /// <summary>Looks now.</summary>
    public async Task SampleAsync(CancellationToken stop) => _sample = await reader.SampleAsync(stop);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        AddMetrics();
        using var timer = new PeriodicTimer(Interval, clock);
        var minute = Minute();
        try
        {
            do
            {
                await TryAsync(SampleAsync, stoppingToken);
                if (Minute() is var next && next > minute)
                {
                    var written = minute;
                    await TryAsync(
                        stop => silo.WriteHistoryAsync(written, next - options.HistoryKept, stop), stoppingToken);
                    minute = next;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The minute under way is not told.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken stop)
    {
        try
        {
            await act(stop);
        }
        catch (Exception e) when (e is StorageException or DbException or TimeoutException)
        {
            LogFailed(logger, e);
        }
    }

    private DateTimeOffset Minute()
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
    }

    private void AddMetrics()
    {
        Show("actorcrm.inbox.depth", null, "Durable messages in the inboxes of the silo's shards.", sample =>
            [new(sample.Inbox)]);
        Show("actorcrm.inbox.lag", "s", "For how long the oldest message of the silo's shards has been due.", sample =>
            [new(sample.LagSeconds)]);
        Show("actorcrm.reminders.due", null, "Reminders of the silo's shards that should have fired.", sample =>
            [new(sample.RemindersDue)]);
        Show("actorcrm.dead_letters", null, "Dead letters of the silo's shards.", sample => [new(sample.DeadLetters)]);
        Show("actorcrm.effects.waiting", null, "Effects of the silo's shards, by kind and state.", sample =>
            sample.Effects.Select(effect => new Measurement<double>(
                effect.Count, new KeyValuePair<string, object?>("kind", effect.Kind),
                new KeyValuePair<string, object?>("state", effect.State))));

        void Show(
            string name, string? unit, string description, Func<QueueSample, IEnumerable<Measurement<double>>> read) =>
            silo.Metrics.Gauges(name, unit, description, () => _sample is { } sample ? read(sample) : []);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster's numbers could not be read or written")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
