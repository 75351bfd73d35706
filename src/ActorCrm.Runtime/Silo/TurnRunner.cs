using System.Diagnostics;
using System.Text;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Runtime.Silo;

/// <summary>
/// Runs the turns of a batch: loads the states that are missing, in bulk; hands each message to its grain; hands what
/// grains of the same loop tell each other on at once, in rounds; collects everything else for the commit.
/// </summary>
/// <param name="catalog">Grain and message types.</param>
/// <param name="storage">Where states come from.</param>
/// <param name="cache">The loop's activations.</param>
/// <param name="options">Limits.</param>
/// <param name="shardCount">How many shards there are.</param>
/// <param name="isLocal">Whether a shard belongs to this loop.</param>
/// <param name="logger">Where failures of turns are logged.</param>
internal sealed partial class TurnRunner(
    GrainCatalog catalog, IStorage storage, ActivationCache cache, SiloOptions options, int shardCount,
    Func<int, bool> isLocal, ILogger logger)
{
    private readonly Turn _turn = new();
    private readonly Dictionary<GrainId, Exception> _unreadable = [];

    // What the turn at hand wants, until it is certain that all of it can be kept.
    private readonly List<Envelope> _local = [];
    private readonly List<InboxRow> _foreign = [];
    private readonly List<(string Name, ReminderRow? Row)> _reminders = [];
    private readonly List<EffectRow> _effects = [];

    /// <summary>Counts and measures turns; null where they are only played.</summary>
    public TurnTimes? Times { get; init; }

    /// <summary>Runs <paramref name="round"/> and everything that it begets.</summary>
    public async Task RunAsync(Batch batch, List<Envelope> round, CancellationToken stop)
    {
        for (var depth = 0; round.Count > 0; depth++)
        {
            if (depth == options.RoundsMax)
            {
                round.ForEach(envelope => Spill(batch, envelope, envelope.Attempts, batch.Commit.At));
                return;
            }

            await LoadMissingAsync(round, stop);
            var next = new List<Envelope>();
            foreach (var envelope in round)
            {
                Run(batch, envelope, next);
            }

            round = next;
        }
    }

    /// <summary>A message as an inbox row.</summary>
    private InboxRow RowOf(Envelope envelope, int attempts, DateTimeOffset dueAt)
    {
        if (envelope.Inbox is { } row)
        {
            return row with { Attempts = attempts, DueAt = dueAt };
        }

        var id = StableId.From(envelope.SentAt, envelope.Cause).ToString("n");
        var shard = envelope.Shard;
        if (envelope.Reminder is { } reminder)
        {
            return new InboxRow(
                id, envelope.To, shard, reminder.Type, reminder.Payload, envelope.SentAt, dueAt, attempts);
        }

        var type = catalog.Messages.Of(envelope.Message);
        return new InboxRow(
            id, envelope.To, shard, type.Name, type.Write(envelope.Message), envelope.SentAt, dueAt, attempts);
    }

    private async Task LoadMissingAsync(List<Envelope> round, CancellationToken stop)
    {
        var missing = new Dictionary<string, HashSet<string>>();
        foreach (var envelope in round)
        {
            // One that failed already is only counted; its state may be what cannot be loaded.
            if (envelope.Failure is null && cache.Find(envelope.To) is null)
            {
                if (!missing.TryGetValue(envelope.To.Type, out var keys))
                {
                    missing.Add(envelope.To.Type, keys = []);
                }

                keys.Add(envelope.To.Key);
            }
        }

        _unreadable.Clear();
        foreach (var (typeName, keys) in missing)
        {
            if (catalog.TryFind(typeName, out var type))
            {
                await LoadAsync(type, keys, stop);
            }
        }
    }

    private async Task LoadAsync(GrainType type, HashSet<string> keys, CancellationToken stop)
    {
        var stored = await storage.LoadAsync(type.Name, [.. keys], stop);
        var found = stored.ToDictionary(state => state.Key);
        foreach (var key in keys)
        {
            var id = new GrainId(type.Name, key);
            var activation = new Activation(id, type, id.Shard(shardCount));
            if (found.TryGetValue(key, out var state) && !TryRead(activation, state))
            {
                continue;
            }

            cache.Add(activation);
        }
    }

    private bool TryRead(Activation activation, in StoredState stored)
    {
        try
        {
            activation.State = activation.Type.ReadState(stored.Doc);
            activation.Version = stored.Version;
            activation.Size = ActivationCache.OverheadBytes + (stored.Doc.Length * 3);
            return true;
        }
        catch (Exception e)
        {
            // Only the messages of this grain fail; its neighbours go on.
            _unreadable[activation.Id] = e;
            return false;
        }
    }

    private void Run(Batch batch, Envelope envelope, List<Envelope> next)
    {
        batch.Turns++;
        batch.Touch(envelope.Shard);
        if (IsStaleReminder(batch, envelope))
        {
            return;
        }

        TurnTally? tally = null;
        var startedAt = Stopwatch.GetTimestamp();
        try
        {
            if (envelope.Failure is { } failure)
            {
                envelope.Failure = null;
                throw failure;
            }

            var activation = cache.Find(envelope.To) ?? throw WhyMissing(envelope.To);
            tally = Times?.Of(activation.Type, envelope.Message);
            _turn.Begin(
                envelope.To, envelope.Cause, envelope.SentAt, batch.Commit.At, batch.Settings, activation.Version);
            var state = activation.Type.Handle(_turn, activation.State, envelope.Message);
            var reply = ReplyOf(envelope, _turn.Answer);
            Collect(batch, envelope, activation.Shard, next);
            if (!ReferenceEquals(state, activation.State))
            {
                batch.Change(activation, state);
            }

            Consume(batch, envelope);
            if (envelope.Caller is not null)
            {
                batch.Answers.Add((envelope, new AskResult.Answered(_turn.Answer)));
            }
            else if (reply is not null)
            {
                batch.Commit.Replies.Add(reply);
            }
        }
        catch (Exception e)
        {
            tally ??= catalog.TryFind(envelope.To.Type, out var type) ? Times?.Of(type, envelope.Message) : null;
            tally?.Failed();
            Fail(batch, envelope, e);
        }

        tally?.Ended(startedAt);
    }

    private Exception WhyMissing(GrainId id) => _unreadable.TryGetValue(id, out var fault)
        ? fault
        : new InvalidOperationException($"No grain type '{id.Type}' is registered.");

    /// <summary>A reminder that an earlier turn of this batch set anew or dropped has nothing to say.</summary>
    private static bool IsStaleReminder(Batch batch, Envelope envelope) =>
        envelope.Reminder is { } reminder && batch.Commit.Reminders.ContainsKey((reminder.To, reminder.Name));

    /// <summary>
    /// Takes over what the turn wants. Everything that can throw (an unregistered message) happens before anything is
    /// kept, so that a failed turn leaves no trace.
    /// </summary>
    private void Collect(Batch batch, Envelope envelope, int shard, List<Envelope> next)
    {
        var now = batch.Commit.At;
        _local.Clear();
        _foreign.Clear();
        _reminders.Clear();
        _effects.Clear();
        for (var i = 0; i < _turn.Messages.Count; i++)
        {
            Address(envelope.Beget(_turn.Messages[i], i, shardCount, now));
        }

        foreach (var change in _turn.Reminders)
        {
            _reminders.Add((change.Name, RowOf(change, shard)));
        }

        for (var i = 0; i < _turn.Effects.Count; i++)
        {
            _effects.Add(RowOf(_turn.Effects[i], envelope.Cause, i, shard, now));
        }

        next.AddRange(_local);
        batch.Commit.InboxPut.AddRange(_foreign);
        DropReminder(batch, envelope);
        foreach (var (name, row) in _reminders)
        {
            batch.Commit.Reminders[(envelope.To, name)] = row;
        }

        batch.Commit.Effects.AddRange(_effects);
        batch.Commit.Timeline.AddRange(_turn.Timeline);
    }

    private void Address(Envelope child)
    {
        if (isLocal(child.Shard))
        {
            _local.Add(child);
        }
        else
        {
            _foreign.Add(RowOf(child, 0, child.SentAt));
        }
    }

    private static void Consume(Batch batch, Envelope envelope)
    {
        if (envelope.Inbox is { } row)
        {
            batch.Commit.InboxDeleted.Add(row.Id);
        }
    }

    private void Fail(Batch batch, Envelope envelope, Exception failure)
    {
        if (IsForNewer(batch, envelope, failure))
        {
            Leave(batch, envelope);
            return;
        }

        envelope.Attempts++;
        LogTurnFailed(logger, envelope.To.Type, envelope.Message.GetType().Name, envelope.Attempts, failure);
        if (envelope.Attempts >= options.AttemptsMax)
        {
            Bury(batch, envelope, failure);
        }
        else if (envelope.Caller is not null)
        {
            batch.Retries.Add(envelope);
        }
        else
        {
            var dueAt = batch.Commit.At + options.DelayAfter(envelope.Attempts);
            Spill(batch, envelope, envelope.Attempts, dueAt);
        }
    }

    /// <summary>
    /// Whether a newer silo may still come and handle it. After some time nobody will: then it is a failure like
    /// others.
    /// </summary>
    private bool IsForNewer(Batch batch, Envelope envelope, Exception failure) =>
        failure is NewerThanProgramException && batch.Commit.At - envelope.SentAt < options.NewerMax;

    /// <summary>Leaves a message to a newer silo: it stays, nothing is counted, and it is looked at again
    /// later.</summary>
    private void Leave(Batch batch, Envelope envelope)
    {
        LogLeft(logger, envelope.To.Type, options.NewerDelay);
        if (envelope.Caller is not null)
        {
            batch.Answers.Add((envelope, new AskResult.Stopping()));
        }
        else
        {
            Spill(batch, envelope, envelope.Attempts, batch.Commit.At + options.NewerDelay);
        }
    }

    private void Spill(Batch batch, Envelope envelope, int attempts, DateTimeOffset dueAt)
    {
        batch.Commit.InboxPut.Add(RowOf(envelope, attempts, dueAt));
        DropReminder(batch, envelope);
    }

    private void Bury(Batch batch, Envelope envelope, Exception failure)
    {
        var row = RowOf(envelope, envelope.Attempts, batch.Commit.At);
        batch.Commit.DeadLetters.Add(new DeadLetterRow(
            row.Id, row.To, row.Shard, row.Type, row.Payload, row.SentAt, batch.Commit.At, envelope.Attempts,
            failure.ToString()));
        Consume(batch, envelope);
        DropReminder(batch, envelope);
        if (envelope.Caller is not null)
        {
            batch.Answers.Add((envelope, new AskResult.DeadLettered(row.Id, failure.Message)));
        }
        else if (envelope.Inbox?.ReplyTo is { } siloId)
        {
            batch.Commit.Replies.Add(new ReplyRow(siloId, row.Id, Type: null, Encoding.UTF8.GetBytes(failure.Message)));
        }
    }

    /// <summary>The answer to a message of another silo, as a row; null when nobody there waits.</summary>
    private ReplyRow? ReplyOf(Envelope envelope, object? answer)
    {
        if (envelope.Inbox is not { ReplyTo: { } siloId, Id: var id })
        {
            return null;
        }

        var type = answer is null ? null : catalog.Messages.Of(answer);
        return new ReplyRow(siloId, id, type?.Name ?? "", type?.Write(answer!) ?? []);
    }

    private static void DropReminder(Batch batch, Envelope envelope)
    {
        if (envelope.Reminder is { } reminder)
        {
            batch.Commit.Reminders[(reminder.To, reminder.Name)] = null;
        }
    }

    private ReminderRow? RowOf(in ReminderChange change, int shard)
    {
        if (change.Message is not { } message || change.DueAt is not { } dueAt)
        {
            return null;
        }

        var type = catalog.Messages.Of(message);
        return new ReminderRow(_turn.Self, shard, change.Name, dueAt, type.Name, type.Write(message));
    }

    private EffectRow RowOf(EffectRequest effect, string cause, int index, int shard, DateTimeOffset now)
    {
        var type = catalog.Messages.Of(effect.Payload);
        return new EffectRow(
            StableId.From(now, $"{cause}/effect/{index}").ToString("n"), _turn.Self, shard, effect.Kind, type.Name,
            type.Write(effect.Payload), effect.IdempotencyKey, effect.DueAt ?? now, Attempts: 0, Token: 0);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A message for a {GrainType} is of a newer program and is left for {Delay}; update this silo")]
    private static partial void LogLeft(ILogger logger, string grainType, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "A turn of {GrainType} failed on {Message}, attempt {Attempt}")]
    private static partial void LogTurnFailed(
        ILogger logger, string grainType, string message, int attempt, Exception failure);
}
