using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Calls;

/// <summary>
/// The rules (spec/calls.md §1.6–1.8): from a question, the client as the moments found it and a matrix, the whole
/// answer. Pure: the same input gives the same decision, ids included, however often and whenever it is asked.
/// </summary>
public static class CallRules
{
    /// <summary>Decides.</summary>
    /// <param name="situation">The question, the matrix, and what ids derive from.</param>
    /// <param name="snapshots">The client as the moments found it.</param>
    /// <param name="contactId">The id that the number's contact has or would have; null without a number.</param>
    public static Decision Decide(Situation situation, ClientSnapshots snapshots, Guid? contactId)
    {
        var question = situation.Question;
        var evaluation = new Evaluation(situation, contactId);

        // CS-24: in the order of the moments, whatever the order in which they became known.
        if (question.Before is { } before)
        {
            evaluation.Act(Trigger.T1, before, snapshots.First);
        }

        if (question.Pickup is { } pickup)
        {
            evaluation.TakeOver(pickup);
            evaluation.Act(Trigger.T2, pickup, snapshots.Pickup ?? snapshots.First);
        }

        if (question.Form is { } form)
        {
            evaluation.Act(Trigger.T10, form, snapshots.First);
            evaluation.Attach(Trigger.T10);
        }

        if (question.End is { } end)
        {
            var snapshot = snapshots.End ?? snapshots.First;
            var trigger = EndTrigger(end, question.Outgoing, evaluation.Responsible(snapshot));
            evaluation.Act(trigger, end, snapshot);
            evaluation.Attach(trigger);
        }

        return evaluation.Decision();
    }

    /// <summary>
    /// The snapshots with those of the moments that are considered for the first time; the others stay, so that a late
    /// event does not see what happened to the client since.
    /// </summary>
    /// <param name="taken">Those of the situation.</param>
    /// <param name="asked">The question now.</param>
    /// <param name="prior">What was decided before: its triggers are those of the moments considered before.</param>
    /// <param name="current">The client as it is.</param>
    public static ClientSnapshots Extend(
        ClientSnapshots? taken, Question asked, Decision? prior, ClientSnapshot current)
    {
        if (taken is null)
        {
            return new ClientSnapshots(current);
        }

        var pickup = asked.Pickup is not null && taken.Pickup is null && !Fired(prior, Trigger.T2);
        var end = asked.End is not null && taken.End is null && prior?.EndTrigger() is null;
        return (pickup || end) && current != taken.First
            ? taken with { Pickup = pickup ? current : taken.Pickup, End = end ? current : taken.End }
            : taken;
    }

    /// <summary>
    /// Which of T3–T9 an end fires: exactly one (CS-41). An unknown employee replaces T4–T8 (A-7, CS-26); who is
    /// responsible is known from before anything is created (§1.8.4).
    /// </summary>
    public static Trigger EndTrigger(Moment end, bool outgoing, string? responsibleId)
    {
        if (!outgoing && !end.Answered)
        {
            return Trigger.T3;
        }

        if (end.Who?.UserId is not { } userId)
        {
            return Trigger.T9;
        }

        var isResponsible = userId == responsibleId;
        return (outgoing, end.Answered) switch
        {
            (false, _) => isResponsible ? Trigger.T5 : Trigger.T4,
            (true, true) => isResponsible ? Trigger.T6 : Trigger.T7,
            (true, false) => Trigger.T8,
        };
    }

    private static bool Fired(Decision? decision, Trigger trigger) =>
        decision is not null && Array.IndexOf(decision.Triggers, trigger) >= 0;
}
