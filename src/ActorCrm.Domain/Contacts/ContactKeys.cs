using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Contacts;

/// <summary>
/// The numbers and addresses that a contact is found by. Those that the API gives to a contact are unique values, which
/// it holds; those that calls and forms write are known to be its own, and it holds them as far as nobody else does.
/// </summary>
internal static class ContactKeys
{
    private static readonly FieldDefinition PhoneField = new("phones", FieldKind.Phone);
    private static readonly FieldDefinition EmailField = new("emails", FieldKind.Email);

    /// <summary>The key of a number.</summary>
    public static string Phone(string number) => UniqueKey.Of(Contact.Type, PhoneField.Name, number);

    /// <summary>The key of an address.</summary>
    public static string Email(string address) => UniqueKey.Of(
        Contact.Type, EmailField.Name, RecordFields.UniqueValue(EmailField, JsonValue.Create(address)!));

    /// <summary>The keys of all numbers and addresses of a contact as a record.</summary>
    public static IEnumerable<string> All(JsonObject fields) =>
        fields.Texts("phones").Select(Phone).Concat(fields.Texts("emails").Select(Email));

    /// <summary>A form has written an address to a contact.</summary>
    public static void Claim(Turn turn, Guid contactId, string address) =>
        turn.Tell(UniqueKey.Grain(Email(address)), new ClaimUnique(Record(contactId), contactId));

    /// <summary>A contact does not have an address any more that a form wrote.</summary>
    public static void Release(Turn turn, Guid contactId, string address) =>
        turn.Tell(UniqueKey.Grain(Email(address)), new ReleaseUnique(Record(contactId), contactId));

    /// <summary>Tells numbers which of them a contact has now and had before.</summary>
    public static void TellNumbers(
        Turn turn, Guid contactId, string[] before, string[] after, DateTimeOffset createdAt)
    {
        foreach (var added in after.Except(before))
        {
            turn.Tell(new GrainId(NumberContacts.Type, added), new NumberAdded(contactId, createdAt));
        }

        foreach (var removed in before.Except(after))
        {
            turn.Tell(new GrainId(NumberContacts.Type, removed), new NumberRemoved(contactId));
        }
    }

    private static string Record(Guid contactId) => $"{Contact.Type}/{contactId}";
}
