using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Contacts;

/// <summary>
/// A contact. It has everything a decision needs in its own state, so calls of its client are decided here.
/// </summary>
public static class ContactGrain
{
    private const int NameLengthMax = 200;

    /// <summary>The grain of a contact.</summary>
    public static GrainId Id(Guid id) => new(Contact.Type, id.ToString());

    /// <summary>Handles one message.</summary>
    public static Contact? Handle(Turn turn, Contact? state, object message) => message switch
    {
        Situation situation => Decide(turn, state, situation),
        DealChanged changed => Remember(state, changed),
        SaveContact save => Save(turn, state, save),
        OpenDeal open => Open(turn, state, open),
        _ => throw new InvalidOperationException($"A contact does not understand {message.GetType().Name}."),
    };

    private static Contact? Decide(Turn turn, Contact? state, Situation situation)
    {
        if (state is null && situation.OtherContacts is [var next, .. var others])
        {
            // A reserved contact that was never made, or was taken back: the number's next contact decides.
            turn.Tell(Id(next), situation with { OtherContacts = others.Length > 0 ? others : null });
            return null;
        }

        var id = Guid.Parse(turn.Self.Key);
        var current = ContactSnapshot.Of(state, situation.Cause, situation.Question);
        var snapshots = CallRules.Extend(situation.Snapshots, situation.Question, situation.Prior, current);
        var decision = CallRules.Decide(situation, snapshots, id);
        if (situation.Snapshots is not null && ContactSnapshot.MakesAnew(state, decision, situation.Cause))
        {
            // A late event wants something that was not wanted before. What others made since counts, or the client
            // would have it twice (CS-27).
            snapshots = new ClientSnapshots(current);
            decision = CallRules.Decide(situation, snapshots, id);
        }

        turn.Tell(CallKey.Grain(situation.Cause), new SituationDecided(situation.Token, snapshots, decision));
        return new ContactChange(turn, situation, decision).Apply(state);
    }

    private static Contact? Remember(Contact? state, DealChanged changed)
    {
        if (state is null)
        {
            return null;
        }

        var deals = state.Deals ?? [];
        var place = Array.FindIndex(deals, deal => deal.Id == changed.Summary.Id);
        var summary = place < 0 ? changed.Summary : Merge(deals[place], changed.Summary);
        if (place >= 0 && summary == deals[place])
        {
            return state;
        }

        return state with { Deals = Replace(deals, place, summary), Shared = state.Shared || summary.Edited };
    }

    // Tags, and owners that no person chose, come from here: what the deal says of them may be older than what it has
    // been told since.
    private static DealSummary Merge(DealSummary known, DealSummary changed) => known with
    {
        Status = changed.Status,
        UpdatedAt = changed.UpdatedAt,
        OwnerId = changed.Edited ? changed.OwnerId : known.OwnerId,
        Shared = known.Shared || changed.Shared,
        Edited = known.Edited || changed.Edited,
    };

    /// <summary>The deals with one replaced, added (place &lt; 0) or left out (null); null when none is left.</summary>
    internal static DealSummary[]? Replace(DealSummary[] deals, int place, DealSummary? summary)
    {
        if (place < 0)
        {
            return summary is null ? deals : [.. deals, summary];
        }

        DealSummary[] next = summary is null
            ? [.. deals.AsSpan(0, place), .. deals.AsSpan(place + 1)]
            : [.. deals.AsSpan(0, place), summary, .. deals.AsSpan(place + 1)];
        return next.Length == 0 ? null : next;
    }

