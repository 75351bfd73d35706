using System.Text.Json;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Calls;

/// <summary>
/// One call: folds the set of its events, asks what follows from it, and tells its tasks. Everything it does is a
/// function of the set, so order and repetition of the events do not matter.
/// </summary>
public static class CallGrain
{
    private const string QuietReminder = "quiet";
    private const string SettleReminder = "settle";

    /// <summary>Handles one message.</summary>
    public static Call? Handle(Turn turn, Call? state, object message) => message switch
    {
        RecordCallEvent record => Record(turn, state, record),
        ReplaceCallEvents replace => Replace(turn, state, replace),
        SituationDecided decided => Decided(turn, state, decided),
        SettleCall => state is null ? null : Advance(turn, state with { SettleAt = null }, null),
        CloseQuietCall => CloseQuiet(turn, state),
        ResendCall => Resend(turn, state),
        _ => throw new InvalidOperationException($"A call does not understand {message.GetType().Name}."),
    };

    private static Call? Record(Turn turn, Call? state, RecordCallEvent record)
    {
        if (CallEvents.Fault(record.Event) is { } fault)
        {
            turn.Reply(new EventRefused("callEventInvalid", fault));
            return state;
        }

        var events = state?.Events ?? [];
        if (CallEvents.Has(events, record.Event.Id))
        {
            // CS-33: the same event again changes nothing.
            turn.Reply(new EventDuplicate(state!.Phase));
            return state;
        }

        if (events.Length >= Call.EventsMax)
        {
            turn.Reply(TooMany());
            return state;
        }

        var next = Fold(turn, state, record.Source, record.CallId, CallEvents.Insert(events, record.Event));
        turn.Reply(new EventAccepted(next.Phase));
        return next;
    }

    private static Call? Replace(Turn turn, Call? state, ReplaceCallEvents replace)
    {
        if (replace.Events is not { Length: > 0 })
        {
            turn.Reply(new EventRefused("callEventInvalid", "A call has at least one event."));
            return state;
        }

        if (replace.Events.Length > Call.EventsMax)
        {
            turn.Reply(TooMany());
            return state;
        }

        foreach (var callEvent in replace.Events)
        {
            if (CallEvents.Fault(callEvent) is { } fault)
            {
                turn.Reply(new EventRefused("callEventInvalid", $"{callEvent?.Id}: {fault}"));
                return state;
            }
        }

        var events = CallEvents.SetOf(replace.Events);
        if (state is not null && events.AsSpan().SequenceEqual(state.Events))
        {
            turn.Reply(new EventDuplicate(state.Phase));
            return state;
        }

        var next = Fold(turn, state, replace.Source, replace.CallId, events);
        turn.Reply(new EventAccepted(next.Phase));
        return next;
    }

    private static EventRefused TooMany() =>
        new("callEventsTooMany", $"A call has at most {Call.EventsMax} events.");

    private static Call Fold(Turn turn, Call? before, string source, string callId, CallEvent[] events)
    {
        var settings = SettingsSnapshot.Of(turn);
        var facts = CallFacts.Of(events);
        var call = before is null
            ? new Call(
                source, callId, turn.Now, turn.Now, events, facts, Started(facts, settings), CallPhase.Ringing)
            : before with { LastReceivedAt = turn.Now, Events = events, Facts = facts };
        call = call with { Region = call.Region ?? settings.RegionOf(source) };
        if (before is null)
        {
            turn.Remind(QuietReminder, turn.Now + settings.Calls.QuietTimeout, new CloseQuietCall());
            turn.Record(new TimelineEntry(turn.Self, "callStarted", source));
        }
        else if (facts.Project != before.Facts.Project)
        {
            call = call with { Scenario = Started(facts, settings) };
        }

        // Who the client is stays as it was first read; a later change of the settings does not touch past calls.
        if (before is null || facts.Direction != before.Facts.Direction
            || CallClient.Text(facts) != CallClient.Text(before.Facts))
        {
            var (number, none) = CallClient.Of(facts, call.Region, settings);
            call = call with { ClientNumber = number, NoClient = none };
        }

        if (facts.AnsweredAt is not null && before?.Facts.AnsweredAt is null)
        {
            turn.Record(new TimelineEntry(turn.Self, "callAnswered", source));
        }

        call = call with { EndSeenAt = facts.EndedAt is null ? null : call.EndSeenAt ?? turn.Now };
        return Advance(turn, call, before);
    }

