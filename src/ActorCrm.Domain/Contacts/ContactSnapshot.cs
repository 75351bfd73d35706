using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Contacts;

/// <summary>What a contact shows to a call (spec/calls.md §1.8.1).</summary>
internal static class ContactSnapshot
{
    /// <summary>
    /// The snapshot for a call or form, without anything that itself made or wrote: so it is the same before and after,
    /// and late events decide as if they had come in time.
    /// </summary>
    /// <param name="contact">The client; null for a new one.</param>
    /// <param name="cause">The call or form, as <c>type/key</c>.</param>
    /// <param name="asked">What it asks: what only forms tell is looked at only where they do.</param>
    public static ClientSnapshot Of(Contact? contact, string cause, Question? asked = null)
    {
        if (contact is null)
        {
            return ClientSnapshot.None;
        }

        var isMade = contact.MadeBy == cause;
        var organization = contact.Organization is { } linked && linked.LinkedBy != cause ? linked : null;
        var open = Latest(contact, cause, isOpen: true);
        return new ClientSnapshot(
            ContactId: isMade ? null : contact.Id,
            ContactOwnerId: isMade ? null : contact.OwnerId,
            ContactHasUtm: !isMade && contact.Utm is { } utm && utm.From != cause,
            OrganizationId: organization?.Id,
            OrganizationHasUtm: IsOthers(organization?.UtmFrom, cause),
            DealId: open?.Id,
            DealOwnerId: open?.OwnerId,
            DealHasUtm: IsOthers(open?.UtmFrom, cause),
            ClosedDealId: Latest(contact, cause, isOpen: false)?.Id,
            MadeDealClosed: Own(contact, cause) is { IsOpen: false },
            ContactUnnamed: !isMade && (contact.IsUnnamed() || contact.Named?.From == cause),
            ContactWithoutEmail: !isMade && asked?.Email is not null && contact.Emails is null,
            OrganizationUnnamed: asked?.Company is not null && organization is { Unnamed: true });
    }

    /// <summary>Whether a decision wants an entity that this call did not make so far.</summary>
    public static bool MakesAnew(Contact? contact, Decision decision, string cause) =>
        (decision.Contact is { Made: true } && contact?.MadeBy != cause)
        || (decision.Deal is { Made: true } && Own(contact, cause) is null)
        || (decision.Organization is { Made: true } && contact?.Organization?.LinkedBy != cause);

    /// <summary>The deal that a call or form made; null when it made none.</summary>
    public static DealSummary? Own(Contact? contact, string cause) =>
        Array.Find(contact?.Deals ?? [], deal => deal.MadeBy == cause);

    private static bool IsOthers(string? from, string cause) => from is not null && from != cause;

    // the latest updated one; of two changed at the same time, the one with the greater id.
    private static DealSummary? Latest(Contact contact, string cause, bool isOpen)
    {
        DealSummary? latest = null;
        foreach (var deal in contact.Deals ?? [])
        {
            if (deal.MadeBy != cause && !deal.Deleted && deal.IsOpen == isOpen && IsLater(deal, latest))
            {
                latest = deal;
            }
        }

        return latest;
    }

    private static bool IsLater(DealSummary deal, DealSummary? than) =>
        than is null || deal.UpdatedAt > than.UpdatedAt
        || (deal.UpdatedAt == than.UpdatedAt && deal.Id.CompareTo(than.Id) > 0);
}
