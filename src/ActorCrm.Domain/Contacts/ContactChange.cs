using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Organizations;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Contacts;

/// <summary>
/// Makes what a decision wants out of what is there: creates, brings up to date, or takes back what this very call made
/// before. Nothing happens where both agree, so a repeat is harmless (CS-33).
/// </summary>
internal sealed class ContactChange(Turn turn, Situation situation, Decision decision)
{
    private readonly string _cause = situation.Cause;
    private readonly Question _question = situation.Question;
    private readonly Decision? _prior = situation.Prior;

    /// <summary>The contact afterwards; null when it does not exist.</summary>
    public Contact? Apply(Contact? state)
    {
        var contact = state is null ? Create() : Amend(ContactSharing.With(state, _cause, _question));
        if (contact is null)
        {
            return null;
        }

        contact = ApplyOrganization(contact);
        contact = ApplyDeal(contact);
        Attach(contact);
        return IsTakenBack(contact) ? TakeBack(contact) : contact;
    }

    private Contact? Create()
    {
        if (decision.Contact is not { Made: true } made)
        {
            return null;
        }

        Record(turn.Self, made.Id, "contactCreated");
        if (_question.Email is { } email)
        {
            ContactKeys.Claim(turn, made.Id, email);
        }

        var contact = new Contact(
            made.Id, NewName(), [_question.ClientNumber!], NewEmails(), made.OwnerId, _cause, turn.Now, turn.Now)
        {
            LandingPage = _question.LandingPage,
            ClientId = _question.ClientId,
        };
        return WithUtm(contact, made.WritesUtm);
    }

    private Contact Amend(Contact contact)
    {
        if (contact.MadeBy != _cause)
        {
            contact = WithUtm(contact, decision.Contact is { WritesUtm: true });
            contact = WithName(contact, decision.Contact is { WritesName: true });
            return WithEmail(contact, decision.Contact is { WritesEmail: true });
        }

        if (decision.Contact is not { Made: true } made)
        {
            return contact;
        }

        return contact.Edited
            ? WithName(contact, isWanted: true)
            : WithUtm(AmendMade(contact, made), made.WritesUtm);
    }

    // CS-37: the answerer takes over; a name or a visitor's page that comes late belongs to the contact too.
    private Contact AmendMade(Contact contact, DecidedEntity made)
    {
        var isOwnerSame = contact.OwnerId == made.OwnerId;
        var name = contact.Named is null ? NewName() : contact.Name;
        if (isOwnerSame && contact.Name == name && contact.LandingPage == _question.LandingPage
            && contact.ClientId == _question.ClientId)
        {
            return contact;
        }

        if (ClientName.IsNumber(contact.Name) && name != contact.Name)
        {
            RecordName(contact.Id, name);
        }

        if (!isOwnerSame)
        {
            turn.Record(new TimelineEntry(turn.Self, "contactAssigned", "T2", "CS-37", made.OwnerId, _cause));
        }

        return contact with
        {
            Name = name,
            OwnerId = made.OwnerId,
            LandingPage = _question.LandingPage,
            ClientId = _question.ClientId,
            ChangedAt = turn.Now,
        };
    }

    // CS-28: tags are written where there are none; those that this call wrote follow its late events.
    private Contact WithUtm(Contact contact, bool isWanted)
    {
        if (isWanted && (contact.Utm is null || contact.Utm.From == _cause))
        {
            if (contact.Utm?.Tags == _question.Utm)
            {
                return contact;
            }

            if (contact.MadeBy != _cause)
            {
                Record(turn.Self, contact.Id, "utmWritten");
            }

            return contact with { Utm = new UtmTouch(_question.Utm!, _cause, turn.Now) };
        }

        return !isWanted && contact.Utm?.From == _cause ? contact with { Utm = null } : contact;
    }

    // A name that this call wrote follows its late events, and goes with them.
    private Contact WithName(Contact contact, bool isWanted)
    {
        var isOwn = contact.Named?.From == _cause;
        if (isWanted && ClientName.Of(_question) is { } name && (isOwn || contact.IsUnnamed()))
        {
            if (contact.Name == name)
            {
                return contact;
            }

            RecordName(contact.Id, name);
            return Rename(contact, name) with { Named = new NameTouch(_cause, turn.Now) };
        }

        if (!isOwn)
        {
            return contact;
        }

        var placeholder = contact.Phones is [var number, ..] ? number : _question.ClientNumber!;
        return Rename(contact, placeholder) with { Named = null };
    }

    private Contact Rename(Contact contact, string name)
    {
        ClientName.Tell(turn, contact, name);
        return contact with { Name = name };
    }

