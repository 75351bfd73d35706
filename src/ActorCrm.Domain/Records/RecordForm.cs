using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Records;

/// <summary>
/// A grain type of the call path as a type of records: its state is shown as one, changed as all records are
/// (<see cref="RecordGrain"/>), and taken back into the state. There is no second copy.
/// </summary>
/// <param name="objectType">The name of the type.</param>
/// <param name="json">How states are stored.</param>
/// <param name="rules">What its records have beyond the definitions of their fields.</param>
internal abstract class RecordForm<TState>(string objectType, JsonTypeInfo<TState> json, RecordRules rules)
    : IRecordForm
    where TState : class
{
    /// <summary>Handles one of the messages of records.</summary>
    public TState? Handle(Turn turn, TState? state, object message)
    {
        var before = state is null ? null : Show(state, turn.Version);
        var after = RecordGrain.Handle(turn, before, message, rules);
        if (ReferenceEquals(before, after))
        {
            return state;
        }

        if (after is null)
        {
            return null;
        }

        var next = Take(turn, state, before, after);
        if (turn.Answer is RecordSaved)
        {
            // With what follows from the change, such as the time at which a deal was closed.
            turn.Reply(new RecordSaved(Show(next, turn.Version)));
        }

        return next;
    }

    /// <inheritdoc/>
    public ObjectRecord Read(string doc, long version) => Show(JsonSerializer.Deserialize(doc, json)!, version);

    /// <summary>The record that a state is.</summary>
    /// <param name="state">The state.</param>
    /// <param name="version">The version of its row.</param>
    public abstract ObjectRecord Show(TState state, long version);

    /// <summary>The state that a record is, and what others have to know of the change.</summary>
    /// <param name="turn">Collects it.</param>
    /// <param name="state">The state before; null for a new one.</param>
    /// <param name="before">The record that it was.</param>
    /// <param name="after">The record as it is now; only reserved at version 0.</param>
    protected abstract TState Take(Turn turn, TState? state, ObjectRecord? before, ObjectRecord after);

    /// <summary>A record of the type without anything that only records have.</summary>
    protected ObjectRecord Plain(
        Guid id, JsonObject fields, long version, DateTimeOffset createdAt, string madeBy, DateTimeOffset updatedAt,
        string updatedBy) =>
        new(objectType, id, fields, checked((int)version), createdAt, madeBy, updatedAt, updatedBy);
}

/// <summary>A type of records that has a grain type of its own.</summary>
internal interface IRecordForm
{
    /// <summary>The record that a stored state is.</summary>
    /// <param name="doc">The state as JSON.</param>
    /// <param name="version">The version of its row.</param>
    ObjectRecord Read(string doc, long version);
}

/// <summary>Values between states and the fields of records.</summary>
internal static class RecordValues
{
    /// <summary>Sets a field unless there is no value.</summary>
    public static void Put(this JsonObject fields, string name, string? value)
    {
        if (value is not null)
        {
            fields[name] = value;
        }
    }

    /// <summary>Sets a field to a list unless it is empty.</summary>
    public static void Put(this JsonObject fields, string name, string[]? values)
    {
        if (values is { Length: > 0 })
        {
            fields[name] = new JsonArray([.. values.Select(value => (JsonNode?)JsonValue.Create(value))]);
        }
    }

    /// <summary>Sets a field to a time as fields have it.</summary>
    public static void Put(this JsonObject fields, string name, DateTimeOffset? value) =>
        fields.Put(name, value is { } at ? Objects.TimeValues.Write(at) : null);

    /// <summary>Sets a field to an id.</summary>
    public static void Put(this JsonObject fields, string name, Guid? value) => fields.Put(name, value?.ToString());

    /// <summary>Sets the fields that a state keeps as they are.</summary>
    public static void PutOthers(this JsonObject fields, JsonObject? others)
    {
        foreach (var (name, value) in others ?? [])
        {
            fields[name] = value?.DeepClone();
        }
    }

    /// <summary>A text; null when there is none.</summary>
    public static string? Text(this JsonObject fields, string name) => fields[name]?.GetValue<string>();

    /// <summary>A list of texts; empty when there is none.</summary>
    public static string[] Texts(this JsonObject fields, string name) =>
        fields[name] is JsonArray list ? [.. list.Select(value => value!.GetValue<string>())] : [];

    /// <summary>An id; null when there is none.</summary>
    public static Guid? Id(this JsonObject fields, string name) =>
        fields.Text(name) is { } text ? Guid.Parse(text) : null;

    /// <summary>A time; null when there is none.</summary>
    public static DateTimeOffset? Time(this JsonObject fields, string name) =>
        fields.Text(name) is { } text && Rfc3339.TryRead(Encoding.UTF8.GetBytes(text), out var at) ? at : null;

    /// <summary>All fields but these; null when none is left.</summary>
    public static JsonObject? Others(this JsonObject fields, string[] hot)
    {
        JsonObject? others = null;
        foreach (var (name, value) in fields)
        {
            if (Array.IndexOf(hot, name) < 0)
            {
                (others ??= []).Add(name, value?.DeepClone());
            }
        }

        return others;
    }
}
