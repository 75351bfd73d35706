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

/// <summary>
/// To <c>organization</c>, from its contact: a form tells the company's name, which was not known so far.
/// </summary>
/// <param name="Cause">The form, as <c>type/key</c>.</param>
/// <param name="By">The cell that wants it.</param>
/// <param name="Name">The company's name.</param>
/// <param name="Reserved">The organization that the name stands for until now; nobody has made it.</param>
public sealed record NameOrganization(string Cause, string By, string Name, Guid Reserved);

/// <summary>
/// To <c>organization_name</c>, from the organization that got the name: it stands for that one from now on.
/// </summary>
/// <param name="From">What the name must stand for, or it stays.</param>
/// <param name="To">The organization.</param>
public sealed record MoveOrganizationName(Guid From, Guid To);

/// <summary>To <c>organization_name</c>: an organization has the name; it stands for it unless for another.</summary>
public sealed record ClaimOrganizationName(Guid Id);

/// <summary>To <c>organization_name</c>: an organization does not have the name any more.</summary>
public sealed record ReleaseOrganizationName(Guid Id);

/// <summary>To <c>organization</c>: the call that made it does not want it any more.</summary>
public sealed record WithdrawOrganization(string Cause);
