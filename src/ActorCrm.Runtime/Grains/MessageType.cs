using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ActorCrm.Runtime.Grains;

/// <summary>
/// A kind of message under the name that is stored with it. Names are for ever: rows written by an older program carry
/// them. A change that older programs would misread gets a new name, such as <c>call.record@2</c>, and the old one is
/// read by <see cref="MessageCatalog.AddOlder"/>.
/// </summary>
public sealed record MessageType(string Name, JsonTypeInfo Json)
{
    /// <summary>Brings JSON of an older kind to this one; null when it is of this kind.</summary>
    public Action<JsonObject>? Upgrade { get; init; }

    /// <summary>The CLR type of the message.</summary>
    public Type Type => Json.Type;

    /// <summary>UTF-8 JSON of a message.</summary>
    public byte[] Write(object message) => JsonSerializer.SerializeToUtf8Bytes(message, Json);

    /// <summary>The message that the JSON stands for. Throws <see cref="JsonException"/> if it is none.</summary>
    public object Read(ReadOnlySpan<byte> json)
    {
        if (Upgrade is null)
        {
            return JsonSerializer.Deserialize(json, Json) ?? throw IsNull();
        }

        var message = JsonNode.Parse(json)?.AsObject() ?? throw IsNull();
        Upgrade(message);
        return message.Deserialize(Json) ?? throw IsNull();

        JsonException IsNull() => new($"A message of type '{Name}' is null.");
    }
}

/// <summary>All message types of a program, found by CLR type when sent and by name when read back.</summary>
public sealed class MessageCatalog
{
    private readonly Dictionary<Type, MessageType> _byType = [];
    private readonly Dictionary<string, MessageType> _byName = new(StringComparer.Ordinal);

    /// <summary>The types, those of older names included, in no order.</summary>
    public IReadOnlyCollection<MessageType> Types => _byName.Values;

    /// <summary>Adds a type. Throws when its name or its CLR type is taken.</summary>
    public MessageCatalog Add(string name, JsonTypeInfo json)
    {
        var type = new MessageType(name, json);
        _byName.Add(name, type);
        _byType.Add(json.Type, type);
        return this;
    }

    /// <summary>
    /// Reads messages of an older name as those of <paramref name="current"/>, which was added before.
    /// </summary>
    public MessageCatalog AddOlder(string name, string current, Action<JsonObject> upgrade)
    {
        _byName.Add(name, _byName[current] with { Upgrade = upgrade });
        return this;
    }

    /// <summary>
    /// The type of a message. Throws <see cref="InvalidOperationException"/> when nobody registered it.
    /// </summary>
    public MessageType Of(object message) => _byType.TryGetValue(message.GetType(), out var type)
        ? type
        : throw new InvalidOperationException($"No message type is registered for {message.GetType().FullName}.");

    /// <summary>The stored name of a message's type; of one that nobody registered, its CLR name.</summary>
    public string NameOf(object message) =>
        _byType.TryGetValue(message.GetType(), out var type) ? type.Name : message.GetType().Name;

    /// <summary>The type of a stored name; false for one that this program does not know.</summary>
    public bool TryFind(string name, [MaybeNullWhen(false)] out MessageType type) =>
        _byName.TryGetValue(name, out type);
}
