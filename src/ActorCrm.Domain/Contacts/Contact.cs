using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Records;

namespace ActorCrm.Domain.Contacts;

/// <summary>A person (grain <c>contact</c>, key = id). It knows its deals, so that a call is decided here.</summary>
/// <param name="Id">The grain's key.</param>
/// <param name="Name">The person's name; the number while no name is known.</param>
/// <param name="Phones">E.164 numbers.</param>
/// <param name="Emails">E-mail addresses; null when there are none.</param>
/// <param name="OwnerId">CRM user who is responsible while no deal is open.</param>
/// <param name="MadeBy">The call or form (<c>type/key</c>) or person that made it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ChangedAt">When name, owner, numbers or addresses changed last, UTC.</param>
public sealed record Contact(
    Guid Id,
    string Name,
    string[] Phones,
    string[]? Emails,
    string? OwnerId,
    string MadeBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt)
{
    /// <summary>The grain type.</summary>
    public const string Type = "contact";

    /// <summary>Most numbers and most addresses of a contact.</summary>
    public const int PhonesMax = 20;

    /// <summary>Most deals that a contact remembers; closed ones are forgotten first.</summary>
    public const int DealsMax = 100;

    /// <summary>First-touch marketing tags; null when there are none.</summary>
    public UtmTouch? Utm { get; init; }

    /// <summary>The organization; null when there is none.</summary>
    public ContactOrganization? Organization { get; init; }

    /// <summary>The contact's deals, oldest first; null when there are none.</summary>
    public DealSummary[]? Deals { get; init; }

    /// <summary>The page that led to the first call or form.</summary>
    public string? LandingPage { get; init; }

    /// <summary>The visitor's analytics id.</summary>
    public string? ClientId { get; init; }

    /// <summary>
    /// Whether any call, form or person but the one that made it had to do with it: then it is not taken back, should
    /// late events show that the call had no reason to make it.
    /// </summary>
    public bool Shared { get; init; }

    /// <summary>Whether a person changed it: from then on the call that made it leaves name and owner alone.</summary>
    public bool Edited { get; init; }

    /// <summary>
    /// The call or form whose name replaced the number that the contact was made under; null when none did.
    /// </summary>
    public NameTouch? Named { get; init; }

    /// <summary>Whether a person wrote the name: then it is never replaced, not even a number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NameTyped { get; init; }

    /// <summary>
    /// All other values of the object type by field, in normal form; null when there are none. Never changed in place.
    /// </summary>
    public JsonObject? Fields { get; init; }

    /// <summary>What it remembers as a record; null while only calls and forms had to do with it.</summary>
    public RecordNote? Record { get; init; }

    /// <summary>Whether it is no contact to be seen: a person deleted it, or it is only reserved.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hidden { get; init; }

    /// <summary>When it changed last, utm tags and the name of a call or form included, UTC.</summary>
    public DateTimeOffset UpdatedAt
    {
        get
        {
            // Derived, so that a name that is taken back leaves no trace in it.
            var latest = Utm is { } utm && utm.At > ChangedAt ? utm.At : ChangedAt;
            return Named is { } named && named.At > latest ? named.At : latest;
        }
    }

    /// <summary>Whether the name is the number, which stands in while no name is known.</summary>
    public bool IsUnnamed() => !NameTyped && ClientName.IsNumber(Name);
}

/// <summary>Where a contact's name came from (as in CS-28, the first one stays).</summary>
/// <param name="From">The call or form (<c>type/key</c>) that told it.</param>
/// <param name="At">When it was written, UTC.</param>
public sealed record NameTouch(string From, DateTimeOffset At);

/// <summary>Marketing tags and where they came from (CS-28: the first touch wins).</summary>
/// <param name="Tags">The tags.</param>
/// <param name="From">The call or form (<c>type/key</c>) that brought them.</param>
/// <param name="At">When they were written, UTC.</param>
public sealed record UtmTouch(UtmTags Tags, string From, DateTimeOffset At);

/// <summary>The organization of a contact.</summary>
/// <param name="Id">Its id.</param>
/// <param name="LinkedBy">The call, form or person that linked it.</param>
/// <param name="UtmFrom">The call or form that brought its utm tags, as far as this contact knows.</param>
/// <param name="Shared">As <see cref="Contact.Shared"/>.</param>
/// <param name="Unnamed">Whether no company was named so far, and it has the contact's name.</param>
public sealed record ContactOrganization(
    Guid Id,
    string LinkedBy,
    string? UtmFrom = null,
    bool Shared = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Unnamed = false);

/// <summary>What a contact remembers of a deal.</summary>
/// <param name="Id">The deal.</param>
/// <param name="OwnerId">CRM user who is responsible for the client while it is open (CS-25).</param>
/// <param name="Status">Open, won or lost.</param>
/// <param name="UpdatedAt">
/// For a closed deal, when it was closed. For an open one, the time of its last change while several are open; with a
/// single one nobody compares it, and leaving it alone saves a write of the contact for each call.
/// </param>
/// <param name="MadeBy">The call, form or person that made it.</param>
/// <param name="UtmFrom">The call or form that brought its utm tags; null when it has none.</param>
/// <param name="Shared">As <see cref="Contact.Shared"/>.</param>
/// <param name="Edited">Whether a person chose its owner.</param>
/// <param name="Deleted">Whether a person deleted it: the call that made it makes no other in its place.</param>
public sealed record DealSummary(
    Guid Id,
    string? OwnerId,
    DealStatus Status,
    DateTimeOffset UpdatedAt,
    string MadeBy,
    string? UtmFrom = null,
    bool Shared = false,
    bool Edited = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Deleted = false)
{
    /// <summary>Whether it goes on.</summary>
    [JsonIgnore]
    public bool IsOpen => Status == DealStatus.Open && !Deleted;
}

/// <summary>The contacts that have a number (grain <c>phone_number</c>, key = E.164).</summary>
/// <param name="Contacts">
/// The oldest first; calls go to that one. A contact reserved here may not exist yet, or not any more.
/// </param>
public sealed record NumberContacts(NumberContact[] Contacts)
{
    /// <summary>The grain type.</summary>
    public const string Type = "phone_number";

    /// <summary>Most contacts that a number remembers.</summary>
    public const int ContactsMax = 50;

    /// <summary>
    /// Who holds it as a unique value, or has reserved it: a contact that the API made, or gave the number to. Null
    /// while only calls and forms had to do with it.
    /// </summary>
    public UniqueValue? Value { get; init; }
}

/// <summary>A contact with a number.</summary>
/// <param name="Id">The contact.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record NumberContact(Guid Id, DateTimeOffset CreatedAt);
