using System.Text.Json.Nodes;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Records;
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
    public static Contact? Handle(Turn turn, Contact? state, object message)
    {
        var next = Answer(turn, state, message);
        return next is { Record: { } note } && !ReferenceEquals(next, state) && ReferenceEquals(note, state?.Record)
            ? next with { Record = note.Touched(turn.Now, Who(message)) }
            : next;
    }

    private static Contact? Answer(Turn turn, Contact? state, object message) => message switch
    {
        Situation situation => Decide(turn, state, situation),
        DealChanged changed => Remember(state, changed),
        SaveContact save => Save(turn, state, save),
        OpenDeal open => Open(turn, state, open),
        TakeDeal take => Take(turn, state, take),
        NumberWanted wanted => Defend(turn, state, wanted),
        _ => ContactRecord.Form.Handle(turn, state, message),
    };

    private static string? Who(object message) => message switch
    {
        Situation situation => situation.Cause,
        SaveContact save => save.By,
        _ => null,
    };

    private static Contact? Decide(Turn turn, Contact? state, Situation situation)
    {
        if (state is null && situation.OtherContacts is [var next, .. var others])
        {
            // A reserved contact that was never made, or was taken back: the number's next contact decides.
            turn.Tell(Id(next), situation with { OtherContacts = others.Length > 0 ? others : null });
            return null;
        }

        if (state is { Hidden: true } && !IsMine(turn, state, situation))
        {
            return PassOn(turn, state, situation);
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

    /// <summary>
    /// Whether a deleted contact still answers a call: the one that made it, which goes on. It finishes with what it
    /// has, and the contact stays deleted; but its number is not the contact's again.
    /// </summary>
    private static bool IsMine(Turn turn, Contact contact, Situation situation)
    {
        if (contact.MadeBy != situation.Cause || contact.Record is { Version: 0 })
        {
            return false;
        }

        turn.Tell(Number(situation.Question.ClientNumber!), new NumberRemoved(contact.Id));
        return true;
    }

    // The call was on its way when the contact was deleted: the next one decides, or the number begins anew.
    private static Contact PassOn(Turn turn, Contact contact, Situation situation)
    {
        if (situation.OtherContacts is [var next, .. var others])
        {
            turn.Tell(Id(next), situation with { OtherContacts = others.Length > 0 ? others : null });
        }
        else
        {
            turn.Tell(
                Number(situation.Question.ClientNumber!),
                situation with { OtherContacts = null, Gone = [.. situation.Gone ?? [], contact.Id] });
        }

        return contact;
    }

    // An API's contact wants a number of this one. One that was never made, or is gone, does not need it.
    private static Contact? Defend(Turn turn, Contact? state, NumberWanted wanted)
    {
        if (state is { Hidden: false } && Array.IndexOf(state.Phones, wanted.Number) >= 0)
        {
            UniqueValueGrain.Refuse(turn, wanted.Reserve, RecordKey.Of(turn.Self));
        }
        else
        {
            turn.Tell(Number(wanted.Number), new NumberNotHad(Guid.Parse(turn.Self.Key), wanted.Reserve));
        }

        return state;
    }

    // A deal that the API makes or restores: the contact knows it before anybody is told that it is there.
    private static Contact? Take(Turn turn, Contact? state, TakeDeal take)
    {
        var deal = DealGrain.Id(take.Summary.Id);
        if (state is null or { Hidden: true })
        {
            var fault = new RecordFault(
                "contactId", "referenceUnknown", $"There is no record {turn.Self.Key}.");
            turn.Tell(deal, new RecordNotAllowed(take.Token, fault));
            return state;
        }

        var deals = state.Deals ?? [];
        if (deals.Length >= Contact.DealsMax
            && Array.TrueForAll(deals, known => known.IsOpen && known.Id != take.Summary.Id))
        {
            var fault = new RecordFault(
                "contactId", "tooLong", $"A contact has at most {Contact.DealsMax} open deals.");
            turn.Tell(deal, new RecordNotAllowed(take.Token, fault));
            return state;
        }

        var organization = state.Organization is { } link
            ? new JsonObject { ["organizationId"] = link.Id.ToString() }
            : null;
        turn.Tell(deal, new RecordAllowed(take.Token, organization));
        return Remember(state, new DealChanged(take.Summary));
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

        if (place < 0 && deals.Length >= Contact.DealsMax
            && Array.FindIndex(deals, deal => !deal.IsOpen) is var forgotten and >= 0)
        {
            deals = Replace(deals, forgotten, null) ?? [];
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
        Deleted = changed.Deleted,
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
        if (state is { Hidden: true })
        {
            turn.Reply(new ContactRefused("contactNotFound", ["There is no such contact."]));
            return state;
        }

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
        ContactKeys.TellNumbers(turn, id, state?.Phones ?? [], [.. phones], state?.CreatedAt ?? turn.Now);
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

    private static GrainId Number(string number) => new(NumberContacts.Type, number);

    private static Contact? Open(Turn turn, Contact? state, OpenDeal open)
    {
        var deals = state?.Deals ?? [];
        if (state is null or { Hidden: true })
        {
            turn.Reply(new ContactRefused("contactNotFound", ["There is no such contact."]));
            return state;
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
