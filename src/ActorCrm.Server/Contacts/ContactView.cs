using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;

namespace ActorCrm.Server.Contacts;

/// <summary>A contact as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The person's name; the number while no name is known.</param>
/// <param name="Phones">E.164 numbers.</param>
/// <param name="Emails">E-mail addresses.</param>
/// <param name="OwnerId">CRM user who is responsible while no deal is open.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="Utm">First-touch marketing tags.</param>
/// <param name="UtmFrom">The call or form that brought them, as <c>type/source/id</c>.</param>
/// <param name="LandingPage">The page that led to the first call or form.</param>
/// <param name="ClientId">The visitor's analytics id.</param>
/// <param name="Deals">The contact's deals, oldest first.</param>
/// <param name="MadeBy">The call or form (<c>type/source/id</c>) or person that made it.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Version">Raised by each change; the entity tag.</param>
public sealed record ContactView(
    Guid Id,
    string Name,
    string[] Phones,
    string[] Emails,
    string? OwnerId,
    Guid? OrganizationId,
    UtmTags? Utm,
    string? UtmFrom,
    string? LandingPage,
    string? ClientId,
    ContactDealView[] Deals,
    string MadeBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long Version)
{
    /// <summary>Shows a contact.</summary>
    public static ContactView Of(Contact contact, long version) => new(
        contact.Id,
        contact.Name,
        contact.Phones,
        contact.Emails ?? [],
        contact.OwnerId,
        contact.Organization?.Id,
        contact.Utm?.Tags,
        contact.Utm?.From,
        contact.LandingPage,
        contact.ClientId,
        [.. (contact.Deals ?? []).Where(deal => !deal.Deleted)
            .Select(deal => new ContactDealView(deal.Id, deal.OwnerId, deal.Status))],
        contact.MadeBy,
        contact.CreatedAt,
        contact.Record?.UpdatedAt ?? contact.UpdatedAt,
        contact.Record?.Version ?? version);
}

/// <summary>A deal as its contact knows it.</summary>
/// <param name="Id">Read it under <c>/deals/{id}</c>.</param>
/// <param name="OwnerId">CRM user.</param>
/// <param name="Status">Open, won or lost.</param>
public sealed record ContactDealView(Guid Id, string? OwnerId, DealStatus Status);
