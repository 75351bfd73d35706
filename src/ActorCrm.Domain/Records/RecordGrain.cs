using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Records;

/// <summary>
/// A record. A change that needs no new unique value happens in its turn. One that does is kept as pending, asks for
/// them (<see cref="UniqueValueGrain"/>), and happens when all are reserved, or not at all. Each step is a message in
/// the commit of the step before it, so that a crash at any point delays it and nothing else.
/// </summary>
public static class RecordGrain
{
    /// <summary>The grain of a record.</summary>
    public static GrainId Id(string objectType, Guid id) => new(ObjectRecord.Type, $"{objectType}/{id}");

    /// <summary>Handles one message.</summary>
    public static ObjectRecord? Handle(Turn turn, ObjectRecord? state, object message) => message switch
    {
        CreateRecord create => Create(turn, state, create),
        ReplaceRecord replace => Replace(turn, state, replace),
        PatchRecord patch => Patch(turn, state, patch),
        DeleteRecord delete => Delete(turn, state, delete),
        RestoreRecord restore => Restore(turn, state, restore),
        UniqueReserved reserved => state?.Pending?.Token == reserved.Token
            ? RecordChange.Happen(turn, state)
            : RecordChange.GiveBack(turn, state, reserved.Token, reserved.Keys),
        UniqueTaken taken => state?.Pending?.Token == taken.Token
            ? RecordChange.Fail(turn, state, taken)
            : RecordChange.GiveBack(turn, state, taken.Token, taken.Keys.AsSpan(0, taken.Index)),
        ReadRecordOutcome read => Answer(turn, state, read.Token),
        ForgetRefusedRecord => state is { Version: 0, Pending: null } ? null : state,
        _ => throw new InvalidOperationException($"A record does not understand {message.GetType().Name}."),
    };

    private static ObjectRecord? Create(Turn turn, ObjectRecord? state, CreateRecord create)
    {
        if (state is { Version: > 0 })
        {
            Repeat(turn, state, create);
            return state;
        }

        if (state?.Pending is { } pending)
        {
            // Asked again before the first answer was there.
            turn.Reply(create.RequestHash is not null && create.RequestHash == pending.RequestHash
                ? new RecordPending(pending.Token)
                : new RecordBusy());
            return state;
        }

        if (TypeOf(turn) is not { } type)
        {
            return Refuse(turn, state, "objectTypeNotFound");
        }

        var read = SettingsSnapshot.Of(turn);
        var fields = RecordFields.Create(type, create.Fields, text => read.ReadNumber(text));
        if (Faults(fields, create.Missing, []) is { Length: > 0 } faults)
        {
            return Refuse(turn, state, faults);
        }

        state ??= new ObjectRecord(
            type.Name, Guid.Parse(turn.Self.Key[(type.Name.Length + 1)..]), [], 0, turn.Now, create.By, turn.Now,
            create.By);
        return RecordChange.Begin(
            turn, state, type, new WantedChange("recordCreated", create.By, fields.Values, create.RequestHash));
    }

    private static void Repeat(Turn turn, ObjectRecord state, CreateRecord create) =>
        turn.Reply(
            create.RequestHash is null || state.RequestHash is null ? new RecordRefused("recordExists", [])
            : create.RequestHash != state.RequestHash ? new RecordRefused("idempotencyKeyReused", [])
            : new RecordSaved(state));

    private static ObjectRecord? Replace(Turn turn, ObjectRecord? state, ReplaceRecord replace) =>
        Update(turn, state, replace.By, replace.IfVersion, replace.Missing, (type, current, readNumber) =>
            RecordFields.Replace(type, current.Fields, replace.Fields, readNumber));

    private static ObjectRecord? Patch(Turn turn, ObjectRecord? state, PatchRecord patch) =>
        Update(turn, state, patch.By, patch.IfVersion, patch.Missing, (type, current, readNumber) =>
            RecordFields.Patch(type, current.Fields, patch.Patch, readNumber));

