using System.Text.Json.Nodes;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Organizations;

/// <summary>An organization as a record.</summary>
internal sealed class OrganizationRecord()
    : RecordForm<Organization>(
        Organization.Type, OrganizationJson.Default.Organization, new EntityRules(Organization.Type))
{
    // The fields that are members of the state: calls work on them.
    private static readonly string[] Hot = ["name", "ownerId", .. UtmFields.Names, "madeBy"];

    /// <summary>The only one.</summary>
    public static OrganizationRecord Form { get; } = new();

    /// <inheritdoc/>
    public override ObjectRecord Show(Organization state, long version)
    {
        var fields = new JsonObject { ["name"] = state.Name };
        fields.Put("ownerId", state.OwnerId);
        UtmFields.Put(fields, state.Utm);
        fields.Put("madeBy", state.MadeBy);
        fields.PutOthers(state.Fields);
        var lastBy = state.Utm is { } utm && utm.At == state.UpdatedAt ? utm.From : state.MadeBy;
        return RecordNote.Show(state.Record, Plain(
            state.Id, fields, version, state.CreatedAt, state.MadeBy, state.UpdatedAt, lastBy));
    }

    /// <inheritdoc/>
    protected override Organization Take(
        Turn turn, Organization? state, ObjectRecord? before, ObjectRecord after)
    {
        var next = state ?? new Organization(
            after.Id, "", null, after.CreatedBy, after.CreatedAt, after.CreatedAt);
        if (after.Version != (before?.Version ?? 0))
        {
            var isNew = before is null or { Version: 0 };
            next = next with
            {
                Name = after.Fields.Text("name")!,
                OwnerId = after.Fields.Text("ownerId"),
                MadeBy = isNew ? after.CreatedBy : next.MadeBy,
                CreatedAt = isNew ? after.CreatedAt : next.CreatedAt,
                ChangedAt = turn.Now,
                Fields = after.Fields.Others(Hot),
            };
        }

        var note = RecordNote.Of(after);
        next = next with { Record = note, Hidden = note.IsHidden };
        TellNames(turn, state is { Hidden: false } ? state : null, note.IsHidden ? null : next);
        return next;
    }

    // CS-27: forms that name the company find it, if no other organization has the name.
    private static void TellNames(Turn turn, Organization? before, Organization? after)
    {
        if (before?.Name == after?.Name)
        {
            return;
        }

        if (before is not null && OrganizationNameGrain.Id(before.Name) is { } former)
        {
            turn.Tell(former, new ReleaseOrganizationName(before.Id));
        }

        if (after is not null && OrganizationNameGrain.Id(after.Name) is { } name)
        {
            turn.Tell(name, new ClaimOrganizationName(after.Id));
        }
    }
}
