using System.Text.Json;
using ActorCrm.Server.Demo.Story;

namespace ActorCrm.Server.Demo;

/// <summary>What the CRM looks like after the day, read through the API.</summary>
internal sealed class Summary
{
    private const int FormsAtOnce = 8;

    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _triggers = [];
    private readonly Dictionary<string, string> _callTriggers = [];
    private readonly Dictionary<string, TaskCount> _tasks = [];

    private Summary()
    {
    }

    /// <summary>Calls by outcome; <c>goingOn</c> for those that are not over.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    /// <summary>How often each trigger fired, by calls and forms.</summary>
    public IReadOnlyDictionary<string, int> Triggers => _triggers;

    /// <summary>The triggers of each call (<c>source/callId</c>).</summary>
    public IReadOnlyDictionary<string, string> CallTriggers => _callTriggers;

    /// <summary>Tasks by assignee.</summary>
    public IReadOnlyDictionary<string, TaskCount> Tasks => _tasks;

    public int Calls { get; private set; }

    public int Contacts { get; private set; }

    public int Organizations { get; private set; }

    public int Forms { get; private set; }

    public DealCount Deals { get; private set; }

    /// <summary>The call that shows how a task comes about; null when there is none.</summary>
    public JsonElement? Example { get; private set; }

    /// <summary>That call's task.</summary>
    public JsonElement? ExampleTask { get; private set; }

    /// <summary>Reads everything.</summary>
    public static async Task<Summary> ReadAsync(DemoApi api, Day day, CancellationToken stop)
    {
        var summary = new Summary();
        await summary.ReadCallsAsync(api, stop);
        await summary.ReadFormsAsync(api, day, stop);
        await summary.ReadRecordsAsync(api, stop);
        await summary.ReadExampleAsync(api, day, stop);
        return summary;
    }

    private async Task ReadCallsAsync(DemoApi api, CancellationToken stop)
    {
        await foreach (var call in api.ListAsync("calls", stop))
        {
            Calls++;
            var outcome = call.GetProperty("outcome").GetString() ?? "goingOn";
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
            CountTriggers(call);
            _callTriggers[$"{call.GetProperty("source")}/{call.GetProperty("callId")}"] =
                string.Join(' ', call.GetProperty("triggers").EnumerateArray());
        }
    }

    // Forms are read by their id: there is no list of them.
    private async Task ReadFormsAsync(DemoApi api, Day day, CancellationToken stop)
    {
        var sent = day.Deliveries.Where(delivery => delivery is { Sender: Sender.Website, IsResend: false });
        foreach (var some in sent.Chunk(FormsAtOnce))
        {
            foreach (var form in await Task.WhenAll(
                some.Select(form => api.GetAsync($"form-submissions/website/{form.Id}", stop))))
            {
                CountTriggers(form);
                Forms++;
            }
        }
    }

    private async Task ReadRecordsAsync(DemoApi api, CancellationToken stop)
    {
        await foreach (var _ in api.ListAsync("contacts", stop))
        {
            Contacts++;
        }

        await foreach (var _ in api.ListAsync("organizations", stop))
        {
            Organizations++;
        }

        await foreach (var deal in api.ListAsync("deals", stop))
        {
            var (open, won, lost) = Deals;
            Deals = deal.GetProperty("status").GetString() switch
            {
                "open" => new DealCount(open + 1, won, lost),
                "won" => new DealCount(open, won + 1, lost),
                _ => new DealCount(open, won, lost + 1),
            };
        }

        await foreach (var task in api.ListAsync("tasks", stop))
        {
            var assigneeId = task.GetProperty("assigneeId").GetString()!;
            var isCompleted = task.GetProperty("completed").GetBoolean();
            var (open, completed) = _tasks.GetValueOrDefault(assigneeId);
            _tasks[assigneeId] = isCompleted ? new TaskCount(open, completed + 1) : new TaskCount(open + 1, completed);
        }
    }

    private async Task ReadExampleAsync(DemoApi api, Day day, CancellationToken stop)
    {
        if (day.Expected.Example is not { } example)
        {
            return;
        }

        Example = await api.GetAsync($"calls/{example.Source}/{Uri.EscapeDataString(example.CallId)}", stop);
        var tasks = Example.Value.GetProperty("tasks").EnumerateArray();
        if (tasks.FirstOrDefault() is { ValueKind: JsonValueKind.Object } task)
        {
            ExampleTask = await api.GetAsync($"tasks/{task.GetProperty("id")}", stop);
        }
    }

    private void CountTriggers(JsonElement record)
    {
        foreach (var trigger in record.GetProperty("triggers").EnumerateArray())
        {
            var name = trigger.GetString()!;
            _triggers[name] = _triggers.GetValueOrDefault(name) + 1;
        }
    }
}