    private Contact WithEmail(Contact contact, bool isWanted)
    {
        if (!isWanted || contact.Emails is not null)
        {
            return contact;
        }

        Record(turn.Self, contact.Id, "emailWritten");
        ContactKeys.Claim(turn, contact.Id, _question.Email!);
        return contact with { Emails = NewEmails(), ChangedAt = turn.Now };
    }

    private Contact ApplyOrganization(Contact contact)
    {
        contact = WithCompany(contact);
        var link = contact.Organization;
        if (decision.Organization is not { } wanted)
        {
            return link is null ? contact : WithoutOrganization(contact, link);
        }

        if (link is null)
        {
            TellOrganization(contact, wanted);
            return contact with
            {
                Organization = new ContactOrganization(
                    wanted.Id,
                    _cause,
                    wanted.WritesUtm ? _cause : null,
                    Unnamed: wanted.Made && _question.Company is null),
            };
        }

        if (link.LinkedBy == _cause)
        {
            if (IsChanged(_prior?.Organization, wanted))
            {
                TellOrganization(contact, wanted);
            }

            return WithOrganizationUtm(contact, link, wanted.WritesUtm);
        }

        if (wanted.WritesUtm ? IsChanged(_prior?.Organization, wanted) : link.UtmFrom == _cause)
        {
            var tags = wanted.WritesUtm ? _question.Utm : null;
            turn.Tell(OrganizationGrain.Id(link.Id), new PutOrganizationUtm(_cause, Cell(wanted.Id), tags));
        }

        return WithOrganizationUtm(contact, link, wanted.WritesUtm);
    }

    private Contact WithCompany(Contact contact)
    {
        if (decision.Organization is not { WritesName: true } wanted || situation.Company is not { } company
            || contact.Organization is not { Unnamed: true } link || link.Id != wanted.Id)
        {
            return contact;
        }

        turn.Tell(
            OrganizationGrain.Id(link.Id),
            new NameOrganization(_cause, Cell(wanted.Id), _question.Company!, company.OrganizationId));
        return contact with { Organization = link with { Unnamed = false } };
    }

    private Contact WithoutOrganization(Contact contact, ContactOrganization link)
    {
        if (link.LinkedBy == _cause && !link.Shared)
        {
            turn.Tell(OrganizationGrain.Id(link.Id), new WithdrawOrganization(_cause));
            return contact with { Organization = null };
        }

        if (link.UtmFrom == _cause)
        {
            turn.Tell(OrganizationGrain.Id(link.Id), new PutOrganizationUtm(_cause, "", null));
        }

        return WithOrganizationUtm(contact, link, isWritten: false);
    }

    private Contact WithOrganizationUtm(Contact contact, ContactOrganization link, bool isWritten)
    {
        var utmFrom = UtmFrom(link.UtmFrom, isWritten);
        return utmFrom == link.UtmFrom ? contact : contact with { Organization = link with { UtmFrom = utmFrom } };
    }

    private void TellOrganization(Contact contact, DecidedEntity wanted)
    {
        var step = decision.StepOf(wanted.Id);
        turn.Tell(OrganizationGrain.Id(wanted.Id), new PutOrganization(
            _cause,
            step?.Cell() ?? "",
            step?.Rule,
            contact.Id,
            _question.Company ?? contact.Name,
            wanted.OwnerId,
            wanted.WritesUtm ? _question.Utm : null));
    }

    private Contact ApplyDeal(Contact contact)
    {
        var deals = contact.Deals ?? [];
        var place = Array.FindIndex(deals, deal => deal.MadeBy == _cause);
        if (decision.Deal is { Made: true } made)
        {
            return place < 0 ? AddDeal(contact, made) : AmendDeal(contact, place, made);
        }

        if (place >= 0 && deals[place] is { IsOpen: true, Shared: false })
        {
            // Should a person have touched it this moment, it stays, and tells so.
            turn.Tell(DealGrain.Id(deals[place].Id), new WithdrawDeal(_cause));
            contact = contact with { Deals = ContactGrain.Replace(deals, place, null) };
        }

        return WithDealUtm(contact);
    }

    private Contact AddDeal(Contact contact, DecidedEntity made)
    {
        TellDeal(contact, made);
        var summary = new DealSummary(
            made.Id, made.OwnerId, DealStatus.Open, turn.Now, _cause, made.WritesUtm ? _cause : null);
        var deals = contact.Deals ?? [];
        var forgotten = deals.Length < Contact.DealsMax
            ? -1
            : Array.FindIndex(deals, deal => !deal.IsOpen);
        deals = forgotten < 0 ? deals : ContactGrain.Replace(deals, forgotten, null) ?? [];
        return contact with { Deals = [.. deals, summary] };
    }

