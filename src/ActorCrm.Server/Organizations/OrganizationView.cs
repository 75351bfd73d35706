using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Organizations;

namespace ActorCrm.Server.Organizations;

/// <summary>An organization as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; the contact's while no company is named.</param>
/// <param name="OwnerId">CRM user.</param>
/// <param name="Utm">First-touch marketing tags.</param>
/// <param name="UtmFrom">The call or form that brought them, as <c>type/source/id</c>.</param>
/// <param name="MadeBy">The call or form that made it, as <c>type/source/id</c>.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Version">Raised by each change; the entity tag.</param>
public sealed record OrganizationView(
    Guid Id, string Name, string? OwnerId, UtmTags? Utm, string? UtmFrom, string MadeBy,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version)
{
    /// <summary>Shows an organization.</summary>
    public static OrganizationView Of(Organization organization, long version) => new(
        organization.Id, organization.Name, organization.OwnerId, organization.Utm?.Tags, organization.Utm?.From,
        organization.MadeBy, organization.CreatedAt,
        organization.Record?.UpdatedAt ?? organization.UpdatedAt, organization.Record?.Version ?? version);
}
