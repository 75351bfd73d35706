using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Records;

/// <summary>What the records of some types have beyond the definitions of their fields.</summary>
internal class RecordRules
{
    /// <summary>Nothing.</summary>
    public static RecordRules None { get; } = new();

    /// <summary>What the timeline calls it: <c>recordCreated</c>, <c>contactCreated</c>.</summary>
    public virtual string Word => ObjectRecord.Type;

    /// <summary>
    /// Whether calls change the record as well. A change that waits for its unique values then touches the fields that
    /// it was about, and leaves to the others what they have become meanwhile.
    /// </summary>
    public virtual bool IsShared => false;

    /// <summary>What the timeline says of a change.</summary>
    public virtual string What(JsonObject before, JsonObject after) => $"{Word}Changed";

    /// <summary>Checks what fields alone do not tell, and brings values in line that depend on each other.</summary>
    /// <param name="before">The fields before; empty for a new record.</param>
    /// <param name="given">What somebody wrote; each name is there once.</param>
    /// <param name="values">All fields in normal form; null when a field is at fault already. May be changed.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public virtual void Check(JsonObject before, JsonObject given, JsonObject? values, List<FieldFault> faults)
    {
    }

    /// <summary>Keys of the values that no other record may have.</summary>
    public virtual IEnumerable<string> UniqueKeys(ObjectType type, JsonObject fields)
    {
        foreach (var field in type.Fields)
        {
            if (field.Unique)
            {
                foreach (var value in RecordFields.UniqueValues(field, fields))
                {
                    yield return UniqueKey.Of(type.Name, field.Name, value);
                }
            }
        }
    }

    /// <summary>
    /// Keys of values that a record may have without holding them, as calls and forms gave them to it.
    /// </summary>
    public virtual IEnumerable<string> KnownKeys(ObjectRecord record) => [];

    /// <summary>
    /// Whether another grain has to allow a change; <see cref="RecordAllowed"/> or <see cref="RecordNotAllowed"/> is
    /// what it answers to <see cref="Ask"/>.
    /// </summary>
    public virtual bool Asks(ObjectRecord record) => false;

    /// <summary>Asks it; all unique values are reserved by then.</summary>
    public virtual void Ask(Turn turn, ObjectRecord record, PendingChange change) =>
        throw new InvalidOperationException("Nobody is asked.");
}
