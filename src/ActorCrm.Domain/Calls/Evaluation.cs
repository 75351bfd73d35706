using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Calls;

/// <summary>
/// One run over the moments of a call: the client as it would be after each of them. It lives for one decision.
/// </summary>
internal sealed class Evaluation(Situation situation, Guid? contactId)
{
    private readonly Question _question = situation.Question;
    private readonly ScenarioMatrix _matrix = situation.Matrix;
    private readonly List<Trigger> _triggers = [];
    private readonly List<DecisionStep> _steps = [];
    private readonly TaskMerge _tasks = new(situation);
    private DecidedEntity? _contact;
    private DecidedEntity? _organization;
    private DecidedEntity? _deal;
    private ClientSnapshot _snapshot = ClientSnapshot.None;
    private Guid? _attachToClosed;
    private string? _attachedTo;
    private string? _responsibleId;
    private string _responsibleWhy = "";
    private bool _isAnyRowOn;

    private bool HasUtm => _question.Utm is not null;

    /// <summary>
    /// Who is responsible for the client: the open deal's owner first, the contact's only without an open deal
    /// (CS-25, A-13). What earlier moments of this call made counts, what this moment will make does not (§1.8.4).
    /// </summary>
    public string? Responsible(ClientSnapshot snapshot)
    {
        Look(snapshot);
        return _deal?.OwnerId ?? _contact?.OwnerId;
    }

    /// <summary>
    /// CS-37: what was made before the pickup belongs to who picks up; CS-04, A-6: the contact and organization too.
    /// </summary>
    public void TakeOver(Moment pickup)
    {
        if (pickup.Who?.UserId is not { } userId)
        {
            return;
        }

        _contact = Hand(_contact, userId);
        _organization = Hand(_organization, userId);
        _deal = Hand(_deal, userId);
    }

    /// <summary>Runs the ticked cells of a trigger in their fixed order (§1.8.5).</summary>
    public void Act(Trigger trigger, Moment moment, ClientSnapshot snapshot)
    {
        _responsibleId = Responsible(snapshot);
        _responsibleWhy = _deal?.OwnerId is null ? "responsibleForContact" : "responsibleForDeal";
        if (trigger == Trigger.T3)
        {
            // CS-05, CS-11, §1.8.4: a machine that picked up has made nobody responsible.
            _responsibleId = snapshot.DealOwnerId ?? snapshot.ContactOwnerId;
            _responsibleWhy = snapshot.DealOwnerId is null ? "responsibleForContact" : "responsibleForDeal";
        }

        _triggers.Add(trigger);
        if (_matrix.IsOff(trigger))
        {
            // CS-01: nothing happens except through a ticked cell.
            return;
        }

        _isAnyRowOn = true;
        var isNewClient = _contact is not { Made: false };
        var hadOpenDeal = _deal is not null;
        if (_matrix.Has(trigger, ScenarioAction.Ac1))
        {
            MakeContact(trigger, moment);
        }

        if (_matrix.Has(trigger, ScenarioAction.Ac4))
        {
            MakeOrganization(trigger, moment, hadOpenDeal);
        }

        var ac3 = _matrix.Has(trigger, ScenarioAction.Ac3);
        if (ac3 || _matrix.Has(trigger, ScenarioAction.Ac2))
        {
            MakeDeal(trigger, moment, ac3 ? ScenarioAction.Ac3 : ScenarioAction.Ac2);
        }

        for (var action = ScenarioAction.Ac5; action <= ScenarioAction.Ac7; action++)
        {
            if (_matrix.Has(trigger, action))
            {
                WantTask(trigger, action, moment, isNewClient);
            }
        }
    }

    /// <summary>
    /// Adds the ended call or the form to the open deal (CS-09, CS-21), to the closed deal that Ac3 chose (CS-29), or
    /// to the contact (CS-16); nowhere when no row of the scenario had anything to do (CS-01, CS-39).
    /// </summary>
    public void Attach(Trigger trigger)
    {
        if (!_isAnyRowOn)
        {
            return;
        }

        var (type, id, rule, why) = (_deal, _attachToClosed, _contact) switch
        {
            ({ } deal, _, _) => (Deals.Deal.Type, deal.Id, trigger == Trigger.T10 ? "CS-21" : "CS-09", "openDeal"),
            (null, { } closed, _) => (Deals.Deal.Type, closed, "CS-29", "closedDeal"),
            (null, null, { } contact) => (Contacts.Contact.Type, contact.Id, "CS-16", "contact"),
            _ => default,
        };
        if (type is null)
        {
            return;
        }

        _attachedTo = $"{type}/{id}";
        _steps.Add(new DecisionStep(trigger, null, rule, "attached", why, id));
    }

