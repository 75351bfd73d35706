using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Contacts;

/// <summary>
/// Marks what other calls have seen. A call that finds it had no reason to make a client takes it back; but not from
/// under another call, whose decision rests on it.
/// </summary>
internal static class ContactSharing
{
    /// <summary>
    /// The contact with everything marked that a call sees and did not make; mostly that is nothing new.
    /// </summary>
    public static Contact With(Contact contact, string cause, Question question)
    {
        if (question.IsSilent())
        {
            return contact;
        }

        if (!contact.Shared && contact.MadeBy != cause)
        {
            contact = contact with { Shared = true };
        }

        if (contact.Organization is { Shared: false } organization && organization.LinkedBy != cause)
        {
            contact = contact with { Organization = organization with { Shared = true } };
        }

        return Array.Exists(contact.Deals ?? [], deal => IsNews(deal, cause))
            ? contact with
            {
                Deals = Array.ConvertAll(
                    contact.Deals!, deal => IsNews(deal, cause) ? deal with { Shared = true } : deal),
            }
            : contact;
    }

    private static bool IsNews(DealSummary deal, string cause) => !deal.Shared && deal.MadeBy != cause;
}