    private Contact AmendDeal(Contact contact, int place, DecidedEntity made)
    {
        var deals = contact.Deals!;
        var isMoved = _prior?.Organization?.Id != decision.Organization?.Id;
        if (!deals[place].IsOpen || (!isMoved && !IsChanged(_prior?.Deal, made)))
        {
            return contact;
        }

        TellDeal(contact, made);

        var summary = deals[place] with
        {
            OwnerId = deals[place].Edited ? deals[place].OwnerId : made.OwnerId,
            UtmFrom = UtmFrom(deals[place].UtmFrom, made.WritesUtm),
        };
        return summary == deals[place]
            ? contact
            : contact with { Deals = ContactGrain.Replace(deals, place, summary) };
    }

    private void TellDeal(Contact contact, DecidedEntity made)
    {
        var step = decision.StepOf(made.Id);
        turn.Tell(DealGrain.Id(made.Id), new PutDeal(
            _cause,
            step?.Cell() ?? "",
            step?.Rule,
            contact.Id,
            decision.Organization?.Id,
            contact.Name,
            made.OwnerId,
            made.WritesUtm ? _question.Utm : null));
    }

    private Contact WithDealUtm(Contact contact)
    {
        var deals = contact.Deals ?? [];
        var wanted = decision.Deal;
        var place = Array.FindIndex(
            deals, deal => wanted is null ? deal.UtmFrom == _cause && _question.IsSilent() : deal.Id == wanted.Id);
        if (place < 0)
        {
            return contact;
        }

        var deal = deals[place];
        var isWritten = wanted is { WritesUtm: true };
        if (isWritten ? !IsChanged(_prior?.Deal, wanted!) : deal.UtmFrom != _cause)
        {
            return contact;
        }

        var tags = isWritten ? _question.Utm : null;
        turn.Tell(DealGrain.Id(deal.Id), new PutDealUtm(_cause, Cell(deal.Id), tags));
        var utmFrom = UtmFrom(deal.UtmFrom, isWritten);
        return utmFrom == deal.UtmFrom
            ? contact
            : contact with { Deals = ContactGrain.Replace(deals, place, deal with { UtmFrom = utmFrom }) };
    }

    // CS-09, CS-29. The timeline entry is the call's.
    private void Attach(Contact contact)
    {
        if (_prior?.AttachedTo == decision.AttachedTo)
        {
            return;
        }

        // Which open deal changed last matters only where several are open.
        var open = 0;
        foreach (var deal in contact.Deals ?? [])
        {
            open += deal.IsOpen ? 1 : 0;
        }

        if (Deal(_prior?.AttachedTo) is { } before)
        {
            turn.Tell(before, new RemoveCallFromDeal(_cause, open > 1));
        }

        if (Deal(decision.AttachedTo) is { } now)
        {
            turn.Tell(now, new AddCallToDeal(_cause, open > 1));
        }
    }

    private static GrainId? Deal(string? attachedTo) =>
        attachedTo is not null && attachedTo.StartsWith(Deals.Deal.Type + "/", StringComparison.Ordinal)
            ? CallKey.Grain(attachedTo)
            : null;

    private bool IsTakenBack(Contact contact) =>
        contact is { Shared: false, Deals: null, Record: null } && contact.MadeBy == _cause
        && decision.Contact is not { Made: true };

    private Contact? TakeBack(Contact contact)
    {
        foreach (var email in contact.Emails ?? [])
        {
            ContactKeys.Release(turn, contact.Id, email);
        }

        turn.Record(new TimelineEntry(turn.Self, "contactTakenBack", _cause, "CS-01", "notWantedAnyMore", _cause));
        return null;
    }

    // CS-28: the first touch stays; this call takes back its own only.
    private string? UtmFrom(string? known, bool isWritten) =>
        isWritten ? known ?? _cause : known == _cause ? null : known;

    private bool IsChanged(DecidedEntity? before, DecidedEntity now) => situation.ClientChanged || before != now;

    private string NewName() => ClientName.Of(_question) ?? _question.ClientNumber!;

    private string[]? NewEmails() => _question.Email is { } email ? [email] : null;

    private string Cell(Guid id) => decision.StepOf(id)?.Cell() ?? "";

    private void Record(GrainId entity, Guid id, string what)
    {
        var step = decision.StepOf(id, what) ?? decision.StepOf(id);
        turn.Record(new TimelineEntry(entity, what, step?.Cell() ?? "", step?.Rule, step?.Why, _cause));
    }

    private void RecordName(Guid id, string name)
    {
        var step = decision.StepOf(id, "nameWritten") ?? decision.StepOf(id);
        turn.Record(new TimelineEntry(
            turn.Self, "nameWritten", step?.Cell() ?? "", step?.Rule, "existsWithoutName", _cause,
            [new("name", name)]));
    }
}
