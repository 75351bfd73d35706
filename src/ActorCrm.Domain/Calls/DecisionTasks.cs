using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Calls;

/// <summary>
/// Tells the tasks of a call or form what they should be. Only their call does, so that the order of its messages holds
/// and a recording that comes with a decision is never overwritten by an older wish.
/// </summary>
internal static class DecisionTasks
{
    /// <summary>Puts what is wanted and takes back what is not wanted any more.</summary>
    public static void Tell(
        Turn turn, string cause, Question question, Decision? before, Decision now, string[]? recordings)
    {
        foreach (var task in before?.Tasks ?? [])
        {
            if (now.Tasks is null || !Array.Exists(now.Tasks, wanted => wanted.Id == task.Id))
            {
                turn.Tell(TaskGrain.Id(task.Id), new WithdrawTask(cause));
            }
        }

        foreach (var task in now.Tasks ?? [])
        {
            turn.Tell(TaskGrain.Id(task.Id), Put(cause, question, task, recordings));
        }
    }

    /// <summary>CS-34: tells the tasks that carry recordings of a late one.</summary>
    public static void TellRecordings(
        Turn turn, string cause, Question question, Decision now, string[]? recordings)
    {
        foreach (var task in now.Tasks ?? [])
        {
            if (HasRecordings(task))
            {
                turn.Tell(TaskGrain.Id(task.Id), Put(cause, question, task, recordings));
            }
        }
    }

    private static PutTask Put(string cause, Question question, DecidedTask task, string[]? recordings) => new(
        cause,
        TaskTexts.Subject(task.Contributions, question),
        TaskTexts.Text(task.Contributions, question),
        task.AssigneeId,
        task.Completed,
        task.DueAt,
        task.DealId,
        task.ContactId,
        question.ClientNumber,
        question.Name,
        HasRecordings(task) ? recordings : null,
        task.Contributions);

    // §1.5: every task made in T4–T7 carries the recordings.
    private static bool HasRecordings(DecidedTask task) => Array.Exists(
        task.Contributions, part => part.Trigger is >= Trigger.T4 and <= Trigger.T7);
}
