using System.Text.Json.Serialization;
using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Runtime.Silo;

/// <summary>
/// A silo: hosts the grains of its shards. Start it, ask it, stop it. There are two ways in: <see cref="AskAsync"/>
/// answers after the commit; telling is asking without reading the answer.
/// </summary>
public sealed partial class SiloHost : IAsyncDisposable
{
    private readonly GrainCatalog _catalog;
    private readonly IStorage _storage;
    private readonly SiloOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SettingsHub _settings;
    private readonly IReadOnlyDictionary<string, IEffectExecutor> _executors;
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _stopEffects = new();
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ShardLoop[] _loops = [];
    private EffectPump? _effects;
    private Task[] _running = [];
    private LoopContext? _context;
    private bool[] _mine = [];
    private long _asks;

    /// <summary>Makes a silo that is not started. Throws when the options are wrong.</summary>
    /// <param name="catalog">Grain and message types.</param>
    /// <param name="storage">The database.</param>
    /// <param name="options">Limits.</param>
    /// <param name="executors">Do effects.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Where it tells.</param>
    /// <param name="cluster">Other silos on the same database; null: this one owns all shards.</param>
    /// <param name="clusterOptions">Limits of membership.</param>
    public SiloHost(
        GrainCatalog catalog, IStorage storage, SiloOptions options, IEnumerable<IEffectExecutor> executors,
        TimeProvider clock, ILogger<SiloHost> logger, ICluster? cluster = null, ClusterOptions? clusterOptions = null)
    {
        _cluster = cluster;
        _clusterOptions = clusterOptions ?? new ClusterOptions();
        IReadOnlyList<string> faults = [.. options.Validate(), .. _clusterOptions.Validate()];
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        }

