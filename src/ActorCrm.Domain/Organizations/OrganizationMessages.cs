using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Organizations;

/// <summary>
/// To <c>organization</c>, from a contact: make it as it says, or bring it up to date. One that another call or form
/// made is only given utm tags, if it has none (CS-28).
/// </summary>
/// <param name="Cause">The call or form, as <c>type/key</c>.</param>
/// <param name="By">The cell that wants it, such as <c>T2·Ac4</c>.</param>
/// <param name="Rule">The number of the rule.</param>
/// <param name="ContactId">The contact that it is made for.</param>
/// <param name="Name">Its name.</param>
/// <param name="OwnerId">CRM user.</param>
/// <param name="Utm">Marketing tags; null when the call has none.</param>
public sealed record PutOrganization(
    string Cause, string By, string? Rule, Guid ContactId, string Name, string? OwnerId, UtmTags? Utm);

/// <summary>To <c>organization</c>: write utm tags if it has none; null takes back those of the same cause.</summary>
public sealed record PutOrganizationUtm(string Cause, string By, UtmTags? Utm);

/// <summary>To <c>organization</c>: the call that made it does not want it any more.</summary>
public sealed record WithdrawOrganization(string Cause);
