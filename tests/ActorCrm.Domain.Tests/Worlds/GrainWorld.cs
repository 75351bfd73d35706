using System.Text;
using System.Text.Json;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Worlds;

/// <summary>
/// All grains of a catalog in memory: a queue of messages, a clock that stands still until it is moved, reminders,
/// timeline and effects. States and messages go through their JSON, as they do when stored.
/// </summary>
internal sealed class GrainWorld(GrainCatalog catalog, Random? chance = null)
{
    private readonly Dictionary<GrainId, object> _states = [];
    private readonly Dictionary<(GrainId, string), (DateTimeOffset DueAt, object Message)> _reminders = [];
    private readonly Dictionary<(string From, GrainId To), Queue<Envelope>> _queues = [];
    private readonly List<(string From, GrainId To)> _waiting = [];
    private readonly Dictionary<GrainId, long> _versions = [];
    private readonly Turn _turn = new();
    private object? _settings;
    private int _sent;

    /// <summary>The time of every turn until <see cref="Advance"/>.</summary>
    public DateTimeOffset Now { get; private set; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Hands every message to its grain a second time, at once, with all that follows from it.</summary>
    public bool EverythingTwice { get; init; }

    /// <summary>Sends states and messages through JSON; the long runs of the property tests leave it out.</summary>
    public bool ThroughJson { get; init; } = true;

    /// <summary>What was recorded, in order.</summary>
    public List<TimelineEntry> Timeline { get; } = [];

    /// <summary>What was asked for outside, in order.</summary>
    public List<EffectRequest> Effects { get; } = [];

    /// <summary>How many turns changed a state, by grain type.</summary>
    public Dictionary<string, int> Writes { get; } = [];

    /// <summary>The reminders that are set.</summary>
    public IEnumerable<(GrainId Grain, string Name, DateTimeOffset DueAt)> Reminders =>
        _reminders.Select(reminder => (reminder.Key.Item1, reminder.Key.Item2, reminder.Value.DueAt));

    /// <summary>A world in the same state that goes on by itself, in memory only, with its own scheduler.</summary>
    public GrainWorld Fork(Random? otherChance = null, bool everythingTwice = false)
    {
        Run();
        var fork = new GrainWorld(catalog, otherChance)
        {
            ThroughJson = false,
            EverythingTwice = everythingTwice,
            Now = Now,
            _sent = _sent,
        };
        foreach (var (id, state) in _states)
        {
            fork._states.Add(id, state);
        }

        foreach (var (key, reminder) in _reminders)
        {
            fork._reminders.Add(key, reminder);
        }

        foreach (var (id, version) in _versions)
        {
            fork._versions.Add(id, version);
        }

        fork._settings = _settings;
        return fork;
    }

    /// <summary>The state of a grain; null when it has none.</summary>
    public T? State<T>(GrainId id)
        where T : class => _states.TryGetValue(id, out var state) ? (T)state : null;

    /// <summary>All states of a type, by key.</summary>
    public List<T> States<T>(string type) =>
        [.. _states.Where(state => state.Key.Type == type).OrderBy(state => state.Key.Key, StringComparer.Ordinal)
            .Select(state => (T)state.Value)];

    /// <summary>Puts a message into its queue; nothing is handled yet.</summary>
    public void Send(GrainId to, object message, string from = "outside") =>
        Enqueue(from, new Envelope(to, message, $"m{_sent++}"));

    /// <summary>Sends a message, handles everything that follows, and gives the reply.</summary>
    public object? Ask(GrainId to, object message)
    {
        var envelope = new Envelope(to, message, $"m{_sent++}");
        Enqueue("outside", envelope);
        Run();
        return envelope.Answer;
    }

    /// <summary>Handles messages until none is left.</summary>
    public void Run()
    {
        for (var turns = 0; _waiting.Count > 0; turns++)
        {
            if (turns == 1_000_000)
            {
                throw new InvalidOperationException("The grains never come to rest.");
            }

            Handle(Dequeue());
        }
    }

    /// <summary>Moves the clock, firing the reminders that come due on the way at their own time.</summary>
    public void Advance(TimeSpan by)
    {
        var until = Now + by;
        Run();
        while (NextReminder(until) is { } due)
        {
            var (dueAt, message) = _reminders[due];
            _reminders.Remove(due);
            Now = dueAt > Now ? dueAt : Now;
            Enqueue("reminder", new Envelope(due.Item1, message, $"m{_sent++}"));
            Run();
        }

        Now = until;
    }

    /// <summary>The JSON of all states of these types, one line each, sorted.</summary>
    public string Json(params string[] types)
    {
        var text = new StringBuilder();
        foreach (var (id, state) in _states.OrderBy(state => state.Key))
        {
            if (types.Contains(id.Type))
            {
                text.Append(id).Append(' ').Append(Encoding.UTF8.GetString(Write(catalog.Of(id.Type), state)))
                    .Append('\n');
            }
        }

        return text.ToString();
    }

    private (GrainId, string)? NextReminder(DateTimeOffset until)
    {
        (GrainId, string)? next = null;
        foreach (var (key, reminder) in _reminders)
        {
            if (reminder.DueAt <= until && (next is null || reminder.DueAt < _reminders[next.Value].DueAt))
            {
                next = key;
            }
        }

        return next;
    }

    private void Enqueue(string from, Envelope envelope)
    {
        // With a scheduler, order holds only between one sender and one receiver, as it does across silos.
        var key = chance is null ? ("all", default) : (from, envelope.To);
        if (!_queues.TryGetValue(key, out var queue))
        {
            _queues.Add(key, queue = new Queue<Envelope>());
        }

        if (queue.Count == 0)
        {
            _waiting.Add(key);
        }

        queue.Enqueue(envelope);
    }

    private Envelope Dequeue()
    {
        var place = chance?.Next(_waiting.Count) ?? 0;
        var queue = _queues[_waiting[place]];
        var envelope = queue.Dequeue();
        if (queue.Count == 0)
        {
            _waiting.RemoveAt(place);
        }

        return envelope;
    }

    private void Handle(Envelope envelope)
    {
        var first = Turn(envelope);
        envelope.Answer = first;
        if (EverythingTwice)
        {
            var type = catalog.Of(envelope.To.Type);
            var before = _states.TryGetValue(envelope.To, out var state) ? Write(type, state) : [];
            Turn(envelope);
            var after = _states.TryGetValue(envelope.To, out state) ? Write(type, state) : [];
            Encoding.UTF8.GetString(after).ShouldBe(
                Encoding.UTF8.GetString(before), $"{envelope.Message.GetType().Name} handled twice");
        }
    }

    private object? Turn(Envelope envelope)
    {
        var type = catalog.Of(envelope.To.Type);
        var before = _states.GetValueOrDefault(envelope.To);
        _turn.Begin(envelope.To, envelope.Cause, Now, Now, _settings ??= Settings(), Version(envelope.To));
        var after = type.Handle(_turn, before, Copy(envelope.Message));
        if (!ReferenceEquals(before, after))
        {
            Writes[type.Name] = Writes.GetValueOrDefault(type.Name) + 1;
            Store(envelope.To, type, after);
        }

        Timeline.AddRange(_turn.Timeline);
        Effects.AddRange(_turn.Effects);
        foreach (var change in _turn.Reminders)
        {
            _reminders.Remove((envelope.To, change.Name));
            if (change is { DueAt: { } dueAt, Message: { } message })
            {
                _reminders.Add((envelope.To, change.Name), (dueAt, Copy(message)));
            }
        }

        for (var i = 0; i < _turn.Messages.Count; i++)
        {
            var (to, message) = _turn.Messages[i];
            Enqueue(envelope.To.ToString(), new Envelope(to, message, $"{envelope.Cause}.{i}"));
        }

        return _turn.Answer is { } answer ? Copy(answer) : null;
    }

    private void Store(GrainId id, GrainType type, object? state)
    {
        if (state is null)
        {
            _states.Remove(id);
            _versions.Remove(id);
        }
        else
        {
            _versions[id] = Version(id) + 1;
            _states[id] = ThroughJson ? type.ReadState(Write(type, state)) : state;
        }

        _settings = type.IsSetting ? null : _settings;
    }

    /// <summary>How often the state of a grain was changed since it had none.</summary>
    public long Version(GrainId id) => _versions.GetValueOrDefault(id);

    private object Settings() => catalog.Settings(
        _states.Where(state => catalog.Of(state.Key.Type).IsSetting).ToDictionary());

    private object Copy(object message)
    {
        if (message is EffectOutcome)
        {
            // The silo's own message, registered where it starts.
            return message;
        }

        var type = catalog.Messages.Of(message);
        return ThroughJson ? type.Read(type.Write(message)) : message;
    }

    private static byte[] Write(GrainType type, object state)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            type.WriteState(writer, state);
        }

        return stream.ToArray();
    }

    private sealed class Envelope(GrainId to, object message, string cause)
    {
        public GrainId To => to;

        public object Message => message;

        public string Cause => cause;

        public object? Answer { get; set; }
    }
}
