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

    /// <summary>Does it at once if it needs no new unique value and nobody's leave, else asks. Replies.</summary>
    public static ObjectRecord Begin(
        Turn turn, ObjectRecord state, ObjectType type, RecordRules rules, WantedChange wanted)
    {
        if (state is { Version: > 0, DeletedAt: null } && JsonNode.DeepEquals(state.Fields, wanted.Fields))
        {
            turn.Reply(new RecordSaved(state));
            return state;
        }

        var unique = rules.UniqueKeys(type, wanted.Fields).Distinct().ToArray();
        var known = rules.KnownKeys(state).Concat((state.Unique ?? []).Select(hold => hold.Key));
        string[] needed = [.. unique.Except(known).Order(StringComparer.Ordinal)];
        var waits = needed.Length > 0 || rules.Asks(state);
        var pending = new PendingChange(
            waits ? turn.NewId() : Guid.Empty, wanted.What, wanted.By, wanted.Fields, unique, needed,
            wanted.RequestHash, rules.IsShared && state.Version > 0 ? Changed(state.Fields, wanted.Fields) : null);
        if (!waits)
        {
            state = Apply(turn, state, pending);
            turn.Reply(new RecordSaved(state));
            return state;
        }

        if (needed.Length > 0)
        {
            var record = RecordKey.Of(turn.Self);
            turn.Tell(UniqueKey.Grain(needed[0]), new ReserveUnique(record, pending.Token, needed, Index: 0));
        }
        else
        {
            rules.Ask(turn, state, pending);
        }

        turn.Reply(new RecordPending(pending.Token));
        return state with { Pending = pending };
    }

    /// <summary>All unique values are reserved: the pending change happens, or asks for leave.</summary>
    public static ObjectRecord Reserved(Turn turn, ObjectRecord state, RecordRules rules)
    {
        if (!rules.Asks(state))
        {
            return Happen(turn, state);
        }

        rules.Ask(turn, state, state.Pending!);
        return state;
    }

    /// <summary>The pending change happens: all its unique values are reserved.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="state">The record.</param>
    /// <param name="others">Values that who allowed it adds to it.</param>
    public static ObjectRecord Happen(Turn turn, ObjectRecord state, JsonObject? others = null)
    {
        var pending = state.Pending!;
        foreach (var key in pending.Needed)
        {
            turn.Tell(UniqueKey.Grain(key), new ConfirmUnique(RecordKey.Of(turn.Self), pending.Token));
        }

        if (state.Version == 0 && state.Outcomes is not null)
        {
            // Its creation was refused before; it must not be forgotten now.
            turn.Forget(Forget);
        }

        var change = pending with { Fields = Merge(state.Fields, pending, others) };
        return WithOutcome(turn, Apply(turn, state, change), new ChangeOutcome(pending.Token, turn.Now));
    }

    /// <summary>The pending change does not happen: another record has one of the values.</summary>
    public static ObjectRecord Fail(Turn turn, ObjectRecord state, UniqueTaken taken)
    {
        var holder = RecordKey.IdOf(taken.Holder);
        var fault = new RecordFault(
            UniqueKey.FieldOf(taken.Keys[taken.Index]), "duplicate", $"Record {holder} has this value.", holder);
        return Fail(turn, state, taken.Keys.AsSpan(0, taken.Index), new RecordRefused("duplicate", [fault]));
    }

    /// <summary>The pending change does not happen: who was asked does not allow it.</summary>
    public static ObjectRecord Fail(Turn turn, ObjectRecord state, RecordNotAllowed refused) =>
        Fail(turn, state, state.Pending!.Needed, new RecordRefused("recordInvalid", [refused.Fault]));

    private static ObjectRecord Fail(
        Turn turn, ObjectRecord state, ReadOnlySpan<string> reserved, RecordRefused refused)
    {
        var pending = state.Pending!;
        GiveBack(turn, state, pending.Token, reserved);
        if (state.Version == 0)
        {
            // There is no record to show, but who asked may not have heard yet.
            turn.Remind(Forget, turn.Now + ObjectRecord.OutcomeKept, new ForgetRefusedRecord());
        }

        return WithOutcome(
            turn, state with { Pending = null }, new ChangeOutcome(pending.Token, turn.Now, refused));
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
                turn.Tell(UniqueKey.Grain(key), new ReleaseUnique(RecordKey.Of(turn.Self), token));
            }
        }

        return state;
    }

    /// <summary>Deletes the record and gives its unique values back.</summary>
    public static ObjectRecord Delete(Turn turn, ObjectRecord state, string by, RecordRules rules)
    {
        foreach (var hold in state.Unique ?? [])
        {
            turn.Tell(UniqueKey.Grain(hold.Key), new ReleaseUnique(RecordKey.Of(turn.Self), hold.Token));
        }

        turn.Record(new TimelineEntry(turn.Self, $"{rules.Word}Deleted", by));
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
                turn.Tell(UniqueKey.Grain(hold.Key), new ReleaseUnique(RecordKey.Of(turn.Self), hold.Token));
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

    private static string[] Changed(JsonObject before, JsonObject after) =>
    [
        .. before.Select(field => field.Key).Union(after.Select(field => field.Key))
            .Where(name => !JsonNode.DeepEquals(before[name], after[name])),
    ];

    private static JsonObject Merge(JsonObject now, PendingChange change, JsonObject? others)
    {
        if (change.Changed is null && others is null)
        {
            return change.Fields;
        }

        var fields = (change.Changed is null ? change.Fields : now).DeepClone().AsObject();
        foreach (var name in change.Changed ?? [])
        {
            Set(fields, name, change.Fields[name]);
        }

        foreach (var (name, value) in others ?? [])
        {
            Set(fields, name, value);
        }

        return fields;
    }

    private static void Set(JsonObject fields, string name, JsonNode? value)
    {
        fields.Remove(name);
        if (value is not null)
        {
            fields.Add(name, value.DeepClone());
        }
    }
}
