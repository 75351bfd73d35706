using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tasks;

/// <summary>A task: what its call wants, and what a person did with it.</summary>
public static class TaskGrain
{
    /// <summary>The grain of a task.</summary>
    public static GrainId Id(Guid id) => new(CrmTask.Type, id.ToString());

    /// <summary>Handles one message.</summary>
    public static CrmTask? Handle(Turn turn, CrmTask? state, object message)
    {
        var next = Answer(turn, state, message);
        return next is { Record: { } note } && !ReferenceEquals(next, state) && ReferenceEquals(note, state?.Record)
            ? next with { Record = note.Touched(turn.Now, Who(message)) }
            : next;
    }

    private static CrmTask? Answer(Turn turn, CrmTask? state, object message) => message switch
    {
        PutTask put when state is { Record: not null } => Hear(state, put),
        PutTask put => Put(turn, state, put),
        WithdrawTask withdraw => Withdraw(turn, state, withdraw),
        CompleteTask complete => Complete(turn, state, complete),
        _ => TaskRecord.Form.Handle(turn, state, message),
    };

    private static string? Who(object message) => message switch
    {
        PutTask put => put.Call,
        CompleteTask complete => complete.By,
        _ => null,
    };

    // A person changed it, or deleted it: the call still brings recordings (CS-34), and leaves all else alone.
    private static CrmTask Hear(CrmTask state, PutTask put) =>
        put.Recordings is null || state.Recordings.AsSpan().SequenceEqual(put.Recordings)
            ? state
            : state with { Recordings = put.Recordings };

    private static CrmTask Put(Turn turn, CrmTask? state, PutTask put)
    {
        if (state is not null && IsSame(state, put))
        {
            return state;
        }

        var cell = put.Contributions[^1];
        var by = $"{cell.Trigger}·{cell.Action}";
        if (state is null || !IsSame(state, put with { Recordings = state.Recordings }))
        {
            // A late recording alone (CS-34) is told once, where the call is attached; not by each of its tasks.
            var what = state is null ? "taskCreated" : "taskChanged";
            turn.Record(new TimelineEntry(turn.Self, what, by, cell.Rule, null, put.Call));
        }

        var byPerson = state is { CompletedByPerson: true };
        var isDone = put.Completed || byPerson;
        var wasDone = state is { Completed: true };
        return new CrmTask(
            Guid.Parse(turn.Self.Key),
            put.Subject,
            put.Text,
            put.AssigneeId,
            isDone,
            put.DueAt,
            put.DealId,
            put.ContactId,
            put.Call,
            put.ClientNumber,
            put.ClientName,
            put.Recordings,
            put.Contributions,
            state?.CreatedAt ?? turn.Now,
            turn.Now)
        {
            CompletedAt = !isDone ? null : wasDone ? state!.CompletedAt : turn.Now,
            CompletedBy = byPerson ? state!.CompletedBy : isDone ? by : null,
            CompletedByPerson = byPerson,
        };
    }

    private static bool IsSame(CrmTask state, PutTask put) =>
        state.Subject == put.Subject && state.Text == put.Text
        && (state.CompletedByPerson || state.Completed == put.Completed)
        && state.DueAt == put.DueAt && state.DealId == put.DealId && state.ContactId == put.ContactId
        && state.ClientNumber == put.ClientNumber && state.ClientName == put.ClientName
        && state.Recordings.AsSpan().SequenceEqual(put.Recordings)
        && state.Contributions.AsSpan().SequenceEqual(put.Contributions);

    private static CrmTask? Withdraw(Turn turn, CrmTask? state, WithdrawTask withdraw)
    {
        if (state is null || state.CompletedByPerson || state.Record is not null)
        {
            return state;
        }

        turn.Record(new TimelineEntry(
            turn.Self, "taskTakenBack", withdraw.Call, "CS-33", "notWantedAnyMore", withdraw.Call));
        return null;
    }

    private static CrmTask? Complete(Turn turn, CrmTask? state, CompleteTask complete)
    {
        if (state is null or { Completed: true } or { Hidden: true })
        {
            turn.Reply(state is null or { Hidden: true }
                ? new TaskNotFound()
                : new TaskAlreadyCompleted(state.CompletedBy));
            return state;
        }

        turn.Record(new TimelineEntry(turn.Self, "taskCompleted", complete.By));
        turn.Reply(new TaskCompleted());
        return state with
        {
            Completed = true,
            CompletedAt = turn.Now,
            CompletedBy = complete.By,
            CompletedByPerson = true,
            UpdatedAt = turn.Now,
        };
    }
}