    /// <summary>The whole answer.</summary>
    public Decision Decision()
    {
        var tasks = _tasks.Tasks(_deal?.Id, _contact?.Id);
        return new Decision(
            [.. _triggers],
            _contact,
            _organization,
            _deal,
            _responsibleId,
            _attachedTo,
            tasks,
            _steps.Count > 0 ? [.. _steps] : null);
    }

    // What this call made or wrote in an earlier moment stays; everything else is as the snapshot has it.
    private void Look(ClientSnapshot snapshot)
    {
        _snapshot = snapshot;
        _contact = Found(_contact, snapshot.ContactId, snapshot.ContactOwnerId);
        _organization = Found(_organization, snapshot.OrganizationId, null);
        _deal = Found(snapshot.MadeDealClosed ? null : _deal, snapshot.DealId, snapshot.DealOwnerId);
    }

    private static DecidedEntity? Found(DecidedEntity? known, Guid? id, string? ownerId) =>
        known is { Made: true } ? known
        : id is not { } found ? null
        : known?.Id == found ? known with { OwnerId = ownerId }
        : new DecidedEntity(found, Made: false, ownerId, WritesUtm: false);

    private static DecidedEntity? Hand(DecidedEntity? entity, string userId) =>
        entity is { Made: true } ? entity with { OwnerId = userId } : entity;

    // §1.8.7, CS-04, A-7.
    private static string? OwnerOfMade(Moment moment) => moment.Who?.UserId ?? moment.TopManagerId;

    private void MakeContact(Trigger trigger, Moment moment)
    {
        if (_contact is { } contact)
        {
            _contact = FillUtm(trigger, ScenarioAction.Ac1, contact, _snapshot.ContactHasUtm);
            _contact = FillContact(trigger, _contact);
        }
        else if (_question.Outgoing)
        {
            // CS-19, A-5: the one who calls out is asked to add the client first.
            Nothing(trigger, ScenarioAction.Ac1, "CS-19", "outgoingToNewClient");
        }
        else if (_question.ClientNumber is null || contactId is not { } id)
        {
            Nothing(trigger, ScenarioAction.Ac1, "CS-08", "numberMissing");
        }
        else
        {
            _contact = new DecidedEntity(id, Made: true, OwnerOfMade(moment), HasUtm);
            Did(trigger, ScenarioAction.Ac1, RuleOfMaking(trigger), "contactMade", "newClient", id);
        }
    }

    private void MakeOrganization(Trigger trigger, Moment moment, bool hadOpenDeal)
    {
        if (_organization is { } organization)
        {
            _organization = FillUtm(trigger, ScenarioAction.Ac4, organization, _snapshot.OrganizationHasUtm);
            _organization = FillCompany(trigger, _organization);
        }
        else if (_contact is null)
        {
            // An organization is found through its contact (CS-27): without one, each call would make another.
            Nothing(trigger, ScenarioAction.Ac4, _question.Outgoing ? "CS-19" : "CS-15", "contactMissing");
        }
        else if (trigger == Trigger.T10 && hadOpenDeal)
        {
            Nothing(trigger, ScenarioAction.Ac4, "CS-21", "openDealExists");
        }
        else if (situation.Company is { Known: true } company)
        {
            _organization = new DecidedEntity(company.OrganizationId, Made: false, null, HasUtm);
            Did(trigger, ScenarioAction.Ac4, "CS-27", "organizationFound", "companyKnown", company.OrganizationId);
        }
        else
        {
            var id = situation.Company?.OrganizationId ?? situation.IdOf("organization");
            _organization = new DecidedEntity(id, Made: true, OwnerOfMade(moment), HasUtm);
            Did(trigger, ScenarioAction.Ac4, RuleOfMaking(trigger), "organizationMade", "noOrganization", id);
        }
    }

