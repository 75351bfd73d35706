using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Contacts;

/// <summary>
/// A telephone number: the one place where "new client?" is decided, so that a hundred first calls at once make one
/// contact (§1.8.9, CS-27).
/// </summary>
public static class PhoneNumberGrain
{
    /// <summary>How long a call waits before it asks again whether the number has got its contact.</summary>
    private static readonly TimeSpan WaitForContact = TimeSpan.FromMilliseconds(20);

    /// <summary>Handles one message.</summary>
    public static NumberContacts? Handle(Turn turn, NumberContacts? state, object message) => message switch
    {
        Situation situation => Decide(turn, state, situation),
        NumberAdded added => Add(state, new NumberContact(added.ContactId, added.CreatedAt)),
        NumberRemoved removed => Remove(state, [removed.ContactId]),
        ReserveUnique reserve => Reserve(turn, state, reserve),
        NumberNotHad notHad => Reserve(turn, Remove(state, [notHad.ContactId]), notHad.Reserve),
        _ => WithValue(state, UniqueValueGrain.Handle(turn, state?.Value, message)),
    };

    private static NumberContacts? Decide(Turn turn, NumberContacts? state, Situation situation)
    {
        if (situation.Gone is { } gone)
        {
            state = Remove(state, gone);
        }

        if (state is { Contacts: [var oldest, .. var others] })
        {
            Forward(turn, oldest.Id, situation, others);
            return state;
        }

        if (state?.Value is { } value && IsAwaited(turn, value, situation))
        {
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
        return new NumberContacts([new NumberContact(contactId, turn.Now)]) { Value = state?.Value };
    }

    /// <summary>
    /// Whether the call is for the contact that holds the number as a unique value. While it is only reserved, its
    /// creation may still fail: the call asks again in a moment, so that one contact comes out of both.
    /// </summary>
    private static bool IsAwaited(Turn turn, UniqueValue value, Situation situation)
    {
        var holder = RecordKey.IdOf(value.Record);
        if (!value.Confirmed)
        {
            turn.Remind($"wait/{situation.Cause}", turn.Now + WaitForContact, situation with { Gone = null });
            return true;
        }

        if (Array.IndexOf(situation.Gone ?? [], holder) >= 0)
        {
            return false;
        }

        Forward(turn, holder, situation, []);
        return true;
    }

    /// <summary>
    /// A contact of the API wants it for itself. One that is remembered because of a call or form may not be there, so
    /// it is asked; a unique value's holder need not be.
    /// </summary>
    private static NumberContacts? Reserve(Turn turn, NumberContacts? state, ReserveUnique reserve)
    {
        var asker = RecordKey.IdOf(reserve.Record);
        if (state is { Value: null } && Array.Find(state.Contacts, contact => contact.Id != asker) is { } other)
        {
            turn.Tell(ContactGrain.Id(other.Id), new NumberWanted(turn.Self.Key, reserve));
            return state;
        }

        return WithValue(state, UniqueValueGrain.Handle(turn, state?.Value, reserve));
    }

    private static NumberContacts? WithValue(NumberContacts? state, UniqueValue? value)
    {
        if (ReferenceEquals(value, state?.Value))
        {
            return state;
        }

        return value is null && state!.Contacts.Length == 0
            ? null
            : (state ?? new NumberContacts([])) with { Value = value };
    }

    private static void Forward(Turn turn, Guid contactId, Situation situation, NumberContact[] others) =>
        turn.Tell(
            ContactGrain.Id(contactId),
            others.Length == 0 && situation.Gone is null
                ? situation
                : situation with
                {
                    OtherContacts = others.Length == 0 ? null : Array.ConvertAll(others, other => other.Id),
                    Gone = null,
                });

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

        return (state ?? new NumberContacts([])) with
        {
            Contacts = [.. contacts.AsSpan(0, place), added, .. contacts.AsSpan(place)],
        };
    }

    private static bool IsOlder(NumberContact left, NumberContact right)
    {
        var byTime = left.CreatedAt.CompareTo(right.CreatedAt);
        return byTime < 0 || (byTime == 0 && left.Id.CompareTo(right.Id) < 0);
    }

    private static NumberContacts? Remove(NumberContacts? state, Guid[] gone)
    {
        if (state is null || !Array.Exists(state.Contacts, contact => Array.IndexOf(gone, contact.Id) >= 0))
        {
            return state;
        }

        var rest = Array.FindAll(state.Contacts, contact => Array.IndexOf(gone, contact.Id) < 0);
        return rest.Length == 0 && state.Value is null ? null : state with { Contacts = rest };
    }
}