    private static ObjectRecord? Update(
        Turn turn, ObjectRecord? state, string by, int? ifVersion, MissingReference[]? missing,
        Func<ObjectType, ObjectRecord, Func<string, string?>, CheckedFields> check)
    {
        if (!CanChange(turn, state, ifVersion))
        {
            return state;
        }

        if (state!.DeletedAt is not null)
        {
            return Refuse(turn, state, "recordDeleted");
        }

        if (TypeOf(turn) is not { } type)
        {
            return Refuse(turn, state, "objectTypeNotFound");
        }

        var read = SettingsSnapshot.Of(turn);
        var fields = check(type, state, text => read.ReadNumber(text));
        if (Faults(fields, missing, state.Fields) is { Length: > 0 } faults)
        {
            return Refuse(turn, state, faults);
        }

        return RecordChange.Begin(turn, state, type, new WantedChange("recordChanged", by, fields.Values));
    }

    private static ObjectRecord? Delete(Turn turn, ObjectRecord? state, DeleteRecord delete)
    {
        if (!CanChange(turn, state, delete.IfVersion))
        {
            return state;
        }

        if (state!.DeletedAt is null)
        {
            state = RecordChange.Delete(turn, state, delete.By);
        }

        turn.Reply(new RecordSaved(state));
        return state;
    }

    private static ObjectRecord? Restore(Turn turn, ObjectRecord? state, RestoreRecord restore)
    {
        if (!CanChange(turn, state, restore.IfVersion))
        {
            return state;
        }

        if (state!.DeletedAt is null)
        {
            turn.Reply(new RecordSaved(state));
            return state;
        }

        return TypeOf(turn) is { } type
            ? RecordChange.Begin(turn, state, type, new WantedChange("recordRestored", restore.By, state.Fields))
            : Refuse(turn, state, "objectTypeNotFound");
    }

    /// <summary>Whether there is a record that a change may begin with; else the reply says why not.</summary>
    private static bool CanChange(Turn turn, ObjectRecord? state, int? ifVersion)
    {
        object? refusal = state switch
        {
            { Version: > 0, Pending: not null } => new RecordBusy(),
            { Version: > 0 } when ifVersion is not null && ifVersion != state.Version =>
                new RecordRefused("versionMismatch", []),
            { Version: > 0 } => null,
            _ => new RecordRefused("recordNotFound", []),
        };
        if (refusal is not null)
        {
            turn.Reply(refusal);
        }

        return refusal is null;
    }

    private static ObjectRecord? Answer(Turn turn, ObjectRecord? state, Guid token)
    {
        if (state?.Pending?.Token == token)
        {
            turn.Reply(new RecordPending(token));
            return state;
        }

        var outcome = Array.Find(state?.Outcomes ?? [], outcome => outcome.Token == token);
        turn.Reply(outcome switch
        {
            null => new RecordOutcomeForgotten(),
            { Refused: { } refused } => refused,
            _ => new RecordSaved(state!),
        });
        return state;
    }

    private static ObjectType? TypeOf(Turn turn)
    {
        var key = turn.Self.Key;
        return SettingsSnapshot.Of(turn).ObjectTypes.Find(key[..key.IndexOf('/', StringComparison.Ordinal)]);
    }

    private static ObjectRecord? Refuse(Turn turn, ObjectRecord? state, string code)
    {
        turn.Reply(new RecordRefused(code, []));
        return state;
    }

    private static ObjectRecord? Refuse(Turn turn, ObjectRecord? state, RecordFault[] faults)
    {
        turn.Reply(new RecordRefused("recordInvalid", faults));
        return state;
    }

    /// <summary>All that is wrong; a reference that was there before may point to what is gone since.</summary>
    private static RecordFault[] Faults(CheckedFields fields, MissingReference[]? missing, JsonObject before) =>
    [
        .. fields.Faults.Select(fault => new RecordFault(fault.Field, fault.Code, fault.Message)),
        .. (missing ?? []).Where(reference => !Has(before[reference.Field], reference.Id)).Select(reference =>
            new RecordFault(reference.Field, "referenceUnknown", $"There is no record {reference.Id}.")),
    ];

    private static bool Has(JsonNode? value, string id) => value switch
    {
        JsonArray list => list.Any(one => Has(one, id)),
        JsonValue one => one.TryGetValue<string>(out var text) && text == id,
        _ => false,
    };
}