    private void MakeDeal(Trigger trigger, Moment moment, ScenarioAction action)
    {
        if (_snapshot.MadeDealClosed)
        {
            // A person closed the deal of this very call while it went on: it had its deal.
            Nothing(trigger, action, "CS-33", "dealOfThisCallClosed");
            return;
        }

        var (deal, rule, why) = DealRule.Of(
            hasContact: _contact is not null,
            hasOpen: _deal is not null,
            hasClosed: _snapshot.ClosedDealId is not null,
            ac1: _matrix.Has(trigger, ScenarioAction.Ac1),
            ac3: action == ScenarioAction.Ac3,
            _question.Outgoing);
        switch (deal)
        {
            case DealAction.Make:
                var id = situation.IdOf("deal");
                _deal = new DecidedEntity(id, Made: true, OwnerOfMade(moment), HasUtm);
                var isNew = _contact is { Made: true };
                Did(trigger, action, isNew ? RuleOfMaking(trigger) : rule, "dealMade", isNew ? "newClient" : why, id);
                break;
            case DealAction.Keep:
                _deal = FillUtm(trigger, action, _deal!, _snapshot.DealHasUtm);
                break;
            case DealAction.AttachToClosed:
                _attachToClosed = _snapshot.ClosedDealId;
                Did(trigger, action, rule, "closedDealChosen", why, _attachToClosed);
                break;
            default:
                Nothing(trigger, action, rule, why);
                break;
        }
    }

    // CS-28: the first touch wins.
    private DecidedEntity FillUtm(Trigger trigger, ScenarioAction action, DecidedEntity entity, bool hasUtm)
    {
        if (entity.Made || entity.WritesUtm)
        {
            Nothing(trigger, action, "CS-33", "doneByThisCall", entity.Id);
            return entity;
        }

        if (hasUtm || !HasUtm)
        {
            Nothing(trigger, action, hasUtm ? "CS-28" : "CS-27", hasUtm ? "existsWithUtm" : "exists", entity.Id);
            return entity;
        }

        Did(trigger, action, "CS-28", "utmWritten", "existsWithoutUtm", entity.Id);
        return entity with { WritesUtm = true };
    }

    // As with utm tags (CS-28) the first touch wins: what is missing is written, what is there stays.
    private DecidedEntity FillContact(Trigger trigger, DecidedEntity contact)
    {
        if (contact is { Made: false, WritesName: false } && _snapshot.ContactUnnamed
            && Contacts.ClientName.Of(_question) is not null)
        {
            Did(trigger, ScenarioAction.Ac1, "CS-28", "nameWritten", "existsWithoutName", contact.Id);
            contact = contact with { WritesName = true };
        }

        if (contact is { Made: false, WritesEmail: false } && _snapshot.ContactWithoutEmail)
        {
            Did(trigger, ScenarioAction.Ac1, "CS-28", "emailWritten", "existsWithoutEmail", contact.Id);
            contact = contact with { WritesEmail = true };
        }

        return contact;
    }

    // CS-27: a company that has its organization already does not get a second one under its name.
    private DecidedEntity FillCompany(Trigger trigger, DecidedEntity organization)
    {
        if (organization.Made || !_snapshot.OrganizationUnnamed || situation.Company is not { Known: false })
        {
            return organization;
        }

        Did(trigger, ScenarioAction.Ac4, "CS-27", "nameWritten", "existsWithoutName", organization.Id);
        return organization with { WritesName = true };
    }

    private void WantTask(Trigger trigger, ScenarioAction action, Moment moment, bool isNewClient)
    {
        var (assigneeId, rule, why) = TaskRule.Of(
            trigger, action, moment, _responsibleId, _responsibleWhy, isNewClient);
        if (assigneeId is null)
        {
            Nothing(trigger, action, rule, why);
            return;
        }

        var completes = _matrix.Completes(trigger, action);
        var id = _tasks.Add(assigneeId, new Tasks.TaskContribution(trigger, action, rule, completes), moment);
        Did(trigger, action, rule, "taskWanted", why, id);
    }

    private static string RuleOfMaking(Trigger trigger) => trigger switch
    {
        Trigger.T2 => "CS-03",
        Trigger.T3 => "A-2",
        Trigger.T10 => "CS-22",
        _ => "CS-01",
    };

    private void Did(Trigger trigger, ScenarioAction action, string rule, string what, string why, Guid? id) =>
        _steps.Add(new DecisionStep(trigger, action, rule, what, why, id));

    private void Nothing(Trigger trigger, ScenarioAction action, string rule, string why, Guid? id = null) =>
        _steps.Add(new DecisionStep(trigger, action, rule, "nothing", why, id));
}
