using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Tasks;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Tasks;

/// <summary>Reads tasks and completes them.</summary>
public static class TaskEndpoints
{
    private const string List = "tasks";

    private static readonly FeatureSql Sql = FeatureSql.Load("Tasks/tasks");

    /// <summary>Maps <c>/tasks</c>.</summary>
    public static void MapTasks(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/tasks").WithTags("Tasks");
        group.MapGet("", ListAsync).OnlyParameters<TaskListQuery>().RequirePermission(Permissions.RecordsRead)
            .SeesMany()
            .WithName("listTasks").WithSummary("Tasks, newest first.");
        group.MapGet("/{id}", FindAsync).NoParameters().RequirePermission(Permissions.RecordsRead)
            .SeesOne(RecordAction.View, CrmTask.Type)
            .WithName("getTask").WithSummary("One task.");
        group.MapPost("/{id}/complete", CompleteAsync).NoParameters().RequirePermission(Permissions.RecordsWrite)
            .SeesOne(RecordAction.Edit, CrmTask.Type)
            .WithName("completeTask").WithSummary("Completes a task. Again changes nothing.");
    }

    private static async Task<Results<PageResult<TaskView>, ProblemResult>> ListAsync(
        [AsParameters] TaskListQuery asked, ReadDatabase database, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var completed = read.Flag("completed", asked.Completed);
        var query = new ListQuery(Sql, "task_list")
            .With("take", limit + 1)
            .VisibleTo(Viewing.Of(user, silo), CrmTask.Type)
            .Where("task_list_after", "id", read.Cursor(List, asked.Cursor)?.Id)
            .Where("task_list_assignee", "assigneeId", read.Text("assigneeId", asked.AssigneeId))
            .Where("task_list_contact", "contactId", read.Id("contactId", asked.ContactId))
            .Where("task_list_deal", "dealId", read.Id("dealId", asked.DealId))
            .Where("task_list_due", "dueBefore", read.Time("dueBefore", asked.DueBefore))
            .Where("task_list_open", completed == false)
            .Where("task_list_completed", completed == true);
        OfCall(query, read.Text("source", asked.Source), read.Text("callId", asked.CallId));
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await query.ReadAsync<StateRow>(database, stop);
        return Page.Of(List, rows, limit, row => new Cursor("", row.Id), View);
    }

    private static void OfCall(ListQuery query, string? source, string? callId)
    {
        if (callId is null)
        {
            query.Where("task_list_source", "source", source);
        }
        else
        {
            query.With("source", source).Where(
                source is null ? "task_list_call_of_any_source" : "task_list_call", "callId", callId);
        }
    }

    private static async Task<Results<RecordResult<TaskView>, ProblemResult>> FindAsync(
        string id, ReadDatabase database, CancellationToken stop)
    {
        var row = Guid.TryParse(id, out var key) ? await ReadAsync(key, database, stop) : null;
        return row is null ? NotFound() : Found(row);
    }

    private static async Task<Results<RecordResult<TaskView>, ProblemResult>> CompleteAsync(
        string id, SiloHost silo, ReadDatabase database, ClaimsPrincipal user, CancellationToken stop)
    {
        if (!Guid.TryParse(id, out var key))
        {
            return NotFound();
        }

        var result = await silo.AskAsync(TaskGrain.Id(key), new CompleteTask(user.Name()), stop);
        if (result is not AskResult.Answered { Answer: var answer })
        {
            return ProblemResult.Of(result);
        }

        var row = answer is TaskNotFound ? null : await ReadAsync(key, database, stop);
        return row is null ? NotFound() : Found(row);
    }

    private static Task<StateRow?> ReadAsync(Guid id, ReadDatabase database, CancellationToken stop) =>
        new ListQuery(Sql, "task_find").With("id", id.ToString()).ReadOneAsync<StateRow>(database, stop);

    private static ProblemResult NotFound() => Problem.NotFound("There is no task with this id.");

    private static RecordResult<TaskView> Found(StateRow row)
    {
        var view = View(row);
        return new RecordResult<TaskView>(view, view.Version);
    }

    private static TaskView View(StateRow row) =>
        TaskView.Of(JsonSerializer.Deserialize(row.Doc, TaskJson.Default.CrmTask)!, row.Version);
}