        _catalog = catalog;
        _storage = storage;
        _options = options;
        _clock = clock;
        _logger = logger;
        _executors = executors.ToDictionary(executor => executor.Kind);
        _settings = new SettingsHub(catalog);
        if (!catalog.Messages.TryFind("runtime.effect-outcome", out _))
        {
            catalog.Messages.Add("runtime.effect-outcome", RuntimeJson.Default.EffectOutcome);
        }
    }

    /// <summary>Names this start of the silo.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("n");

    /// <summary>The settings snapshot in force.</summary>
    public object Settings => _settings.Current;

    /// <summary>What the silo measures.</summary>
    public SiloMetrics Metrics { get; } = new();

    /// <summary>True between start and stop.</summary>
    public bool IsReady { get; private set; }

    /// <summary>
    /// Ends with the reason when a loop had to give up: ownership lost, or a bug. The process should end then.
    /// </summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>Activations in memory.</summary>
    public int Activations => _loops.Sum(loop => loop.Activations);

    /// <summary>Callers' messages that wait or are being handled.</summary>
    public int QueueLength => _loops.Sum(loop => loop.Mailbox.Length) + (_courier?.Length ?? 0);

    /// <summary>
    /// Called after each commit that appended to the timeline, on a loop's thread; must only raise a signal.
    /// </summary>
    public event Action? TimelineGrew;

    /// <summary>Opens the storage, claims the shards and starts the loops.</summary>
    public async Task<StorageInfo> StartAsync(CancellationToken stop)
    {
        var info = await _storage.OpenAsync(stop);
        await _settings.LoadAsync(_storage, stop);
        var shards = _cluster is null ? await _storage.ClaimShardsAsync(Id, stop) : [];
        _mine = new bool[info.ShardCount];
        Array.Fill(_mine, _cluster is null);
        _context = new LoopContext(
            Id, info.ShardCount, _catalog, _storage, _options, _settings, _clock, Metrics, _logger)
        {
            Committed = OnCommitted,
            SendOn = SendOn,
        };
        _loops = [.. Enumerable.Range(0, _options.Loops).Select(index => new ShardLoop(
            _context, index, [.. shards.Where(shard => shard.Shard % _options.Loops == index)]))];
        StartNumbers();
        Metrics.ShardsClaimed(shards.Count);
        _effects = new EffectPump(_context, _executors, NotifyInbox);
        Metrics.Gauge("actorcrm.activations", "Activations in memory.", () => Activations);
        Metrics.Gauge(
            "actorcrm.activation_bytes", "Estimated bytes of activations.",
            () => _loops.Sum(loop => loop.ActivationBytes));
        Metrics.Gauge("actorcrm.queue.length", "Callers' messages that wait or are being handled.", () => QueueLength);
        _running =
        [
            .. _loops.Select(loop => LoopThread.RunAsync($"loop-{loop.Index}", () => RunLoopAsync(loop))),
            _effects.RunAsync(_stopEffects.Token),
        ];
        if (_cluster is not null)
        {
            await StartClusterAsync(_cluster, _context, stop);
        }

        IsReady = true;
        LogStarted(_logger, Id, info.ShardCount, _options.Loops);
        return info;
    }

    /// <summary>
    /// Hands a message to a grain and waits until its effects are durable. Cancelling stops the waiting, not the work.
    /// </summary>
    public async Task<AskResult> AskAsync(GrainId to, object message, CancellationToken stop = default)
    {
        var results = await AskManyAsync([new Outgoing(to, message)], stop);
        return results[0];
    }

    /// <summary>
    /// Hands several messages over at once and waits for all of them; the results are in the order of the messages.
    /// Messages to one grain keep their order. Either all are taken or, when the queue is full, none.
    /// </summary>
    public async Task<IReadOnlyList<AskResult>> AskManyAsync(
        IReadOnlyList<Outgoing> messages, CancellationToken stop = default)
    {
        if (messages.Count == 0)
        {
            return [];
        }

        if (_context is null || !IsReady)
        {
            return Refuse(messages.Count, new AskResult.Stopping());
        }

        var caller = new Caller(messages.Count);
        var envelopes = Address(messages, caller);
        var perQueue = new int[_loops.Length + 1];
        var queues = new int[envelopes.Length];
        for (var i = 0; i < envelopes.Length; i++)
        {
            // Decided once: the shard may come or go meanwhile, and whoever gets the message by mistake sends it on.
            queues[i] = QueueOf(envelopes[i].Shard);
            perQueue[queues[i]]++;
        }

        if (!TryReserve(perQueue))
        {
            Metrics.AskRefused();
            return Refuse(messages.Count, new AskResult.Overloaded(_options.RetryAfter));
        }

        for (var i = 0; i < envelopes.Length; i++)
        {
            Post(queues[i], envelopes[i]);
        }

        for (var i = 0; i < _loops.Length; i++)
        {
            if (perQueue[i] > 0)
            {
                _loops[i].Mailbox.Ring();
            }
        }

        return await caller.Task.WaitAsync(stop);
    }

    /// <summary>Moves a dead letter back to its grain. False when there is none of that id.</summary>
    public async Task<bool> RedriveAsync(string deadLetterId, CancellationToken stop)
    {
        var row = await _storage.RedriveAsync(deadLetterId, _clock.GetUtcNow(), stop);
        if (row is null)
        {
            return false;
        }

        NotifyInbox(row.Shard);
        return true;
    }

    /// <summary>Dead letters, newest first.</summary>
    public Task<IReadOnlyList<DeadLetterRow>> ReadDeadLettersAsync(string? before, int limit, CancellationToken stop) =>
        _storage.ReadDeadLettersAsync(before, limit, stop);

    /// <summary>How much lies in the queue tables.</summary>
    public Task<QueueCounts> CountQueuesAsync(CancellationToken stop) => _storage.CountQueuesAsync(stop);

    /// <summary>
    /// Runs messages against the states of now and writes nothing: what would happen. Reminders that come due within
    /// <paramref name="horizon"/> fire as well.
    /// </summary>
    /// <param name="messages">What to handle, one after the other.</param>
    /// <param name="horizon">How much time passes afterwards.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="settings">The settings snapshot that the turns see; the one in force when null.</param>
    public Task<Rehearsal> RehearseAsync(
        IReadOnlyList<Outgoing> messages, TimeSpan horizon, CancellationToken stop, object? settings = null) =>
        Rehearsal.RunAsync(
            _context ?? throw new InvalidOperationException("The silo is not started."), settings ?? _settings.Current,
            messages, horizon, stop);

    /// <summary>
    /// Takes no more messages, finishes those it took, and stops. After <paramref name="patience"/> it gives up
    /// waiting;
    /// what was not committed was not answered, so nothing is lost.
    /// </summary>
    public async Task StopAsync(TimeSpan patience)
    {
        IsReady = false;
        await StopClusterAsync(patience);
        foreach (var loop in _loops)
        {
            loop.Mailbox.Close();
        }

        await _stopEffects.CancelAsync();
        try
        {
            await Task.WhenAll(_running).WaitAsync(patience, _clock);
        }
        catch (TimeoutException)
        {
            LogStopSlow(_logger, patience);
            await _abort.CancelAsync();
        }

        foreach (var loop in _loops)
        {
            loop.AbandonCallers();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsReady)
        {
            await StopAsync(TimeSpan.FromSeconds(30));
        }

        foreach (var loop in _loops)
        {
            loop.Dispose();
        }

        _effects?.Dispose();
        await DisposeClusterAsync();
        _abort.Dispose();
        _stopEffects.Dispose();
        Metrics.Dispose();
        await _storage.DisposeAsync();
    }

    private static AskResult[] Refuse(int count, AskResult result)
    {
        var results = new AskResult[count];
        Array.Fill(results, result);
        return results;
    }

    private ShardLoop LoopOf(int shard) => _loops[shard % _loops.Length];

    /// <summary>The loop of a shard that this silo serves; the number of loops for the courier's queue.</summary>
    private int QueueOf(int shard) => Volatile.Read(ref _mine[shard]) ? shard % _loops.Length : _loops.Length;

    private Envelope[] Address(IReadOnlyList<Outgoing> messages, Caller caller)
    {
        var now = _clock.GetUtcNow();
        var envelopes = new Envelope[messages.Count];
        for (var i = 0; i < messages.Count; i++)
        {
            var cause = $"{Id}/{Interlocked.Increment(ref _asks)}";
            var shard = messages[i].To.Shard(_mine.Length);
            envelopes[i] = new Envelope(messages[i].To, shard, messages[i].Message, cause, now)
            {
                Caller = caller,
                CallerIndex = i,
            };
        }

        return envelopes;
    }

    private bool TryReserve(int[] perQueue)
    {
        for (var i = 0; i < perQueue.Length; i++)
        {
            if (perQueue[i] > 0 && !TryReserve(i, perQueue[i]))
            {
                for (var taken = 0; taken < i; taken++)
                {
                    Release(taken, perQueue[taken]);
                }

                return false;
            }
        }

        return true;
    }

    private bool TryReserve(int queue, int count) => queue < _loops.Length
        ? _loops[queue].Mailbox.TryReserve(count)
        : _courier!.TryReserve(count);

    private void Release(int queue, int count)
    {
        if (queue < _loops.Length)
        {
            _loops[queue].Mailbox.Release(count);
        }
        else
        {
            _courier?.Release(count);
        }
    }

    private void Post(int queue, Envelope envelope)
    {
        if (queue < _loops.Length)
        {
            _loops[queue].Mailbox.Post(envelope);
        }
        else
        {
            _courier!.Post(envelope);
        }
    }

    private void NotifyInbox(int shard)
    {
        if (Volatile.Read(ref _mine[shard]))
        {
            LoopOf(shard).NotifyInbox();
        }
        else
        {
            _waker?.Add(WakeKinds.None, [shard], []);
        }
    }

    private async Task RunLoopAsync(ShardLoop loop)
    {
        try
        {
            await loop.RunAsync(_abort.Token);
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            LogLoopFailed(_logger, loop.Index, e);
            IsReady = false;
            loop.Mailbox.Close();
            loop.AbandonCallers();
            _failed.TrySetResult(e);
        }
    }

    private void OnCommitted(ShardLoop loop, Commit commit)
    {
        foreach (var row in commit.InboxPut)
        {
            if (!Volatile.Read(ref _mine[row.Shard]) || LoopOf(row.Shard) != loop)
            {
                NotifyInbox(row.Shard);
            }
        }

        if (commit.Effects.Count > 0)
        {
            _effects?.Ring();
        }

        if (commit.Timeline.Count > 0)
        {
            TimelineGrew?.Invoke();
        }

        TellOthers(commit);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {SiloId} started: {Shards} shards on {Loops} loops")]
    private static partial void LogStarted(ILogger logger, string siloId, int shards, int loops);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The silo did not finish its work within {Patience} and stops without")]
    private static partial void LogStopSlow(ILogger logger, TimeSpan patience);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Loop {Loop} gave up")]
    private static partial void LogLoopFailed(ILogger logger, int loop, Exception failure);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EffectOutcome))]
[JsonSerializable(typeof(SiloVitals))]
internal sealed partial class RuntimeJson : JsonSerializerContext;