    private static Contact? Save(Turn turn, Contact? state, SaveContact save)
    {
        var faults = new List<string>();
        var phones = Phones(save.Phones ?? [], SettingsSnapshot.Of(turn), faults);
        if (string.IsNullOrWhiteSpace(save.Name) || save.Name.Length > NameLengthMax)
        {
            faults.Add($"A contact has a name of 1 to {NameLengthMax} characters.");
        }

        if (phones.Count > Contact.PhonesMax || save.Emails?.Length > Contact.PhonesMax)
        {
            faults.Add($"A contact has at most {Contact.PhonesMax} numbers and {Contact.PhonesMax} e-mail addresses.");
        }

        if (faults.Count > 0)
        {
            turn.Reply(new ContactRefused("contactInvalid", [.. faults]));
            return state;
        }

        var id = Guid.Parse(turn.Self.Key);
        turn.Reply(new ContactSaved(id));
        var emails = save.Emails is { Length: > 0 } ? save.Emails : null;
        if (state is not null && IsSame(state, save, phones, emails))
        {
            return state;
        }

        turn.Record(new TimelineEntry(turn.Self, state is null ? "contactCreated" : "contactChanged", save.By));
        TellNumbers(turn, id, state, phones);
        var isNew = state is null;
        state ??= new Contact(id, save.Name, [], null, null, save.By, turn.Now, turn.Now);
        return state with
        {
            Name = save.Name,
            NameTyped = state.NameTyped || isNew || state.Name != save.Name,
            Named = null,
            Phones = [.. phones],
            Emails = emails,
            OwnerId = save.OwnerId,
            ChangedAt = turn.Now,
            Shared = true,
            Edited = true,
        };
    }

    private static List<string> Phones(string[] texts, SettingsSnapshot settings, List<string> faults)
    {
        var phones = new List<string>();
        foreach (var text in texts)
        {
            if (settings.ReadNumber(text) is not { } number)
            {
                faults.Add($"'{text}' is no telephone number.");
            }
            else if (!phones.Contains(number))
            {
                phones.Add(number);
            }
        }

        return phones;
    }

    private static bool IsSame(Contact contact, SaveContact save, List<string> phones, string[]? emails) =>
        contact is { Edited: true, Named: null } && contact.Name == save.Name && contact.OwnerId == save.OwnerId
        && contact.Phones.AsSpan().SequenceEqual([.. phones]) && contact.Emails.AsSpan().SequenceEqual(emails);

    private static void TellNumbers(Turn turn, Guid id, Contact? state, List<string> phones)
    {
        foreach (var added in phones)
        {
            if (state is null || Array.IndexOf(state.Phones, added) < 0)
            {
                turn.Tell(Number(added), new NumberAdded(id, state?.CreatedAt ?? turn.Now));
            }
        }

        foreach (var number in state?.Phones ?? [])
        {
            if (!phones.Contains(number))
            {
                turn.Tell(Number(number), new NumberRemoved(id));
            }
        }
    }

    private static GrainId Number(string number) => new(NumberContacts.Type, number);

    private static Contact? Open(Turn turn, Contact? state, OpenDeal open)
    {
        var deals = state?.Deals ?? [];
        if (state is null)
        {
            turn.Reply(new ContactRefused("contactNotFound", ["There is no such contact."]));
            return null;
        }

        if (Array.Exists(deals, deal => deal.Id == open.DealId))
        {
            turn.Reply(new ContactSaved(state.Id));
            return state;
        }

        if (deals.Length >= Contact.DealsMax)
        {
            turn.Reply(new ContactRefused("dealsTooMany", [$"A contact has at most {Contact.DealsMax} deals."]));
            return state;
        }

        turn.Tell(
            DealGrain.Id(open.DealId),
            new PutDeal(
                open.By,
                open.By,
                Rule: null,
                state.Id,
                state.Organization?.Id,
                open.Title,
                open.OwnerId,
                Utm: null,
                ByPerson: true));
        turn.Reply(new ContactSaved(state.Id));
        var summary = new DealSummary(
            open.DealId, open.OwnerId, DealStatus.Open, turn.Now, open.By, Shared: true, Edited: true);
        return state with { Deals = [.. deals, summary], Shared = true };
    }
}
