using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Records;

namespace ActorCrm.Domain.Organizations;

/// <summary>A company (grain <c>organization</c>, key = id).</summary>
/// <param name="Id">The grain's key.</param>
/// <param name="Name">Its name; the contact's while no company is named.</param>
/// <param name="OwnerId">CRM user.</param>
/// <param name="MadeBy">The call or form (<c>type/key</c>) that made it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ChangedAt">When name or owner changed last, UTC.</param>
public sealed record Organization(
    Guid Id, string Name, string? OwnerId, string MadeBy, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    /// <summary>The grain type.</summary>
    public const string Type = "organization";

    /// <summary>First-touch marketing tags; null when there are none.</summary>
    public UtmTouch? Utm { get; init; }

    /// <summary>
    /// The form (<c>type/key</c>) that named the company after it was made under the contact's name; null when none.
    /// </summary>
    public string? NamedBy { get; init; }

    /// <summary>
    /// All other values of the object type by field, in normal form; null when there are none. Never changed in place.
    /// </summary>
    public JsonObject? Fields { get; init; }

    /// <summary>What it remembers as a record; null while only calls and forms had to do with it.</summary>
    public RecordNote? Record { get; init; }

    /// <summary>Whether it is no organization to be seen: a person deleted it, or it is only reserved.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hidden { get; init; }

    /// <summary>When it changed last, UTC.</summary>
    public DateTimeOffset UpdatedAt => Utm is { } utm && utm.At > ChangedAt ? utm.At : ChangedAt;
}

/// <summary>
/// The organization that a company name stands for (grain <c>organization_name</c>, key = the name in lower case with
/// single spaces): the one place where "new company?" is decided (CS-27).
/// </summary>
/// <param name="OrganizationId">Reserved for the name; the organization may not exist yet.</param>
public sealed record OrganizationName(Guid OrganizationId)
{
    /// <summary>The grain type.</summary>
    public const string Type = "organization_name";
}
