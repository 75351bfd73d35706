using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Deals;

/// <summary>
/// To <c>deal</c>, from its contact: make it as it says, or bring what the same cause made up to date.
/// </summary>
/// <param name="Cause">The call or form, as <c>type/key</c>, or the person who opens it.</param>
/// <param name="By">The cell that wants it, such as <c>T2·Ac2</c>, or the person.</param>
/// <param name="Rule">The number of the rule; null for a person.</param>
/// <param name="ContactId">Its contact.</param>
/// <param name="OrganizationId">The contact's organization.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="OwnerId">CRM user.</param>
/// <param name="Utm">Marketing tags; null when there are none.</param>
/// <param name="ByPerson">Whether a person asks.</param>
public sealed record PutDeal(
    string Cause,
    string By,
    string? Rule,
    Guid ContactId,
    Guid? OrganizationId,
    string Title,
    string? OwnerId,
    UtmTags? Utm,
    bool ByPerson = false);

/// <summary>To <c>deal</c>: write utm tags if it has none (CS-28); null takes back those of the same cause.</summary>
public sealed record PutDealUtm(string Cause, string By, UtmTags? Utm);

/// <summary>To <c>deal</c>: the call that made it does not want it any more.</summary>
public sealed record WithdrawDeal(string Cause);

/// <summary>To <c>deal</c>: a call or form is added to it (CS-09, CS-21, CS-29).</summary>
/// <param name="Cause">The call or form, as <c>type/key</c>.</param>
/// <param name="TellContact">Whether the contact has to know the new time of change .</param>
public sealed record AddCallToDeal(string Cause, bool TellContact);

/// <summary>To <c>deal</c>: a call added before belongs somewhere else after all.</summary>
public sealed record RemoveCallFromDeal(string Cause, bool TellContact);

/// <summary>
/// To <c>deal</c>: a person closes it. Reply: <see cref="DealClosed"/>, <see cref="DealAlreadyClosed"/> or
/// <see cref="DealNotFound"/>.
/// </summary>
/// <param name="Won">Won or lost.</param>
/// <param name="By">Who asks.</param>
public sealed record CloseDeal(bool Won, string By);

/// <summary>
/// To <c>deal</c>: a person hands it to another CRM user. Reply: <see cref="DealAssigned"/> or
/// <see cref="DealNotFound"/>.
/// </summary>
public sealed record AssignDeal(string? OwnerId, string By);

/// <summary>The deal is closed now.</summary>
public sealed record DealClosed(DealStatus Status);

/// <summary>The deal was closed before; it stays as it was.</summary>
public sealed record DealAlreadyClosed(DealStatus Status);

/// <summary>The deal has this owner now.</summary>
public sealed record DealAssigned(string? OwnerId);

/// <summary>There is no such deal.</summary>
public sealed record DealNotFound;
