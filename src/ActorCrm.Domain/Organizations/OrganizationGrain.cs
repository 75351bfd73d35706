using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Organizations;

/// <summary>A company.</summary>
public static class OrganizationGrain
{
    /// <summary>The grain of an organization.</summary>
    public static GrainId Id(Guid id) => new(Organization.Type, id.ToString());

    /// <summary>Handles one message.</summary>
    public static Organization? Handle(Turn turn, Organization? state, object message)
    {
        var next = Answer(turn, state, message);
        return next is { Record: { } note } && !ReferenceEquals(next, state) && ReferenceEquals(note, state?.Record)
            ? next with { Record = note.Touched(turn.Now, Who(message)) }
            : next;
    }

    private static Organization? Answer(Turn turn, Organization? state, object message) => message switch
    {
        // What calls have to tell a deleted one is not for anybody to see.
        PutOrganization or PutOrganizationUtm or WithdrawOrganization or NameOrganization or ClientNamed
            when state is { Hidden: true } => state,
        PutOrganization put => state is null ? Create(turn, put) : Amend(turn, state, put),
        PutOrganizationUtm put => state is null ? null : WithUtm(turn, state, put),
        WithdrawOrganization withdraw => Withdraw(turn, state, withdraw),
        NameOrganization name => state is null ? null : Name(turn, state, name),
        ClientNamed named => state is { NamedBy: null, Record: null } && state.Name == named.From
            ? state with { Name = named.To }
            : state,
        _ => OrganizationRecord.Form.Handle(turn, state, message),
    };

    private static string? Who(object message) => message switch
    {
        PutOrganization put => put.Cause,
        PutOrganizationUtm put => put.Cause,
        NameOrganization name => name.Cause,
        _ => null,
    };

    private static Organization Create(Turn turn, PutOrganization put)
    {
        turn.Record(new TimelineEntry(turn.Self, "organizationCreated", put.By, put.Rule, null, put.Cause));
        return new Organization(Guid.Parse(turn.Self.Key), put.Name, put.OwnerId, put.Cause, turn.Now, turn.Now)
        {
            Utm = put.Utm is null ? null : new UtmTouch(put.Utm, put.Cause, turn.Now),
        };
    }

    private static Organization Amend(Turn turn, Organization state, PutOrganization put)
    {
        var isMade = state.MadeBy == put.Cause;
        var name = state.NamedBy is null ? put.Name : state.Name;
        if (isMade && state.Record is null && (state.Name != name || state.OwnerId != put.OwnerId))
        {
            state = state with { Name = name, OwnerId = put.OwnerId, ChangedAt = turn.Now };
        }

        return put.Utm is null && !isMade
            ? state
            : WithUtm(turn, state, new PutOrganizationUtm(put.Cause, put.By, put.Utm));
    }

    private static Organization Name(Turn turn, Organization state, NameOrganization name)
    {
        if (state.NamedBy is not null || state.Record is not null)
        {
            return state;
        }

        turn.Record(new TimelineEntry(
            turn.Self, "nameWritten", name.By, "CS-27", "existsWithoutName", name.Cause, [new("name", name.Name)]));
        if (OrganizationNameGrain.Id(name.Name) is { } id)
        {
            turn.Tell(id, new MoveOrganizationName(name.Reserved, state.Id));
        }

        return state with { Name = name.Name, NamedBy = name.Cause, ChangedAt = turn.Now };
    }

    // CS-28: the first touch wins.
    private static Organization WithUtm(Turn turn, Organization state, PutOrganizationUtm put)
    {
        if ((state.Utm is not null && state.Utm.From != put.Cause) || state.Utm?.Tags == put.Utm)
        {
            return state;
        }

        if (state.MadeBy != put.Cause && put.Utm is not null)
        {
            turn.Record(new TimelineEntry(turn.Self, "utmWritten", put.By, "CS-28", null, put.Cause));
        }

        return state with { Utm = put.Utm is null ? null : new UtmTouch(put.Utm, put.Cause, turn.Now) };
    }

    private static Organization? Withdraw(Turn turn, Organization? state, WithdrawOrganization withdraw)
    {
        // Tags that another call wrote to it are a trace of that call; a record is a person's.
        if (state?.MadeBy != withdraw.Cause || state.Record is not null
            || (state.Utm is { } utm && utm.From != withdraw.Cause))
        {
            return state;
        }

        turn.Record(new TimelineEntry(
            turn.Self, "organizationTakenBack", withdraw.Cause, "CS-01", "notWantedAnyMore", withdraw.Cause));
        return null;
    }
}

/// <summary>A company name: reserves one organization for all forms that write it (CS-27).</summary>
public static class OrganizationNameGrain
{
    private const int KeyLengthMax = 300;

    /// <summary>
    /// The grain of a name: lower case, single spaces; null for a name without any printable character.
    /// </summary>
    public static GrainId? Id(string name)
    {
        var printable = string.Concat(name.Select(character => char.IsControl(character) ? ' ' : character));
        var key = string.Join(' ', printable.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
        key = key.Length > KeyLengthMax ? key[..KeyLengthMax] : key;
        return GrainId.IsKey(key) ? new GrainId(OrganizationName.Type, key) : null;
    }

    /// <summary>Handles one message.</summary>
    public static OrganizationName? Handle(Turn turn, OrganizationName? state, object message) => message switch
    {
        Situation situation => Reserve(turn, state, situation),
        MoveOrganizationName move => state?.OrganizationId == move.From ? new OrganizationName(move.To) : state,
        ClaimOrganizationName claim => state ?? new OrganizationName(claim.Id),
        ReleaseOrganizationName release => state?.OrganizationId == release.Id ? null : state,
        _ => throw new InvalidOperationException($"An organization name does not understand {message.GetType().Name}."),
    };

    private static OrganizationName Reserve(Turn turn, OrganizationName? state, Situation situation)
    {
        var id = situation.IdOf("organization");
        var isKnown = state is not null && state.OrganizationId != id;
        state ??= new OrganizationName(id);
        turn.Tell(
            new GrainId(NumberContacts.Type, situation.Question.ClientNumber!),
            situation with { Company = new NamedCompany(state.OrganizationId, isKnown) });
        return state;
    }
}
