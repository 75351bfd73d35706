using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Organizations;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Contacts;

/// <summary>Tells a client's name from a number that stands in for one.</summary>
internal static class ClientName
{
    /// <summary>
    /// The name that a call or form tells; null when it tells none. Telephone systems that know no name show the number
    /// in its place, so a text without any letter is none.
    /// </summary>
    public static string? Of(Question question)
    {
        foreach (var character in question.Name ?? "")
        {
            if (char.IsLetter(character))
            {
                return question.Name;
            }
        }

        return null;
    }

    /// <summary>Tells what was named after a contact that it gets another name.</summary>
    public static void Tell(Turn turn, Contact contact, string name)
    {
        var named = new ClientNamed(contact.Name, name);
        foreach (var deal in contact.Deals ?? [])
        {
            if (deal is { IsOpen: true, Edited: false })
            {
                turn.Tell(DealGrain.Id(deal.Id), named);
            }
        }

        if (contact.Organization is { Unnamed: true } link)
        {
            turn.Tell(OrganizationGrain.Id(link.Id), named);
        }
    }

    /// <summary>Whether a name is an E.164 number, under which a contact is made while no name is known.</summary>
    public static bool IsNumber(string name) =>
        name.Length > 1 && name[0] == '+' && !name.AsSpan(1).ContainsAnyExceptInRange('0', '9');
}
