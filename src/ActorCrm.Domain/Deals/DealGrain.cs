using ActorCrm.Domain.Contacts;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Deals;

/// <summary>A deal. Its contact is told whatever a decision about the client depends on.</summary>
public static class DealGrain
{
    /// <summary>The grain of a deal.</summary>
    public static GrainId Id(Guid id) => new(Deal.Type, id.ToString());

    /// <summary>Handles one message.</summary>
    public static Deal? Handle(Turn turn, Deal? state, object message)
    {
        var next = Answer(turn, state, message);
        return next is { Record: { } note } && !ReferenceEquals(next, state) && ReferenceEquals(note, state?.Record)
            ? next with { Record = note.Touched(turn.Now, Who(message)) }
            : next;
    }

    private static Deal? Answer(Turn turn, Deal? state, object message) => message switch
    {
        // What calls have to tell a deleted one is not for anybody to see.
        PutDeal or PutDealUtm or AddCallToDeal or RemoveCallFromDeal or WithdrawDeal or ClientNamed
            when state is { Hidden: true } => state,
        PutDeal put => state is null ? Create(turn, put) : Amend(turn, state, put),
        PutDealUtm put => state is null ? null : WithUtm(turn, state, put),
        AddCallToDeal add => Add(turn, state, add),
        RemoveCallFromDeal remove => Remove(turn, state, remove),
        WithdrawDeal withdraw => Withdraw(turn, state, withdraw),
        CloseDeal close => Close(turn, state, close),
        AssignDeal assign => Assign(turn, state, assign),

        // No change in the sense of A-12: which deal the next call belongs to must not depend on a name.
        ClientNamed named => state is { Edited: false } && state.Title == named.From
            ? state with { Title = named.To }
            : state,
        _ => DealRecord.Form.Handle(turn, state, message),
    };

    private static string? Who(object message) => message switch
    {
        PutDeal put => put.Cause,
        PutDealUtm put => put.Cause,
        AddCallToDeal add => add.Cause,
        RemoveCallFromDeal remove => remove.Cause,
        CloseDeal close => close.By,
        AssignDeal assign => assign.By,
        _ => null,
    };

    private static Deal Create(Turn turn, PutDeal put)
    {
        var call = put.ByPerson ? null : put.Cause;
        turn.Record(new TimelineEntry(turn.Self, "dealCreated", put.By, put.Rule, null, call));
        return new Deal(
            Guid.Parse(turn.Self.Key),
            put.Title,
            put.ContactId,
            put.OrganizationId,
            put.OwnerId,
            DealStatus.Open,
            put.Cause,
            turn.Now,
            turn.Now)
        {
            Utm = put.Utm is null ? null : new UtmTouch(put.Utm, put.Cause, turn.Now),
            Edited = put.ByPerson,
        };
    }

    private static Deal Amend(Turn turn, Deal state, PutDeal put)
    {
        if (state.MadeBy != put.Cause || state.Edited)
        {
            return state;
        }

        if (state.OwnerId != put.OwnerId)
        {
            turn.Record(new TimelineEntry(turn.Self, "dealAssigned", "T2", "CS-37", put.OwnerId, put.Cause));
        }

        var isSame = state.Title == put.Title && state.OwnerId == put.OwnerId
            && state.OrganizationId == put.OrganizationId;
        state = isSame ? state : state with
        {
            Title = put.Title,
            OwnerId = put.OwnerId,
            OrganizationId = put.OrganizationId,
            ChangedAt = turn.Now,
        };
        return WithUtm(turn, state, new PutDealUtm(put.Cause, put.By, put.Utm));
    }

    // CS-28: the first touch wins.
    private static Deal WithUtm(Turn turn, Deal state, PutDealUtm put)
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

    private static Deal? Add(Turn turn, Deal? state, AddCallToDeal add)
    {
        var calls = state?.Calls ?? [];
        if (state is null || Array.Exists(calls, call => call.Cause == add.Cause))
        {
            return state;
        }

        var kept = calls.AsSpan(Math.Max(0, calls.Length - Deal.CallsMax + 1));
        state = state with { Calls = [.. kept, new DealCall(add.Cause, turn.Now)] };
        return add.TellContact ? Tell(turn, state) : state;
    }

    private static Deal? Remove(Turn turn, Deal? state, RemoveCallFromDeal remove)
    {
        var calls = state?.Calls ?? [];
        if (state is null || !Array.Exists(calls, call => call.Cause == remove.Cause))
        {
            return state;
        }

        var rest = Array.FindAll(calls, call => call.Cause != remove.Cause);
        state = state with { Calls = rest.Length == 0 ? null : rest };
        return remove.TellContact ? Tell(turn, state) : state;
    }

    private static Deal? Withdraw(Turn turn, Deal? state, WithdrawDeal withdraw)
    {
        if (state is null)
        {
            return null;
        }

        if (!IsOnly(state, withdraw.Cause))
        {
            // Others had to do with it: it stays, and the contact must know it again.
            return Tell(turn, state);
        }

        turn.Record(new TimelineEntry(
            turn.Self, "dealTakenBack", withdraw.Cause, "CS-01", "notWantedAnyMore", withdraw.Cause));
        return null;
    }

    /// <summary>Whether nobody but the call that made it left anything in it.</summary>
    private static bool IsOnly(Deal deal, string cause) =>
        deal.MadeBy == cause && deal is { Edited: false, Record: null } && (deal.Utm is null || deal.Utm.From == cause)
        && Array.TrueForAll(deal.Calls ?? [], call => call.Cause == cause);

    private static Deal? Close(Turn turn, Deal? state, CloseDeal close)
    {
        if (state is not { Status: DealStatus.Open, Hidden: false })
        {
            turn.Reply(state is null or { Hidden: true } ? new DealNotFound() : new DealAlreadyClosed(state.Status));
            return state;
        }

        var status = close.Won ? DealStatus.Won : DealStatus.Lost;
        turn.Record(new TimelineEntry(turn.Self, close.Won ? "dealWon" : "dealLost", close.By));
        turn.Reply(new DealClosed(status));
        return Tell(turn, state with
        {
            Status = status,
            ClosedAt = turn.Now,
            ChangedAt = turn.Now,
            Edited = true,
        });
    }

    private static Deal? Assign(Turn turn, Deal? state, AssignDeal assign)
    {
        if (state is null or { Hidden: true })
        {
            turn.Reply(new DealNotFound());
            return state;
        }

        turn.Reply(new DealAssigned(assign.OwnerId));
        if (state.OwnerId == assign.OwnerId && state.Edited)
        {
            return state;
        }

        turn.Record(new TimelineEntry(turn.Self, "dealAssigned", assign.By, null, assign.OwnerId));
        return Tell(turn, state with
        {
            OwnerId = assign.OwnerId,
            ChangedAt = turn.Now,
            Edited = true,
        });
    }

    /// <summary>Tells the contact what it has to remember of the deal.</summary>
    internal static Deal Tell(Turn turn, Deal deal)
    {
        var updatedAt = deal.Status == DealStatus.Open ? deal.UpdatedAt : deal.ClosedAt ?? deal.UpdatedAt;
        var summary = new DealSummary(
            deal.Id, deal.OwnerId, deal.Status, updatedAt, deal.MadeBy, deal.Utm?.From, deal.Edited, deal.Edited,
            deal.Hidden);
        turn.Tell(ContactGrain.Id(deal.ContactId), new DealChanged(summary));
        return deal;
    }
}
