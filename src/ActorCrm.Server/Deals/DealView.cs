using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;

namespace ActorCrm.Server.Deals;

/// <summary>A deal as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="ContactId">Its contact.</param>
/// <param name="OrganizationId">The contact's organization when the deal was made.</param>
/// <param name="OwnerId">CRM user: the responsible manager while it is open.</param>
/// <param name="Status">Open, won or lost.</param>
/// <param name="Utm">First-touch marketing tags.</param>
/// <param name="UtmFrom">The call or form that brought them, as <c>type/source/id</c>.</param>
/// <param name="Calls">The latest calls and forms added to it; the timeline has all.</param>
/// <param name="MadeBy">The call or form (<c>type/source/id</c>) or person that made it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="ClosedAt">UTC; null while it is open.</param>
/// <param name="Version">Raised by each change; the entity tag.</param>
public sealed record DealView(
    Guid Id,
    string Title,
    Guid ContactId,
    Guid? OrganizationId,
    string? OwnerId,
    DealStatus Status,
    UtmTags? Utm,
    string? UtmFrom,
    DealCallView[] Calls,
    string MadeBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ClosedAt,
    long Version)
{
    /// <summary>Shows a deal.</summary>
    public static DealView Of(Deal deal, long version) => new(
        deal.Id,
        deal.Title,
        deal.ContactId,
        deal.OrganizationId,
        deal.OwnerId,
        deal.Status,
        deal.Utm?.Tags,
        deal.Utm?.From,
        [.. (deal.Calls ?? []).Select(call => new DealCallView(call.Cause, call.At))],
        deal.MadeBy,
        deal.CreatedAt,
        deal.Record?.UpdatedAt ?? deal.UpdatedAt,
        deal.ClosedAt,
        deal.Record?.Version ?? version);
}

/// <summary>A call or form that was added to a deal.</summary>
/// <param name="Call">As <c>type/source/id</c>.</param>
/// <param name="At">When, UTC.</param>
public sealed record DealCallView(string Call, DateTimeOffset At);
