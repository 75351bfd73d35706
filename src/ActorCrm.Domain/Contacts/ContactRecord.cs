using System.Text.Json.Nodes;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Contacts;

/// <summary>A contact as a record.</summary>
internal sealed class ContactRecord()
    : RecordForm<Contact>(Contact.Type, ContactJson.Default.Contact, new ContactRules())
{
    // The fields that are members of the state: calls work on them.
    private static readonly string[] Hot =
    [
        "name", "phones", "emails", "organizationId", "ownerId", "landingPage", "clientId", .. UtmFields.Names,
        "madeBy",
    ];

    /// <summary>The only one.</summary>
    public static ContactRecord Form { get; } = new();

    /// <inheritdoc/>
    public override ObjectRecord Show(Contact state, long version)
    {
        var fields = new JsonObject { ["name"] = state.Name };
        fields.Put("phones", state.Phones);
        fields.Put("emails", state.Emails);
        fields.Put("organizationId", state.Organization?.Id);
        fields.Put("ownerId", state.OwnerId);
        fields.Put("landingPage", state.LandingPage);
        fields.Put("clientId", state.ClientId);
        UtmFields.Put(fields, state.Utm);
        fields.Put("madeBy", state.MadeBy);
        fields.PutOthers(state.Fields);
        return RecordNote.Show(state.Record, Plain(
            state.Id, fields, version, state.CreatedAt, state.MadeBy, state.UpdatedAt, LastBy(state)));
    }

    /// <inheritdoc/>
    protected override Contact Take(Turn turn, Contact? state, ObjectRecord? before, ObjectRecord after)
    {
        var next = state ?? new Contact(
            after.Id, "", [], null, null, after.CreatedBy, after.CreatedAt, after.CreatedAt);
        if (after.Version != (before?.Version ?? 0))
        {
            next = Change(turn, next, after, isNew: before is null or { Version: 0 });
        }

        var note = RecordNote.Of(after);
        next = next with { Record = note, Hidden = note.IsHidden };
        TellOthers(turn, state is { Hidden: false } ? state : null, note.IsHidden ? null : next);
        return next;
    }

    private static Contact Change(Turn turn, Contact contact, ObjectRecord record, bool isNew)
    {
        var fields = record.Fields;
        var name = fields.Text("name")!;
        if (!isNew && contact.Name != name)
        {
            ClientName.Tell(turn, contact, name);
        }

        return contact with
        {
            Name = name,
            NameTyped = contact.NameTyped || isNew || contact.Name != name,
            Named = null,
            Phones = fields.Texts("phones"),
            Emails = fields.Texts("emails") is { Length: > 0 } emails ? emails : null,
            Organization = Organization(contact.Organization, fields.Id("organizationId"), record.UpdatedBy),
            OwnerId = fields.Text("ownerId"),
            MadeBy = isNew ? record.CreatedBy : contact.MadeBy,
            CreatedAt = isNew ? record.CreatedAt : contact.CreatedAt,
            ChangedAt = turn.Now,
            Fields = fields.Others(Hot),
            Shared = true,
            Edited = true,
        };
    }

    private static ContactOrganization? Organization(ContactOrganization? link, Guid? id, string by) =>
        id == link?.Id ? link
        : id is { } organizationId ? new ContactOrganization(organizationId, by, Shared: true)
        : null;

    // A contact that is not seen has no numbers and addresses to others.
    private static void TellOthers(Turn turn, Contact? before, Contact? after)
    {
        var contact = (after ?? before)!;
        if (before is null && after is null)
        {
            return;
        }

        ContactKeys.TellNumbers(turn, contact.Id, before?.Phones ?? [], after?.Phones ?? [], contact.CreatedAt);
        foreach (var email in (before?.Emails ?? []).Except(after?.Emails ?? []))
        {
            ContactKeys.Release(turn, contact.Id, email);
        }
    }

    private static string LastBy(Contact contact) =>
        contact.Named is { } named && named.At == contact.UpdatedAt ? named.From
        : contact.Utm is { } utm && utm.At == contact.UpdatedAt ? utm.From
        : contact.MadeBy;
}
