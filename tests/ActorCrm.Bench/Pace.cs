using System.Diagnostics;

namespace ActorCrm.Bench;

/// <summary>
/// Spreads sends over time at a fixed rate. A latency is counted from when the send was due, so that a stall shows in
/// all that it delayed.
/// </summary>
internal sealed class Pace(double perSecond)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _taken;

    /// <summary>Waits for the next slot; returns when it was due.</summary>
    public async Task<long> NextAsync(int events)
    {
        if (perSecond <= 0)
        {
            return Stopwatch.GetTimestamp();
        }

        var slot = Interlocked.Add(ref _taken, events) - events;
        var due = _start + (long)(slot / perSecond * Stopwatch.Frequency);
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, TimeProvider.System);
        }

        return due;
    }
}