    // CS-38: a call finishes with the scenario that it started with; none while the integration is off (CS-35).
    private static CallScenario Started(CallFacts facts, SettingsSnapshot settings)
    {
        var project = facts.Project ?? Scenario.DefaultProject;
        var scenario = settings.Scenario(project);
        return new CallScenario(project, scenario.Active ? scenario.Version : null);
    }

    /// <summary>Does what the call's facts, the time and the waits allow now.</summary>
    private static Call Advance(Turn turn, Call call, Call? before)
    {
        var settings = SettingsSnapshot.Of(turn);
        var end = CallEnd.Of(call, settings.Calls, turn.Now);
        var wasOver = call.Phase == CallPhase.Ended;
        call = WithPhase(turn, call, end, settings.Calls);
        if (!wasOver && call.Phase == CallPhase.Ended)
        {
            RecordSilentEnd(turn, call);
        }

        call = Ask(turn, call, settings, end);
        if (before is not null && !SameRecordings(before.Facts, call.Facts))
        {
            TellRecordings(turn, call);
        }

        return call;
    }

    private static Call WithPhase(Turn turn, Call call, CallEnd end, CallSettings settings)
    {
        var closedBy = !end.Decided ? (CallClosing?)null
            : call.ClosedBy == CallClosing.Quiet || call.Facts.EndedAt is null ? CallClosing.Quiet
            : CallClosing.End;
        if (closedBy is not null && call.ClosedBy is null)
        {
            turn.Forget(QuietReminder);
        }
        else if (closedBy is null && call.ClosedBy is not null)
        {
            // The events that ended it were replaced, or contradicted: it goes on.
            turn.Remind(QuietReminder, turn.Now + settings.QuietTimeout, new CloseQuietCall());
        }

        return call with
        {
            ClosedBy = closedBy,
            ClosedAt = closedBy is null ? null : call.ClosedAt ?? turn.Now,
            Phase = closedBy is not null ? CallPhase.Ended
                : call.Facts.AnsweredAt is not null ? CallPhase.Answered
                : CallPhase.Ringing,
        };
    }

