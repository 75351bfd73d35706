using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;

namespace ActorCrm.Domain.Calls;

/// <summary>Who gets a task, and by which rule (spec/calls.md §1.4, Ac5–Ac7).</summary>
internal static class TaskRule
{
    /// <summary>The assignee (CRM user), or null and why there is none.</summary>
    public static (string? AssigneeId, string Rule, string Why) Of(
        Trigger trigger,
        ScenarioAction action,
        Moment moment,
        string? responsibleId,
        string responsibleWhy,
        bool isNewClient)
    {
        if (action == ScenarioAction.Ac5)
        {
            return OrMissing(moment.TopManagerId, RuleOfAc5(trigger, isNewClient), "topManager");
        }

        if (action == ScenarioAction.Ac6)
        {
            var rule = trigger == Trigger.T4 ? "CS-13" : "CS-32";
            return moment.Who switch
            {
                null => (null, rule, "nobodyAnswered"),
                { UserId: null } => (null, "CS-26", "unknownEmployee"),
                { UserId: var userId } => (userId, rule, "answerer"),
            };
        }

        // CS-31: without anybody responsible, who answered or made the call; without them, the Top manager.
        return (responsibleId, moment.Who?.UserId) switch
        {
            ({ } id, _) => (id, RuleOfAc7(trigger), responsibleWhy),
            (null, { } userId) => (userId, "CS-31", "nobodyResponsible"),
            _ => OrMissing(
                moment.TopManagerId, trigger == Trigger.T3 && isNewClient ? "CS-05" : "CS-31", "nobodyResponsible"),
        };
    }

    private static (string?, string, string) OrMissing(string? topManagerId, string rule, string why) =>
        (topManagerId, rule, topManagerId is null ? "topManagerMissing" : why);

    private static string RuleOfAc5(Trigger trigger, bool isNewClient) => (trigger, isNewClient) switch
    {
        (Trigger.T9, true) => "CS-07",
        (Trigger.T9, false) => "CS-14",
        _ => "CS-32",
    };

    private static string RuleOfAc7(Trigger trigger) => trigger switch
    {
        Trigger.T3 => "CS-11",
        Trigger.T4 => "CS-13",
        Trigger.T5 => "CS-12",
        Trigger.T6 => "CS-17",
        Trigger.T7 => "CS-18",
        _ => "CS-32",
    };
}

/// <summary>
/// Merges the tasks of a call: one for each assignee, completed only if everything in it is (§1.8.6).
/// </summary>
internal sealed class TaskMerge(Situation situation)
{
    private readonly List<(string AssigneeId, Guid Id, List<TaskContribution> Parts, DateTimeOffset? DueAt)> _tasks =
        [];

    /// <summary>Adds what a cell wants; the id is that of the assignee's task.</summary>
    public Guid Add(string assigneeId, TaskContribution part, Moment moment)
    {
        // CS-06, A-9: every open task is due, counted from its event; of several, the first one.
        DateTimeOffset? dueAt = part.Completed ? null : moment.At + moment.TaskDeadline;
        var place = _tasks.FindIndex(task => task.AssigneeId == assigneeId);
        if (place < 0)
        {
            var id = situation.IdOfTask(assigneeId);
            _tasks.Add((assigneeId, id, [part], dueAt));
            return id;
        }

        var task = _tasks[place];
        task.Parts.Add(part);
        task.DueAt = task.DueAt is null || dueAt < task.DueAt ? dueAt ?? task.DueAt : task.DueAt;
        _tasks[place] = task;
        return task.Id;
    }

    /// <summary>The tasks with their links (CS-30, CS-32); null when there are none.</summary>
    public DecidedTask[]? Tasks(Guid? dealId, Guid? contactId)
    {
        if (_tasks.Count == 0)
        {
            return null;
        }

        var tasks = new DecidedTask[_tasks.Count];
        for (var i = 0; i < tasks.Length; i++)
        {
            var (assigneeId, id, parts, dueAt) = _tasks[i];
            var isCompleted = parts.TrueForAll(part => part.Completed);
            tasks[i] = new DecidedTask(
                id, assigneeId, isCompleted, dueAt, dealId, dealId is null ? contactId : null, [.. parts]);
        }

        return tasks;
    }
}
