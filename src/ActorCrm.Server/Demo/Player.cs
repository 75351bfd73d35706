using System.Text.Json.Nodes;
using ActorCrm.Server.Demo.Story;

namespace ActorCrm.Server.Demo;

/// <summary>
/// Plays a day: minute after minute, whatever the adapters have to send in it goes out on their four connections at
/// once, and the next minute begins when all of it is acknowledged. So a client's later calls never overtake earlier
/// ones, as little as in a real day, however fast it is played.
/// </summary>
internal sealed class Player(
    DemoApi api, Day day, Progress progress, Acknowledgements acknowledgements, TimeProvider clock)
{
    private static readonly TimeSpan StepMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StepMax = TimeSpan.FromMinutes(1);

    private readonly Connection[] _connections =
        [.. Enum.GetValues<Sender>().Select(sender => new Connection(api, sender, acknowledgements, clock))];

    /// <summary>Plays all of it; returns how long it took.</summary>
    /// <param name="speed">Simulated seconds a second; null: as fast as it goes.</param>
    /// <param name="stop">Ends it early.</param>
    public async Task<TimeSpan> PlayAsync(double? speed, CancellationToken stop)
    {
        // At low speeds a step is a tenth of a second of real time, so that events trickle in as they would.
        var step = speed is { } factor ? TimeSpan.FromSeconds(factor / 10) : StepMax;
        step = step < StepMin ? StepMin : step > StepMax ? StepMax : step;
        var startedAt = clock.GetTimestamp();
        var (sent, worked) = (0, 0);
        var until = day.Start + step;
        for (; sent < day.Deliveries.Length || worked < day.DeskWork.Length; until += step)
        {
            var firstSent = sent;
            while (sent < day.Deliveries.Length && day.Deliveries[sent].At < until)
            {
                sent++;
            }

            await SendAsync(new ArraySegment<Delivery>(day.Deliveries, firstSent, sent - firstSent), stop);
            var firstWorked = worked;
            while (worked < day.DeskWork.Length && day.DeskWork[worked].At < until)
            {
                worked++;
            }

            await WorkAsync(new ArraySegment<DeskWork>(day.DeskWork, firstWorked, worked - firstWorked), stop);
            progress.Show(until);
            await PaceAsync(until, speed, startedAt, stop);
        }

        var took = clock.GetElapsedTime(startedAt);
        progress.Done(until);
        return took;
    }

    private Task SendAsync(ArraySegment<Delivery> due, CancellationToken stop) => due.Count == 0
        ? Task.CompletedTask
        : Task.WhenAll(due
            .GroupBy(delivery => delivery.Sender)
            .Select(group => _connections[(int)group.Key].SendAsync([.. group], stop)));

    // Each is about another client or task, so colleagues work side by side.
    private Task WorkAsync(ArraySegment<DeskWork> due, CancellationToken stop) => due.Count == 0
        ? Task.CompletedTask
        : Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = _connections.Length, CancellationToken = stop },
            async (work, token) => await WorkAsync(work, token));

    private async Task WorkAsync(DeskWork work, CancellationToken stop)
    {
        switch (work)
        {
            case DeskWork.CloseDeal close:
                await CloseDealAsync(close, stop);
                break;
            case DeskWork.CompleteTasks complete:
                await CompleteTasksAsync(complete, stop);
                break;
            default:
                throw new InvalidOperationException($"Nobody knows how to do {work}.");
        }
    }

    private async Task CloseDealAsync(DeskWork.CloseDeal close, CancellationToken stop)
    {
        await foreach (var contact in api.ListAsync($"contacts?phone={Uri.EscapeDataString(close.ClientNumber)}", stop))
        {
            await foreach (var deal in api.ListAsync($"deals?contactId={contact.GetProperty("id")}&open=true", stop))
            {
                var outcome = new JsonObject { ["outcome"] = close.IsWon ? "won" : "lost" };
                await api.PostAsync($"deals/{deal.GetProperty("id")}/close", outcome, stop);
            }
        }
    }

    private async Task CompleteTasksAsync(DeskWork.CompleteTasks complete, CancellationToken stop)
    {
        var ofCall = $"source={complete.Source}&callId={Uri.EscapeDataString(complete.CallId)}";
        await foreach (var task in api.ListAsync($"tasks?{ofCall}&completed=false", stop))
        {
            await api.PostAsync($"tasks/{task.GetProperty("id")}/complete", null, stop);
        }
    }

    private async Task PaceAsync(DateTimeOffset until, double? speed, long startedAt, CancellationToken stop)
    {
        if (speed is { } factor)
        {
            var ahead = ((until - day.Start) / factor) - clock.GetElapsedTime(startedAt);
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, clock, stop);
            }
        }
    }
}
