using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Records;

namespace ActorCrm.Domain.Deals;

/// <summary>Whether a deal goes on.</summary>
public enum DealStatus
{
    /// <summary>It goes on.</summary>
    Open,

    /// <summary>Closed with success.</summary>
    Won,

    /// <summary>Closed without.</summary>
    Lost,
}

/// <summary>A deal (grain <c>deal</c>, key = id). It belongs to a contact.</summary>
/// <param name="Id">The grain's key.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="ContactId">Its contact.</param>
/// <param name="OrganizationId">The contact's organization when the deal was made.</param>
/// <param name="OwnerId">CRM user: the responsible manager while it is open .</param>
/// <param name="Status">Open, won or lost.</param>
/// <param name="MadeBy">The call or form (<c>type/key</c>) or person that made it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ChangedAt">When title, owner or status changed last, UTC.</param>
public sealed record Deal(
    Guid Id,
    string Title,
    Guid ContactId,
    Guid? OrganizationId,
    string? OwnerId,
    DealStatus Status,
    string MadeBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt)
{
    /// <summary>The grain type.</summary>
    public const string Type = "deal";

    /// <summary>Calls that a deal remembers; all of them are in its timeline.</summary>
    public const int CallsMax = 5;

    /// <summary>When it was closed, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>First-touch marketing tags; null when there are none.</summary>
    public UtmTouch? Utm { get; init; }

    /// <summary>The latest calls and forms added to it (CS-09), oldest first; null when there are none.</summary>
    public DealCall[]? Calls { get; init; }

    /// <summary>Whether a person changed it: from then on the call that made it leaves title and owner alone.</summary>
    public bool Edited { get; init; }

    /// <summary>
    /// All other values of the object type by field, in normal form; null when there are none. Never changed in place.
    /// </summary>
    public JsonObject? Fields { get; init; }

    /// <summary>What it remembers as a record; null while only calls and forms had to do with it.</summary>
    public RecordNote? Record { get; init; }

    /// <summary>Whether it is no deal to be seen: a person deleted it, or it is only reserved.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hidden { get; init; }

    /// <summary>When it changed or a call was added last, UTC .</summary>
    public DateTimeOffset UpdatedAt
    {
        get
        {
            // Derived, so that a call that is taken back leaves no trace in it.
            var latest = Utm is { } utm && utm.At > ChangedAt ? utm.At : ChangedAt;
            return Calls is [.., var last] && last.At > latest ? last.At : latest;
        }
    }
}

/// <summary>A call or form added to a deal.</summary>
/// <param name="Cause">The call or form, as <c>type/key</c>.</param>
/// <param name="At">When it was added, UTC.</param>
public sealed record DealCall(string Cause, DateTimeOffset At);
