namespace ActorCrm.Runtime.Grains;

/// <summary>
/// One message handled by one grain. A turn is synchronous and only <em>collects</em> what it wants; nothing of it
/// happens before the commit that holds the whole batch. Time, settings and ids come from here, so that a re-run after
/// a crash decides the same.
/// </summary>
public sealed class Turn
{
    private readonly List<Outgoing> _messages = [];
    private readonly List<ReminderChange> _reminders = [];
    private readonly List<EffectRequest> _effects = [];
    private readonly List<TimelineEntry> _timeline = [];
    private int _ids;

    /// <summary>The grain whose turn it is.</summary>
    public GrainId Self { get; private set; }

    /// <summary>
    /// The version of the grain's row: how many commits have changed it, the one that holds this batch included if a
    /// turn of the batch has done so already. 0: there is no row.
    /// </summary>
    public long Version { get; private set; }

    /// <summary>The time of the turn, UTC. All turns of a batch share it.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>When the message was sent, UTC; the same in every attempt to handle it.</summary>
    public DateTimeOffset SentAt { get; private set; }

    /// <summary>The settings snapshot (<see cref="GrainCatalog.Settings"/>).</summary>
    public object Settings { get; private set; } = new();

    /// <summary>Names the message; the same in every attempt to handle it.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>What the asker gets after the commit; null while nobody replied.</summary>
    public object? Answer { get; private set; }

    /// <summary>Messages to other grains, in order.</summary>
    public IReadOnlyList<Outgoing> Messages => _messages;

    /// <summary>Reminders set and dropped, in order.</summary>
    public IReadOnlyList<ReminderChange> Reminders => _reminders;

    /// <summary>Effects asked for, in order.</summary>
    public IReadOnlyList<EffectRequest> Effects => _effects;

    /// <summary>Timeline entries, in order.</summary>
    public IReadOnlyList<TimelineEntry> Timeline => _timeline;

    /// <summary>Starts a turn; forgets everything that the one before collected.</summary>
    public void Begin(
        GrainId self, string cause, DateTimeOffset sentAt, DateTimeOffset now, object settings, long version = 0)
    {
        Self = self;
        Version = version;
        Cause = cause;
        SentAt = sentAt;
        Now = now;
        Settings = settings;
        Answer = null;
        _ids = 0;
        _messages.Clear();
        _reminders.Clear();
        _effects.Clear();
        _timeline.Clear();
    }

    /// <summary>Sends a message to another grain (or to itself), in this commit.</summary>
    public void Tell(GrainId to, object message) => _messages.Add(new Outgoing(to, message));

    /// <summary>Answers who asked, after the commit. The last answer of a turn counts.</summary>
    public void Reply(object answer) => Answer = answer;

    /// <summary>
    /// Sends <paramref name="message"/> to this grain at <paramref name="dueAt"/>, or soon after. A reminder of the
    /// same name is replaced.
    /// </summary>
    public void Remind(string name, DateTimeOffset dueAt, object message) =>
        _reminders.Add(new ReminderChange(name, dueAt, message));

    /// <summary>Drops a reminder; nothing happens when there is none.</summary>
    public void Forget(string name) => _reminders.Add(new ReminderChange(name, null, null));

    /// <summary>Asks for something outside to be done after the commit.</summary>
    public void Request(EffectRequest effect) => _effects.Add(effect);

    /// <summary>Appends to an entity's timeline.</summary>
    public void Record(TimelineEntry entry) => _timeline.Add(entry);

    /// <summary>
    /// A new id, the same one when the message is handled again. Its grain lives in the shard of this one.
    /// </summary>
    public Guid NewId() => StableId.From(SentAt, $"{Cause}/{Self}/{_ids++}", Self);
}

/// <summary>A message on its way to a grain.</summary>
public readonly record struct Outgoing(GrainId To, object Message);

/// <summary>
/// A reminder set (<paramref name="DueAt"/> and <paramref name="Message"/> are there) or dropped (they are null).
/// </summary>
public readonly record struct ReminderChange(string Name, DateTimeOffset? DueAt, object? Message);

/// <summary>
/// Something outside that a turn asks for. It is stored with the turn, claimed and done by an executor of its kind, and
/// its outcome comes back to the grain as an <see cref="EffectOutcome"/>.
/// </summary>
/// <param name="Kind">Selects the executor.</param>
/// <param name="Payload">A registered message: what to do.</param>
/// <param name="IdempotencyKey">The same in every attempt; whoever receives the effect can drop repeats by it.</param>
/// <param name="DueAt">Not before; null for at once.</param>
public sealed record EffectRequest(string Kind, object Payload, string IdempotencyKey, DateTimeOffset? DueAt = null);

/// <summary>How an effect ended, told to the grain that asked for it.</summary>
/// <param name="Kind">The effect's kind.</param>
/// <param name="IdempotencyKey">The effect's key.</param>
/// <param name="Done">True when it was done; false when its attempts were used up or it was refused.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Detail">What the executor says of it: an id, a count, an error.</param>
public sealed record EffectOutcome(string Kind, string IdempotencyKey, bool Done, int Attempts, string? Detail);

/// <summary>What happened to an entity, who or which rule did it, and why. Its time is the turn's.</summary>
/// <param name="Entity">The entity it is about.</param>
/// <param name="What">Past tense, camelCase: <c>dealCreated</c>.</param>
/// <param name="By">Who or what: <c>T5·Ac7</c>, <c>apiKey:…</c>.</param>
/// <param name="Rule">The number of the rule that decided, such as <c>CS-12</c>; null where a person did.</param>
/// <param name="Why">The reason as a code or a sentence.</param>
/// <param name="Call">The call (or form) that led to it, as <c>type/key</c>.</param>
/// <param name="Data">Further facts: names and texts.</param>
public sealed record TimelineEntry(
    GrainId Entity,
    string What,
    string By,
    string? Rule = null,
    string? Why = null,
    string? Call = null,
    IReadOnlyList<KeyValuePair<string, string>>? Data = null);
