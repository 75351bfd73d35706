using System.Globalization;
using System.Text.Json;

namespace ActorCrm.Server.Demo;

/// <summary>Writes the summary for people.</summary>
internal sealed class SummaryText(TextWriter output)
{
    private static readonly (string Trigger, string Meaning)[] Triggers =
    [
        ("T1", "before pickup of an incoming call"),
        ("T2", "pickup of an incoming call"),
        ("T3", "missed incoming call"),
        ("T4", "incoming, answered by another manager"),
        ("T5", "incoming, answered by the responsible"),
        ("T6", "outgoing, by the responsible"),
        ("T7", "outgoing, by another manager"),
        ("T8", "outgoing, not answered"),
        ("T9", "by an unknown employee"),
        ("T10", "form sent from the site"),
    ];

    /// <summary>Writes all of it.</summary>
    public void Write(Day day, Summary summary, Acknowledgements acknowledgements, TimeSpan took)
    {
        Title($"What became of {day.Start:d MMMM yyyy}");
        WriteRate(acknowledgements, took);
        WriteCalls(summary);
        WriteRecords(summary);
        WriteTasks(summary);
        WriteExample(summary);
    }

    /// <summary>Writes the verdict on the counts; aloud if one is wrong.</summary>
    public void WriteVerdict(IReadOnlyList<string> faults)
    {
        output.WriteLine();
        if (faults.Count == 0)
        {
            Line("Every count is exactly what this day should give, resends and wrong order included.");
            return;
        }

        output.WriteLine($"  !!! THE COUNTS ARE WRONG: {faults.Count} differ from what this day should give !!!");
        foreach (var fault in faults)
        {
            output.WriteLine($"  !!! {fault}");
        }
    }

    private void WriteRate(Acknowledgements acknowledgements, TimeSpan took)
    {
        Line($"{acknowledgements.Sent:N0} events and forms on 4 connections in {took.TotalSeconds:0.0} s"
            + $" ({acknowledgements.Sent / Math.Max(took.TotalSeconds, 0.001):N0}/s):"
            + $" {acknowledgements.Accepted:N0} new, {acknowledgements.Duplicates:N0} sent again,"
            + $" {acknowledgements.Rejected:N0} rejected");
        Line($"Acknowledged, and durable: p50 {acknowledgements.Percentile(50).TotalMilliseconds:0.0} ms,"
            + $" p99 {acknowledgements.Percentile(99).TotalMilliseconds:0.0} ms");
    }

    private void WriteCalls(Summary summary)
    {
        Title("Calls by outcome");
        foreach (var (outcome, count) in summary.Outcomes.OrderByDescending(outcome => outcome.Value))
        {
            Line($"{outcome,-12}{count,7:N0}");
        }

        Title("Triggers that fired");
        foreach (var (trigger, meaning) in Triggers)
        {
            Line($"{trigger,-4}{meaning,-40}{summary.Triggers.GetValueOrDefault(trigger),7:N0}");
        }
    }

    private void WriteRecords(Summary summary)
    {
        Title("Records");
        var deals = summary.Deals;
        Line($"{"calls",-16}{summary.Calls,7:N0}");
        Line($"{"forms",-16}{summary.Forms,7:N0}");
        Line($"{"contacts",-16}{summary.Contacts,7:N0}");
        Line($"{"organizations",-16}{summary.Organizations,7:N0}");
        Line($"{"deals",-16}{deals.Open + deals.Won + deals.Lost,7:N0}   "
            + $"{deals.Open:N0} open, {deals.Won:N0} won, {deals.Lost:N0} lost");
    }

    private void WriteTasks(Summary summary)
    {
        Title("Tasks by assignee");
        Line($"{"",-30}{"open",7}{"completed",12}");
        foreach (var (assigneeId, (open, completed)) in summary.Tasks.OrderByDescending(task => task.Value.Open))
        {
            Line($"{Name(assigneeId),-30}{open,7:N0}{completed,12:N0}");
        }

        Line($"{"all",-30}{summary.Tasks.Values.Sum(task => task.Open),7:N0}"
            + $"{summary.Tasks.Values.Sum(task => task.Completed),12:N0}");
    }

    private void WriteExample(Summary summary)
    {
        if (summary.Example is not { } call)
        {
            return;
        }

        Title("One missed call explained");
        Line($"{Text(call, "source")}/{Text(call, "callId")}: {Time(call, "startedAt")} from {Text(call, "from")}"
            + $" ({Text(call, "clientNumber")}), {Text(call, "outcome")}");
        Line($"triggers  {string.Join(", ", call.GetProperty("triggers").EnumerateArray())}");
        foreach (var rule in call.GetProperty("rules").EnumerateArray())
        {
            var cell = rule.GetProperty("action").GetString() is { } action ? $"{Text(rule, "trigger")}·{action}" : "";
            Line($"{cell,-8}  {Text(rule, "rule"),-6}  {Text(rule, "explanation")}");
        }

        if (summary.ExampleTask is { } task)
        {
            var link = task.GetProperty("dealId").ValueKind != JsonValueKind.Null ? "its deal" : "its contact";
            Line($"task      \"{Text(task, "subject")}\" for {Name(Text(task, "assigneeId"))}, linked to {link},"
                + $" due {Time(task, "dueAt")},"
                + $" {(task.GetProperty("completed").GetBoolean() ? "completed since" : "open")}");
        }
    }

    private static string Name(string userId) =>
        Centre.Listed.FirstOrDefault(colleague => colleague.UserId == userId) is { } colleague
            ? $"{colleague.Name}{(colleague == Centre.TopManager ? " (Top manager)" : "")}"
            : userId;

    private static string Text(JsonElement record, string name) => record.GetProperty(name).GetString() ?? "–";

    private static string Time(JsonElement record, string name) =>
        record.GetProperty(name) is { ValueKind: JsonValueKind.String } time
            ? time.GetDateTimeOffset().UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : "–";

    private void Title(string title)
    {
        output.WriteLine();
        output.WriteLine($"  {title}");
        output.WriteLine($"  {new string('─', title.Length)}");
    }

    private void Line(FormattableString line) => output.WriteLine($"  {line.ToString(CultureInfo.InvariantCulture)}");

    private void Line(string line) => output.WriteLine($"  {line}");
}
