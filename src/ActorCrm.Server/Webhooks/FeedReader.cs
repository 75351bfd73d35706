using System.Data.Common;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Timeline;

namespace ActorCrm.Server.Webhooks;

/// <summary>
/// Reads the timeline and hands to webhooks what they want, a page at a time. The place lies in the grain
/// <see cref="WebhookFeed"/>, which takes a page only if it begins where the one before ended; the silo that owns that
/// grain reads. Two that read at once while it moves lose work and nothing else.
/// </summary>
/// <remarks>
/// Webhooks are read after the events, from the database: one that was there when an event happened is seen.
/// </remarks>
internal sealed partial class FeedReader : BackgroundService
{
    private static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(1);

    private readonly SiloHost _silo;
    private readonly ReadDatabase _database;
    private readonly WebhookReads _reads;
    private readonly ChangeFeed _changes;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<FeedReader> _logger;
    private readonly SemaphoreSlim _bell = new(0, 1);
    private bool _isWanted = true;

    public FeedReader(
        SiloHost silo, ReadDatabase database, ChangeFeed changes, WebhookOptions options, TimeProvider clock,
        ILogger<FeedReader> logger)
    {
        _silo = silo;
        _database = database;
        _reads = new WebhookReads(database);
        _changes = changes;
        _options = options;
        _clock = clock;
        _logger = logger;
        silo.TimelineGrew += Ring;
    }

    // What another silo wrote rings no bell here, nor does a webhook that it made.
    private TimeSpan Patience => _database.IsShared ? _options.PollInterval : _options.IdleInterval;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _silo.TimelineGrew -= Ring;
        _bell.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var movedAt = _clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            await _bell.WaitAsync(Patience, stoppingToken);
            _isWanted |= HasWebhooks();
            if (!_isWanted && _clock.GetElapsedTime(movedAt) < _options.IdleInterval)
            {
                continue;
            }

            try
            {
                await Task.Delay(_options.CollectInterval, _clock, stoppingToken);
                while (await AdvanceAsync(stoppingToken))
                {
                    // There is more already.
                }
            }
            catch (Exception e) when (e is StorageException or DbException)
            {
                LogReadFailed(_logger, e);
                await Task.Delay(FailureDelay, _clock, stoppingToken);
            }

            movedAt = _clock.GetTimestamp();
        }
    }

    private bool HasWebhooks() => _silo.Settings is SettingsSnapshot settings
        && settings.States.Values.Any(state => state is Webhook { Enabled: true });

    /// <summary>Hands over a page; true when there is more to do at once.</summary>
    private async Task<bool> AdvanceAsync(CancellationToken stop)
    {
        if (!_silo.IsReady)
        {
            return false;
        }

        var stand = await _reads.StandAsync(_silo.ShardOf(WebhookFeed.Id), stop);
        if (stand.Owner != _silo.MemberId)
        {
            return false;
        }

        return stand.HasPlace && _isWanted
            ? await HandOverAsync(stand.Place, stop)
            : await SkipAsync(stand, stop);
    }

    private async Task<bool> HandOverAsync(long place, CancellationToken stop)
    {
        var rows = await _reads.EventsAsync(place, long.MaxValue, _options.BatchMax, stop);
        if (rows.Count == 0)
        {
            return false;
        }

        var webhooks = await _reads.AllAsync(stop);
        _isWanted = webhooks.Any(webhook => webhook.Enabled);
        var (last, batches) = Sort(rows, webhooks);
        return await MoveAsync(new AdvanceFeed(place, last, batches), stop)
            && (rows.Count == _options.BatchMax || last < rows[^1].Seq);
    }

    /// <summary>Goes on without reading what nobody wants.</summary>
    private async Task<bool> SkipAsync(FeedStand stand, CancellationToken stop)
    {
        var end = await _changes.EndAsync(stop);
        var wanting = (await _reads.AllAsync(stop)).Where(webhook => webhook.Enabled).ToList();
        _isWanted = wanting.Count > 0;
        if (stand.HasPlace)
        {
            if (!_isWanted && end > stand.Place)
            {
                await MoveAsync(new AdvanceFeed(stand.Place, end, []), stop);
            }

            return _isWanted;
        }

        // The first time: webhooks that are there already want what happened since they were made.
        var start = _isWanted
            ? await _reads.PlaceBeforeAsync(wanting.Min(webhook => webhook.Since), end, stop)
            : end;
        return await MoveAsync(new AdvanceFeed(null, start, []), stop) && _isWanted;
    }

    /// <summary>
    /// What each webhook gets, up to a limit in all; and the place of the last entry that was looked at.
    /// </summary>
    private static (long Last, WebhookBatch[] Batches) Sort(
        IReadOnlyList<EventRow> rows, IReadOnlyList<Webhook> webhooks)
    {
        var batches = webhooks.ToDictionary(webhook => webhook, _ => new List<WebhookEvent>());
        var (last, count) = (0L, 0);
        foreach (var row in rows)
        {
            if (count >= WebhookFeed.EventsMax)
            {
                break;
            }

            last = row.Seq;
            if (row.Event() is not { } one)
            {
                continue;
            }

            foreach (var (webhook, batch) in batches)
            {
                if (webhook.Wants(one.EventType, one.At))
                {
                    batch.Add(one);
                    count++;
                }
            }
        }

        return (last, [
            .. batches.Where(batch => batch.Value.Count > 0)
                .Select(batch => new WebhookBatch(batch.Key.Id, [.. batch.Value])),
        ]);
    }

    /// <summary>Moves the feed; false when the silo could not say that it did.</summary>
    private async Task<bool> MoveAsync(AdvanceFeed advance, CancellationToken stop) =>
        await _silo.AskAsync(WebhookFeed.Id, advance, stop) is AskResult.Answered;

    // On a loop's thread after a commit: raises a flag and nothing else.
    private void Ring()
    {
        try
        {
            if (_bell.CurrentCount == 0)
            {
                _bell.Release();
            }
        }
        catch (SemaphoreFullException)
        {
            // Somebody else rang in between: one ring is as good as two.
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Events could not be handed to webhooks; tried again in a second")]
    private static partial void LogReadFailed(ILogger logger, Exception failure);
}
