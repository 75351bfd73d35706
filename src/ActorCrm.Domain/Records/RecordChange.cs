using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Records;

/// <summary>A change that the fields allow.</summary>
/// <param name="What">What the timeline will say.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Fields">All fields as they will be.</param>
/// <param name="RequestHash">As <see cref="ObjectRecord.RequestHash"/>.</param>
internal sealed record WantedChange(string What, string By, JsonObject Fields, string? RequestHash = null);

/// <summary>How a change of a record begins, waits for its unique values, and ends.</summary>
internal static class RecordChange
{
    private const string Forget = "forgetRefused";

    /// <summary>Does it at once if it needs no new unique value, else asks for them. Replies.</summary>
    public static ObjectRecord Begin(Turn turn, ObjectRecord state, ObjectType type, WantedChange wanted)
    {
        if (state is { Version: > 0, DeletedAt: null } && JsonNode.DeepEquals(state.Fields, wanted.Fields))
        {
            turn.Reply(new RecordSaved(state));
            return state;
        }

        var unique = UniqueKeys(type, wanted.Fields);
        var held = state.Unique ?? [];
        var needed = Array.FindAll(unique, key => !Array.Exists(held, hold => hold.Key == key));
        Array.Sort(needed, StringComparer.Ordinal);
        var pending = new PendingChange(
            needed.Length == 0 ? Guid.Empty : turn.NewId(), wanted.What, wanted.By, wanted.Fields, unique, needed,
            wanted.RequestHash);
        if (needed.Length == 0)
        {
            state = Apply(turn, state, pending);
            turn.Reply(new RecordSaved(state));
            return state;
        }

        turn.Tell(Value(needed[0]), new ReserveUnique(turn.Self.Key, pending.Token, needed, Index: 0));
        turn.Reply(new RecordPending(pending.Token));
        return state with { Pending = pending };
    }

    /// <summary>The pending change happens: all its unique values are reserved.</summary>
    public static ObjectRecord Happen(Turn turn, ObjectRecord state)
    {
        var pending = state.Pending!;
        foreach (var key in pending.Needed)
        {
            turn.Tell(Value(key), new ConfirmUnique(turn.Self.Key, pending.Token));
        }

        if (state.Version == 0 && state.Outcomes is not null)
        {
            // Its creation was refused before; it must not be forgotten now.
            turn.Forget(Forget);
        }

        return WithOutcome(turn, Apply(turn, state, pending), new ChangeOutcome(pending.Token, turn.Now));
    }

    /// <summary>The pending change does not happen: what was reserved for it is given back.</summary>
    public static ObjectRecord Fail(Turn turn, ObjectRecord state, UniqueTaken taken)
    {
        var pending = state.Pending!;
        GiveBack(turn, state, taken.Token, taken.Keys.AsSpan(0, taken.Index));
        if (state.Version == 0)
        {
            // There is no record to show, but who asked may not have heard yet.
            turn.Remind(Forget, turn.Now + ObjectRecord.OutcomeKept, new ForgetRefusedRecord());
        }

        var holder = Guid.Parse(taken.Holder[(taken.Holder.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        var fault = new RecordFault(
            UniqueKey.FieldOf(taken.Keys[taken.Index]), "duplicate", $"Record {holder} has this value.", holder);
        return WithOutcome(
            turn, state with { Pending = null },
            new ChangeOutcome(pending.Token, turn.Now, new RecordRefused("duplicate", [fault])));
    }

    /// <summary>
    /// Gives back what was reserved for a change that does not, or not any more, wait for it: a message that is handled
    /// a second time must not leave a value reserved for ever.
    /// </summary>
    public static ObjectRecord? GiveBack(Turn turn, ObjectRecord? state, Guid token, ReadOnlySpan<string> keys)
    {
        var held = state?.Unique ?? [];
        foreach (var key in keys)
        {
            if (Array.IndexOf(held, new UniqueHold(key, token)) < 0)
            {
                turn.Tell(Value(key), new ReleaseUnique(turn.Self.Key, token));
            }
        }

        return state;
    }

    /// <summary>Deletes the record and gives its unique values back.</summary>
    public static ObjectRecord Delete(Turn turn, ObjectRecord state, string by)
    {
        foreach (var hold in state.Unique ?? [])
        {
            turn.Tell(Value(hold.Key), new ReleaseUnique(turn.Self.Key, hold.Token));
        }

        turn.Record(new TimelineEntry(turn.Self, "recordDeleted", by));
        return state with
        {
            Version = state.Version + 1,
            DeletedAt = turn.Now,
            DeletedBy = by,
            UpdatedAt = turn.Now,
            UpdatedBy = by,
            Unique = null,
        };
    }

    private static ObjectRecord Apply(Turn turn, ObjectRecord state, PendingChange change)
    {
        var isNew = state.Version == 0;
        turn.Record(new TimelineEntry(
            turn.Self, change.What, change.By,
            Data: isNew ? null : FieldChanges.Between(state.Fields, change.Fields)));
        return state with
        {
            Fields = change.Fields,
            Version = state.Version + 1,
            CreatedAt = isNew ? turn.Now : state.CreatedAt,
            CreatedBy = isNew ? change.By : state.CreatedBy,
            UpdatedAt = turn.Now,
            UpdatedBy = change.By,
            DeletedAt = null,
            DeletedBy = null,
            RequestHash = isNew ? change.RequestHash : state.RequestHash,
            Unique = Holds(turn, state.Unique ?? [], change),
            Pending = null,
        };
    }

    // What is kept as it was, without what the record has no more, with what was reserved for it.
    private static UniqueHold[]? Holds(Turn turn, UniqueHold[] held, PendingChange change)
    {
        var holds = new List<UniqueHold>(change.Unique.Length);
        foreach (var hold in held)
        {
            if (Array.IndexOf(change.Unique, hold.Key) >= 0)
            {
                holds.Add(hold);
            }
            else
            {
                turn.Tell(Value(hold.Key), new ReleaseUnique(turn.Self.Key, hold.Token));
            }
        }

        holds.AddRange(change.Needed.Select(key => new UniqueHold(key, change.Token)));
        return holds.Count == 0 ? null : [.. holds];
    }

    private static ObjectRecord WithOutcome(Turn turn, ObjectRecord state, ChangeOutcome outcome)
    {
        var since = turn.Now - ObjectRecord.OutcomeKept;
        var kept = Array.FindAll(state.Outcomes ?? [], other => other.At >= since);
        return state with { Outcomes = [.. kept.TakeLast(ObjectRecord.OutcomesMax - 1), outcome] };
    }

    private static string[] UniqueKeys(ObjectType type, JsonObject fields)
    {
        var keys = new List<string>();
        foreach (var field in type.Fields)
        {
            if (field.Unique)
            {
                keys.AddRange(RecordFields.UniqueValues(field, fields)
                    .Select(value => UniqueKey.Of(type.Name, field.Name, value)));
            }
        }

        return [.. keys];
    }

    private static GrainId Value(string key) => new(UniqueValue.Type, key);
}