    // The end of every other call is recorded with the trigger that it fires.
    private static void RecordSilentEnd(Turn turn, Call call)
    {
        if (call.Scenario.Version is null)
        {
            turn.Record(new TimelineEntry(turn.Self, "callEnded", call.Source, "CS-35", "integrationInactive"));
        }
        else if (call.NoClient is { } reason && CallClient.IsSilent(reason))
        {
            var why = JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());
            turn.Record(new TimelineEntry(turn.Self, "callEnded", call.Source, Why: why));
        }
    }

    /// <summary>
    /// Asks if the question differs from the one asked last. One situation is on its way at most: whatever changes
    /// meanwhile is asked when the answer is there.
    /// </summary>
    private static Call Ask(Turn turn, Call call, SettingsSnapshot settings, CallEnd end)
    {
        var (question, waitUntil) = CallQuestion.Of(call, end, settings, turn.Now);
        call = WithSettleReminder(turn, call, waitUntil);
        if (call.Awaiting is not null || question == (call.Asked ?? new Question()))
        {
            return call;
        }

        if (call.Asked is { ClientNumber: { } number } asked && number != question.ClientNumber && !asked.IsSilent())
        {
            // The client turns out to be another one: what was done for the first is taken back.
            return Send(turn, call, new Question { ClientNumber = number }, settings);
        }

        if (question.ClientNumber is not null)
        {
            return Send(turn, call, question, settings);
        }

        return DecideWithoutClient(turn, call, question, settings);
    }

    private static Call WithSettleReminder(Turn turn, Call call, DateTimeOffset? waitUntil)
    {
        if (waitUntil == call.SettleAt)
        {
            return call;
        }

        if (waitUntil is { } due)
        {
            turn.Remind(SettleReminder, due, new SettleCall());
        }
        else
        {
            turn.Forget(SettleReminder);
        }

        return call with { SettleAt = waitUntil };
    }

    private static Call Send(Turn turn, Call call, Question question, SettingsSnapshot settings)
    {
        var situation = Situation(turn, call, question, settings);
        turn.Tell(new GrainId(Contacts.NumberContacts.Type, question.ClientNumber!), situation);
        return call with { Asked = question, Awaiting = turn.Cause };
    }

    private static Situation Situation(Turn turn, Call call, Question question, SettingsSnapshot settings)
    {
        var isSameClient = call.Asked?.ClientNumber == question.ClientNumber;
        var matrix = call.Scenario.Version is { } version
            ? settings.Matrix(call.Scenario.Project, version)
            : ScenarioMatrix.Empty;
        return new Situation(
            turn.Self.ToString(),
            turn.Cause,
            call.ReceivedAt,
            question,
            matrix,
            isSameClient ? call.Snapshots : null,
            isSameClient ? call.Decision : null,
            call.Asked is { } asked && !asked.SameClient(question));
    }

    // CS-30, CS-31: without a number nobody is matched and nothing made, but the tasks are wanted all the same.
    private static Call DecideWithoutClient(Turn turn, Call call, Question question, SettingsSnapshot settings)
    {
        if (question.IsSilent())
        {
            var silent = call with { Asked = question == new Question() ? null : question, Snapshots = null };
            return call.Decision is null ? silent : WithDecision(turn, silent, new Question(), null);
        }

        var situation = Situation(turn, call, question, settings);
        var snapshots = new ClientSnapshots(ClientSnapshot.None);
        var decision = CallRules.Decide(situation, snapshots, contactId: null);
        return WithDecision(turn, call with { Asked = question, Snapshots = snapshots }, question, decision);
    }

    private static Call? Decided(Turn turn, Call? state, SituationDecided decided)
    {
        if (state is null || state.Awaiting != decided.Token || state.Asked is not { } asked)
        {
            // An answer that came twice.
            return state;
        }

        var call = state with { Awaiting = null, Snapshots = decided.Snapshots };
        return Advance(turn, WithDecision(turn, call, asked, decided.Decision), null);
    }

    private static Call WithDecision(Turn turn, Call call, Question question, Decision? decision)
    {
        var before = call.Decision;
        var now = decision ?? Decision.None;
        DecisionTasks.Tell(turn, turn.Self.ToString(), question, before, now, call.Facts.Recordings);
        if (now.EndTrigger() is { } trigger && before?.EndTrigger() != trigger)
        {
            turn.Record(new TimelineEntry(
                turn.Self, "callEnded", trigger.ToString(), "CS-41",
                now.ResponsibleId is { } id ? $"responsible {id}" : "nobodyResponsible"));
        }

        if (now.AttachedTo is { } entity && before?.AttachedTo != entity)
        {
            // The attachment is the last thing that a decision does.
            var step = now.Steps![^1];
            turn.Record(new TimelineEntry(
                CallKey.Grain(entity), "callAdded", step.Cell(), step.Rule, step.Why, turn.Self.ToString()));
        }

        return call with { Decision = decision };
    }

    // CS-34.
    private static void TellRecordings(Turn turn, Call call)
    {
        if (call is not { Decision: { } decision, Asked: { } asked, Awaiting: null })
        {
            // The tasks that are being decided will be told with the decision.
            return;
        }

        DecisionTasks.TellRecordings(turn, turn.Self.ToString(), asked, decision, call.Facts.Recordings);
        if (decision.AttachedTo is { } entity && call.Facts.Recordings is [.., var latest])
        {
            turn.Record(new TimelineEntry(
                CallKey.Grain(entity), "recordingAdded", call.Source, "CS-34", null, turn.Self.ToString(),
                [new("recordingUrl", latest)]));
        }
    }

    private static bool SameRecordings(CallFacts left, CallFacts right) =>
        left.Recordings.AsSpan().SequenceEqual(right.Recordings);

    private static Call? CloseQuiet(Turn turn, Call? state)
    {
        if (state is null or { ClosedBy: not null })
        {
            return state;
        }

        var due = state.LastReceivedAt + SettingsSnapshot.Of(turn).Calls.QuietTimeout;
        if (turn.Now < due)
        {
            turn.Remind(QuietReminder, due, new CloseQuietCall());
            return state;
        }

        return Advance(turn, state with { ClosedBy = CallClosing.Quiet, ClosedAt = turn.Now }, null);
    }

    // CS-35: a call that was stored while the integration was off is evaluated now, with the scenario of now.
    private static Call? Resend(Turn turn, Call? state)
    {
        if (state is null or { Scenario.Version: not null })
        {
            return state;
        }

        var scenario = Started(state.Facts, SettingsSnapshot.Of(turn));
        return scenario.Version is null ? state : Advance(turn, state with { Scenario = scenario }, null);
    }
}
