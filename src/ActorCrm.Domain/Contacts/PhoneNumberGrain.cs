using ActorCrm.Domain.Calls;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Contacts;

/// <summary>
/// A telephone number: the one place where "new client?" is decided, so that a hundred first calls at once make one
/// contact (§1.8.9, CS-27).
/// </summary>
public static class PhoneNumberGrain
{
    /// <summary>Handles one message.</summary>
    public static NumberContacts? Handle(Turn turn, NumberContacts? state, object message) => message switch
    {
        Situation situation => Decide(turn, state, situation),
        NumberAdded added => Add(state, new NumberContact(added.ContactId, added.CreatedAt)),
        NumberRemoved removed => Remove(state, removed.ContactId),
        _ => throw new InvalidOperationException($"A phone number does not understand {message.GetType().Name}."),
    };

    private static NumberContacts? Decide(Turn turn, NumberContacts? state, Situation situation)
    {
        if (state is { Contacts: [var oldest, .. var others] })
        {
            Forward(turn, oldest.Id, situation, others);
            return state;
        }

        var snapshots = CallRules.Extend(
            situation.Snapshots, situation.Question, situation.Prior, ClientSnapshot.None);
        var contactId = situation.IdOf("contact");
        var decision = CallRules.Decide(situation, snapshots, contactId);
        if (decision.Contact is not { Made: true })
        {
            turn.Tell(
                CallKey.Grain(situation.Cause), new SituationDecided(situation.Token, snapshots, decision));
            return state;
        }

        // The contact decides again, from its own state; here its id is only reserved.
        Forward(turn, contactId, situation, []);
        return new NumberContacts([new NumberContact(contactId, turn.Now)]);
    }

    private static void Forward(Turn turn, Guid contactId, Situation situation, NumberContact[] others) =>
        turn.Tell(
            ContactGrain.Id(contactId),
            others.Length == 0
                ? situation
                : situation with { OtherContacts = Array.ConvertAll(others, other => other.Id) });

    // the oldest contact comes first.
    private static NumberContacts? Add(NumberContacts? state, NumberContact added)
    {
        var contacts = state?.Contacts ?? [];
        if (Array.Exists(contacts, contact => contact.Id == added.Id) || contacts.Length == NumberContacts.ContactsMax)
        {
            return state;
        }

        var place = contacts.Length;
        while (place > 0 && IsOlder(added, contacts[place - 1]))
        {
            place--;
        }

        return new NumberContacts([.. contacts.AsSpan(0, place), added, .. contacts.AsSpan(place)]);
    }

    private static bool IsOlder(NumberContact left, NumberContact right)
    {
        var byTime = left.CreatedAt.CompareTo(right.CreatedAt);
        return byTime < 0 || (byTime == 0 && left.Id.CompareTo(right.Id) < 0);
    }

    private static NumberContacts? Remove(NumberContacts? state, Guid contactId)
    {
        if (state is null || !Array.Exists(state.Contacts, contact => contact.Id == contactId))
        {
            return state;
        }

        var rest = Array.FindAll(state.Contacts, contact => contact.Id != contactId);
        return rest.Length == 0 ? null : new NumberContacts(rest);
    }
}
