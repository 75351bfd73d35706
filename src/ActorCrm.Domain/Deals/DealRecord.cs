using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Deals;

/// <summary>A deal as a record.</summary>
internal sealed class DealRecord() : RecordForm<Deal>(Deal.Type, DealJson.Default.Deal, new DealRules())
{
    // The fields that are members of the state: calls work on them.
    private static readonly string[] Hot =
        ["title", "contactId", "organizationId", "ownerId", "status", "closedAt", .. UtmFields.Names, "madeBy"];

    /// <summary>The only one.</summary>
    public static DealRecord Form { get; } = new();

    /// <inheritdoc/>
    public override ObjectRecord Show(Deal state, long version)
    {
        var fields = new JsonObject { ["title"] = state.Title };
        fields.Put("contactId", state.ContactId);
        fields.Put("organizationId", state.OrganizationId);
        fields.Put("ownerId", state.OwnerId);
        fields.Put("status", JsonNamingPolicy.CamelCase.ConvertName(state.Status.ToString()));
        fields.Put("closedAt", state.ClosedAt);
        UtmFields.Put(fields, state.Utm);
        fields.Put("madeBy", state.MadeBy);
        fields.PutOthers(state.Fields);
        var lastBy = state.Calls is [.., var call] && call.At == state.UpdatedAt ? call.Cause
            : state.Utm is { } utm && utm.At == state.UpdatedAt ? utm.From
            : state.MadeBy;
        return RecordNote.Show(state.Record, Plain(
            state.Id, fields, version, state.CreatedAt, state.MadeBy, state.UpdatedAt, lastBy));
    }

    /// <inheritdoc/>
    protected override Deal Take(Turn turn, Deal? state, ObjectRecord? before, ObjectRecord after)
    {
        var note = RecordNote.Of(after);
        if (after.Version == (before?.Version ?? 0))
        {
            var reserved = state ?? new Deal(
                after.Id, "", Guid.Empty, null, null, DealStatus.Open, after.CreatedBy, after.CreatedAt,
                after.CreatedAt);
            return reserved with { Record = note, Hidden = note.IsHidden };
        }

        var fields = after.Fields;
        var status = DealRules.StatusOf(fields.Text("status"));
        var isNew = before is null or { Version: 0 };
        var deal = new Deal(
            after.Id,
            fields.Text("title")!,
            fields.Id("contactId")!.Value,
            fields.Id("organizationId"),
            fields.Text("ownerId"),
            status,
            isNew ? after.CreatedBy : state!.MadeBy,
            isNew ? after.CreatedAt : state!.CreatedAt,
            turn.Now)
        {
            ClosedAt = status == DealStatus.Open ? null : state?.ClosedAt ?? turn.Now,
            Utm = state?.Utm,
            Calls = state?.Calls,
            Edited = true,
            Fields = fields.Others(Hot),
            Record = note,
            Hidden = note.IsHidden,
        };
        return DealGrain.Tell(turn, deal);
    }
}

/// <summary>What deals have beyond the definitions of their fields.</summary>
internal sealed class DealRules() : EntityRules(Deal.Type)
{
    /// <summary>The status that a value stands for; open when there is none.</summary>
    public static DealStatus StatusOf(string? value) =>
        value is null ? DealStatus.Open : Enum.Parse<DealStatus>(value, ignoreCase: true);

    /// <inheritdoc/>
    public override string What(JsonObject before, JsonObject after)
    {
        var status = StatusOf(after.Text("status"));
        return status == StatusOf(before.Text("status")) ? base.What(before, after)
            : status == DealStatus.Won ? "dealWon"
            : "dealLost";
    }

    /// <summary>A deal always has a status; a closed one keeps it, as <see cref="CloseDeal"/> has it.</summary>
    public override void Check(JsonObject before, JsonObject given, JsonObject? values, List<FieldFault> faults)
    {
        var was = before.Text("status");
        if (was is "won" or "lost" && given["status"] is JsonValue value
            && value.GetValueKind() == JsonValueKind.String && value.ToString().Trim() != was
            && !faults.Exists(fault => fault.Field == "status"))
        {
            faults.Add(new FieldFault("status", "notUpdatable", $"The deal is {was}; a closed deal stays closed."));
        }

        if (values is not null)
        {
            values["status"] ??= was ?? "open";
        }
    }

    /// <summary>One that is made or restored has to be one of its contact's, which knows its deals.</summary>
    public override bool Asks(ObjectRecord record) => record is { Version: 0 } or { DeletedAt: not null };

    /// <inheritdoc/>
    public override void Ask(Turn turn, ObjectRecord record, PendingChange change)
    {
        var fields = change.Fields;
        var summary = new DealSummary(
            record.Id, fields.Text("ownerId"), StatusOf(fields.Text("status")), turn.Now, record.CreatedBy,
            Shared: true, Edited: true);
        turn.Tell(ContactGrain.Id(fields.Id("contactId")!.Value), new TakeDeal(change.Token, summary));
    }
}
