using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Calls;

/// <summary>How far a call is decidable: a function of its facts, the waits that passed, and nothing else.</summary>
/// <param name="Decided">Whether the end is decided.</param>
/// <param name="Answered">How.</param>
/// <param name="WaitUntil">When to look again; null when there is nothing to wait for.</param>
internal readonly record struct CallEnd(bool Decided, bool Answered, DateTimeOffset? WaitUntil)
{
    /// <summary>The end as the facts tell it at a time.</summary>
    public static CallEnd Of(Call call, CallSettings settings, DateTimeOffset now)
    {
        var facts = call.Facts;
        var wasAnswered = facts.AnsweredAt is not null;
        var isQuiet = call.ClosedBy == CallClosing.Quiet;
        if (facts.EndedAt is null)
        {
            return new CallEnd(isQuiet, wasAnswered, null);
        }

        // a voicemail answers with a machine; the telephone system's word counts more than the pickup.
        if (facts.Outcome is not (null or CallOutcome.Answered))
        {
            return new CallEnd(true, false, null);
        }

        if (wasAnswered)
        {
            return new CallEnd(true, true, null);
        }

        // The answer may be on its way (a hang-up may even be dated before it): wait, then believe the outcome.
        var saysAnswered = facts.Outcome == CallOutcome.Answered;
        var due = (call.EndSeenAt ?? now) + (saysAnswered ? settings.AnswerWait : settings.SettleDelay);
        return now >= due || isQuiet
            ? new CallEnd(true, saysAnswered, null)
            : new CallEnd(false, false, due);
    }
}

/// <summary>Builds the question that a call asks.</summary>
internal static class CallQuestion
{
    /// <summary>The question, and when to look again.</summary>
    public static (Question Question, DateTimeOffset? WaitUntil) Of(
        Call call, CallEnd end, SettingsSnapshot settings, DateTimeOffset now)
    {
        if (CallClient.IsSilent(call.NoClient) || call.Scenario.Version is null)
        {
            return (Unasked(call, end, settings), end.WaitUntil);
        }

        if (call.NoClient == NoClientReason.NumberUnknown && call.ClosedBy != CallClosing.Quiet)
        {
            // The number may still come; after the end it is not waited for longer than an answer would be.
            var due = call.EndSeenAt + settings.Calls.AnswerWait;
            if (due is null || now < due)
            {
                return (Unasked(call, end, settings), Earlier(end.WaitUntil, due));
            }
        }

        return (Ask(call, end, settings), end.WaitUntil);
    }

    // Nothing is asked, but who took part is found out: an employee's calls are looked for by it.
    private static Question Unasked(Call call, CallEnd end, SettingsSnapshot settings)
    {
        var before = call.Asked is { } asked && asked.IsSilent() ? asked : null;
        return new Question
        {
            Pickup = Pickup(call, settings, before?.Pickup),
            End = end.Decided ? End(call, end, settings, before?.End) : null,
        };
    }

    private static Question Ask(Call call, CallEnd end, SettingsSnapshot settings)
    {
        var facts = call.Facts;
        var isOutgoing = facts.Direction == CallDirection.Outgoing;

        // CS-35: what was found out while nothing was asked is found out anew, with the employees of now.
        var before = call.Asked is { } asked && !asked.IsSilent() ? asked : null;
        return new Question
        {
            Scenario = call.Scenario,
            ClientNumber = call.ClientNumber,
            Outgoing = isOutgoing,
            Name = isOutgoing ? facts.CalledName : facts.CallerName,
            Utm = facts.Utm,
            LandingPage = facts.LandingPage,
            ClientId = facts.ClientId,
            Before = isOutgoing ? null : Moment(facts.StartedAt, settings, before?.Before),
            Pickup = Pickup(call, settings, before?.Pickup),
            End = end.Decided ? End(call, end, settings, before?.End) : null,
        };
    }

    private static Moment? Pickup(Call call, SettingsSnapshot settings, Moment? before)
    {
        var facts = call.Facts;
        return facts.Direction == CallDirection.Outgoing || facts.AnsweredAt is not { } answeredAt ? null
            : Moment(answeredAt, settings, before) with
            {
                Who = CallClient.Participant(facts.FirstAnswerer, call, settings, before?.Who),
            };
    }

    private static Moment End(Call call, CallEnd end, SettingsSnapshot settings, Moment? before)
    {
        var facts = call.Facts;

        // Nobody answered a missed incoming call; an unanswered outgoing one was still made by somebody.
        var hasWho = end.Answered || facts.Direction == CallDirection.Outgoing;
        return Moment(facts.EndedAt ?? facts.LastAt, settings, before) with
        {
            Answered = end.Answered,
            Who = hasWho ? CallClient.Participant(facts.LastAnswerer, call, settings, before?.Who) : null,
        };
    }

    // CS-06: a moment keeps the settings of when it first came up.
    private static Moment Moment(DateTimeOffset at, SettingsSnapshot settings, Moment? before) => before is null
        ? new Moment(at, settings.Calls.TaskDeadline, settings.TopManagerUserId)
        : new Moment(at, before.TaskDeadline, before.TopManagerId);

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right < left ? right ?? left : left;
}
