using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ActorCrm.Runtime.Grains;

/// <summary>
/// What all grains of one type share: the table their states lie in and the function that handles a message.
/// </summary>
public abstract class GrainType
{
    /// <summary>Name of the type and of its table: lower-case words joined by underscores.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// True for grains whose states together make the settings that every turn sees (<see cref="Turn.Settings"/>).
    /// </summary>
    public abstract bool IsSetting { get; }

    /// <summary>Handles one message and returns the next state; the same reference when nothing changed.</summary>
    public abstract object? Handle(Turn turn, object? state, object message);

    /// <summary>UTF-8 JSON of a state.</summary>
    public abstract void WriteState(Utf8JsonWriter writer, object state);

    /// <summary>The state that the JSON stands for.</summary>
    public abstract object ReadState(ReadOnlySpan<byte> json);
}

/// <summary>Handles one message of a grain.</summary>
/// <param name="turn">Time, settings, identity; collects everything that the turn wants to happen.</param>
/// <param name="state">The state so far; null for a grain that never had one.</param>
/// <param name="message">One of the feature's messages.</param>
/// <returns>
/// The next state: <paramref name="state"/> itself when nothing changed, null to forget the grain.
/// </returns>
public delegate TState? Handler<TState>(Turn turn, TState? state, object message)
    where TState : class;

/// <summary>A type of grain with states of type <typeparamref name="TState"/> (an immutable record).</summary>
/// <param name="name">See <see cref="GrainType.Name"/>.</param>
/// <param name="stateJson">How states are written.</param>
/// <param name="handler">Handles messages.</param>
/// <param name="isSetting">See <see cref="GrainType.IsSetting"/>.</param>
/// <param name="version">
/// The version of the states that it writes; raised by a change that older programs would misread. A silo that meets a
/// state of a higher version leaves the grain's messages to newer silos.
/// </param>
/// <param name="upgrade">Brings older states to it, a version at a time; needed from version 2 on.</param>
public sealed class GrainType<TState>(
    string name, JsonTypeInfo<TState> stateJson, Handler<TState> handler, bool isSetting = false, int version = 1,
    StateUpgrade? upgrade = null) : GrainType
    where TState : class
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override bool IsSetting => isSetting;

    /// <inheritdoc/>
    public override object? Handle(Turn turn, object? state, object message) =>
        handler(turn, (TState?)state, message);

    /// <inheritdoc/>
    public override void WriteState(Utf8JsonWriter writer, object state)
    {
        if (version == 1)
        {
            JsonSerializer.Serialize(writer, (TState)state, stateJson);
        }
        else
        {
            StateVersion.Write(writer, JsonSerializer.SerializeToUtf8Bytes((TState)state, stateJson), version);
        }
    }

    /// <inheritdoc/>
    public override object ReadState(ReadOnlySpan<byte> json)
    {
        var written = StateVersion.Of(json);
        if (written > version)
        {
            throw new NewerThanProgramException(
                $"A state of '{name}' has version {written}; this program reads up to {version}.");
        }

        var state = written == version || upgrade is null
            ? JsonSerializer.Deserialize(json, stateJson)
            : StateVersion.Upgrade(json, written, version, upgrade).Deserialize(stateJson);
        return state ?? throw new JsonException($"A state of '{name}' is null.");
    }
}

/// <summary>All grain types and message types of a program.</summary>
public sealed class GrainCatalog
{
    private readonly Dictionary<string, GrainType> _types = new(StringComparer.Ordinal);

    /// <summary>The message types.</summary>
    public MessageCatalog Messages { get; } = new();

    /// <summary>The grain types, in no order.</summary>
    public IReadOnlyCollection<GrainType> Types => _types.Values;

    /// <summary>
    /// Makes the settings snapshot of every turn out of the states of the setting grains; called after each change of
    /// one of them. The default is an empty object.
    /// </summary>
    public Func<IReadOnlyDictionary<GrainId, object>, object> Settings { get; set; } = _ => new object();

    /// <summary>Adds a grain type. Throws when its name is taken.</summary>
    public GrainCatalog Add(GrainType type)
    {
        _types.Add(type.Name, type);
        return this;
    }

    /// <summary>The type of a name. Throws <see cref="InvalidOperationException"/> when there is none.</summary>
    public GrainType Of(string name) => _types.TryGetValue(name, out var type)
        ? type
        : throw new InvalidOperationException($"No grain type '{name}' is registered.");

    /// <summary>The type of a name; false when there is none.</summary>
    public bool TryFind(string name, [MaybeNullWhen(false)] out GrainType type) => _types.TryGetValue(name, out type);
}
