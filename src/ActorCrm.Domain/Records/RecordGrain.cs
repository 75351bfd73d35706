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
    public static GrainId Id(string objectType, Guid id) => RecordKey.Grain(objectType, id);

    /// <summary>Handles one message.</summary>
    public static ObjectRecord? Handle(Turn turn, ObjectRecord? state, object message) =>
        Handle(turn, state, message, RecordRules.None);

    /// <summary>Handles one message of a record with rules of its own.</summary>
    internal static ObjectRecord? Handle(Turn turn, ObjectRecord? state, object message, RecordRules rules) =>
        message switch
        {
            CreateRecord create => Create(turn, state, create, rules),
            ReplaceRecord replace => Replace(turn, state, replace, rules),
            PatchRecord patch => Patch(turn, state, patch, rules),
            DeleteRecord delete => Delete(turn, state, delete, rules),
            RestoreRecord restore => Restore(turn, state, restore, rules),
            UniqueReserved reserved => state?.Pending?.Token == reserved.Token
                ? RecordChange.Reserved(turn, state, rules)
                : RecordChange.GiveBack(turn, state, reserved.Token, reserved.Keys),
            UniqueTaken taken => state?.Pending?.Token == taken.Token
                ? RecordChange.Fail(turn, state, taken)
                : RecordChange.GiveBack(turn, state, taken.Token, taken.Keys.AsSpan(0, taken.Index)),
            RecordAllowed allowed => state?.Pending?.Token == allowed.Token
                ? RecordChange.Happen(turn, state, allowed.Fields)
                : state,
            RecordNotAllowed refused => state?.Pending?.Token == refused.Token
                ? RecordChange.Fail(turn, state, refused)
                : state,
            ReadRecordOutcome read => Answer(turn, state, read.Token),
            ForgetRefusedRecord => state is { Version: 0, Pending: null } ? null : state,
            _ => throw new InvalidOperationException($"A record does not understand {message.GetType().Name}."),
        };

    private static ObjectRecord? Create(Turn turn, ObjectRecord? state, CreateRecord create, RecordRules rules)
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
        if (Faults(fields, create.Missing, [], create.Fields, rules) is { Length: > 0 } faults)
        {
            return Refuse(turn, state, faults);
        }

        state ??= new ObjectRecord(
            type.Name, RecordKey.IdOf(RecordKey.Of(turn.Self)), [], 0, turn.Now, create.By, turn.Now, create.By);
        return RecordChange.Begin(
            turn, state, type, rules,
            new WantedChange($"{rules.Word}Created", create.By, fields.Values, create.RequestHash));
    }

    private static void Repeat(Turn turn, ObjectRecord state, CreateRecord create) =>
        turn.Reply(
            create.RequestHash is null || state.RequestHash is null ? new RecordRefused("recordExists", [])
            : create.RequestHash != state.RequestHash ? new RecordRefused("idempotencyKeyReused", [])
            : new RecordSaved(state));

    private static ObjectRecord? Replace(
        Turn turn, ObjectRecord? state, ReplaceRecord replace, RecordRules rules) =>
        Update(turn, state, new FieldsUpdate(replace.Fields, replace.By, replace.IfVersion, replace.Missing), rules,
            RecordFields.Replace);

    private static ObjectRecord? Patch(Turn turn, ObjectRecord? state, PatchRecord patch, RecordRules rules) =>
        Update(turn, state, new FieldsUpdate(patch.Patch, patch.By, patch.IfVersion, patch.Missing), rules,
            RecordFields.Patch);

    private static ObjectRecord? Update(
        Turn turn, ObjectRecord? state, FieldsUpdate update, RecordRules rules,
        Func<ObjectType, JsonObject, JsonObject, Func<string, string?>, CheckedFields> check)
    {
        if (!CanChange(turn, state, update.IfVersion))
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
        var fields = check(type, state.Fields, update.Fields, text => read.ReadNumber(text));
        if (Faults(fields, update.Missing, state.Fields, update.Fields, rules) is { Length: > 0 } faults)
        {
            return Refuse(turn, state, faults);
        }

        var what = rules.What(state.Fields, fields.Values);
        return RecordChange.Begin(turn, state, type, rules, new WantedChange(what, update.By, fields.Values));
    }

    private static ObjectRecord? Delete(Turn turn, ObjectRecord? state, DeleteRecord delete, RecordRules rules)
    {
        if (!CanChange(turn, state, delete.IfVersion))
        {
            return state;
        }

        if (state!.DeletedAt is null)
        {
            state = RecordChange.Delete(turn, state, delete.By, rules);
        }

        turn.Reply(new RecordSaved(state));
        return state;
    }

    private static ObjectRecord? Restore(Turn turn, ObjectRecord? state, RestoreRecord restore, RecordRules rules)
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
            ? RecordChange.Begin(
                turn, state, type, rules, new WantedChange($"{rules.Word}Restored", restore.By, state.Fields))
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

    private static ObjectType? TypeOf(Turn turn) =>
        SettingsSnapshot.Of(turn).ObjectTypes.Find(RecordKey.TypeOf(turn.Self));

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
    private static RecordFault[] Faults(
        CheckedFields fields, MissingReference[]? missing, JsonObject before, JsonObject given, RecordRules rules)
    {
        var faults = fields.Faults.ToList();
        if (!faults.Exists(fault => fault.Field.Length == 0))
        {
            rules.Check(before, given, faults.Count == 0 ? fields.Values : null, faults);
        }

        return
        [
            .. faults.Select(fault => new RecordFault(fault.Field, fault.Code, fault.Message)),
            .. (missing ?? []).Where(reference => !Has(before[reference.Field], reference.Id)).Select(reference =>
                new RecordFault(reference.Field, "referenceUnknown", $"There is no record {reference.Id}.")),
        ];
    }

    private static bool Has(JsonNode? value, string id) => value switch
    {
        JsonArray list => list.Any(one => Has(one, id)),
        JsonValue one => one.TryGetValue<string>(out var text) && text == id,
        _ => false,
    };
}

/// <summary>A change of some fields, or of all.</summary>
/// <param name="Fields">What somebody wrote.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">Refused unless this version stands; null for whatever stands.</param>
/// <param name="Missing">References to records that do not exist, as far as the sender could see.</param>
internal sealed record FieldsUpdate(JsonObject Fields, string By, int? IfVersion, MissingReference[]? Missing);
