using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tasks;

/// <summary>A task as a record.</summary>
internal sealed class TaskRecord() : RecordForm<CrmTask>(CrmTask.Type, TaskJson.Default.CrmTask, new TaskRules())
{
    // The fields that are members of the state: calls work on them.
    private static readonly string[] Hot =
    [
        "subject", "text", "assigneeId", "completed", "dueAt", "dealId", "contactId", "call", "clientNumber",
        "clientName", "recordings", "completedAt", "completedBy",
    ];

    /// <summary>The only one.</summary>
    public static TaskRecord Form { get; } = new();

    /// <inheritdoc/>
    public override ObjectRecord Show(CrmTask state, long version)
    {
        var fields = new JsonObject { ["subject"] = state.Subject };
        fields.Put("text", state.Text.Length == 0 ? null : state.Text);
        fields.Put("assigneeId", state.AssigneeId);
        fields["completed"] = state.Completed;
        fields.Put("dueAt", state.DueAt);
        fields.Put("dealId", state.DealId);
        fields.Put("contactId", state.ContactId);
        fields.Put("call", state.Call);
        fields.Put("clientNumber", state.ClientNumber);
        fields.Put("clientName", state.ClientName);
        fields.Put("recordings", state.Recordings);
        fields.Put("completedAt", state.CompletedAt);
        fields.Put("completedBy", state.CompletedBy);
        fields.PutOthers(state.Fields);
        var madeBy = state.MadeBy ?? state.Call!;
        return RecordNote.Show(state.Record, Plain(
            state.Id, fields, version, state.CreatedAt, madeBy, state.UpdatedAt, state.CompletedBy ?? madeBy));
    }

    /// <inheritdoc/>
    protected override CrmTask Take(Turn turn, CrmTask? state, ObjectRecord? before, ObjectRecord after)
    {
        var note = RecordNote.Of(after);
        var next = state ?? new CrmTask(
            after.Id, "", "", "", false, null, null, null, null, null, null, null, [], after.CreatedAt,
            after.CreatedAt)
        { MadeBy = after.CreatedBy };
        if (after.Version != (before?.Version ?? 0))
        {
            next = Change(turn, next, after, isNew: before is null or { Version: 0 });
        }

        return next with { Record = note, Hidden = note.IsHidden };
    }

    private static CrmTask Change(Turn turn, CrmTask task, ObjectRecord record, bool isNew)
    {
        var fields = record.Fields;
        var isDone = fields["completed"]?.GetValue<bool>() == true;
        var dueAt = fields.Time("dueAt");
        task = task with
        {
            Subject = fields.Text("subject")!,
            Text = fields.Text("text") ?? "",
            AssigneeId = fields.Text("assigneeId")!,

            // Times of records are of milliseconds; what is finer is not lost by a change of something else.
            DueAt = (dueAt - task.DueAt)?.Duration() < TimeSpan.FromMilliseconds(1) ? task.DueAt : dueAt,
            DealId = fields.Id("dealId"),
            ContactId = fields.Id("contactId"),
            MadeBy = isNew ? record.CreatedBy : task.MadeBy,
            CreatedAt = isNew ? record.CreatedAt : task.CreatedAt,
            UpdatedAt = turn.Now,
            Fields = fields.Others(Hot),
        };
        return isDone == task.Completed ? task : task with
        {
            Completed = isDone,
            CompletedAt = isDone ? turn.Now : null,
            CompletedBy = isDone ? record.UpdatedBy : null,
            CompletedByPerson = isDone,
        };
    }
}

/// <summary>What tasks have beyond the definitions of their fields.</summary>
internal sealed class TaskRules() : EntityRules(CrmTask.Type)
{
    /// <inheritdoc/>
    public override string What(JsonObject before, JsonObject after) =>
        (IsDone(before), IsDone(after)) switch
        {
            (false, true) => "taskCompleted",
            (true, false) => "taskReopened",
            _ => base.What(before, after),
        };

    /// <summary>A task is completed or not.</summary>
    public override void Check(JsonObject before, JsonObject given, JsonObject? values, List<FieldFault> faults)
    {
        if (values is not null)
        {
            values["completed"] ??= IsDone(before);
        }
    }

    private static bool IsDone(JsonObject fields) => fields["completed"]?.GetValue<bool>() == true;
}
