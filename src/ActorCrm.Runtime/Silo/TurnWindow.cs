namespace ActorCrm.Runtime.Silo;

/// <summary>
/// The turns of the last while: the difference between two readings of counters that only grow. It moves on when
/// somebody looks, not before it is <paramref name="length"/> old.
/// </summary>
/// <param name="length">Shortest window, but for the first.</param>
/// <param name="clock">The time.</param>
/// <param name="read">The counters.</param>
internal sealed class TurnWindow(TimeSpan length, TimeProvider clock, Func<TurnTotals> read)
{
    private readonly Lock _reading = new();
    private TurnTotals _start = read();
    private long _startedAt = clock.GetTimestamp();
    private RecentTurns? _last;

    /// <summary>The last whole window; before there is one, all since the start.</summary>
    public RecentTurns Read()
    {
        lock (_reading)
        {
            var elapsed = clock.GetElapsedTime(_startedAt);
            if (_last is not null && elapsed < length)
            {
                return _last;
            }

            var now = read();
            var recent = Between(_start, now, elapsed);
            if (elapsed >= length)
            {
                (_start, _startedAt, _last) = (now, clock.GetTimestamp(), recent);
            }

            return recent;
        }
    }

    private static RecentTurns Between(TurnTotals start, TurnTotals end, TimeSpan length) => new(
        length,
        (end.Cpu - start.Cpu) / Math.Max(length.TotalSeconds, 0.001),
        end.Kinds.ToDictionary(
            kind => kind.Key,
            kind => start.Kinds.TryGetValue(kind.Key, out var before) ? kind.Value.Since(before) : kind.Value));
}

/// <summary>Counters that only grow.</summary>
/// <param name="Cpu">Processor time of the process, in seconds.</param>
/// <param name="Kinds">Turns by grain type and message.</param>
internal sealed record TurnTotals(
    double Cpu, IReadOnlyDictionary<(string Grain, string Message), TurnSum> Kinds);

/// <summary>What happened within a window.</summary>
/// <param name="Length">How long it was.</param>
/// <param name="Cpu">Processors that were busy, on average.</param>
/// <param name="Kinds">Turns by grain type and message.</param>
internal sealed record RecentTurns(
    TimeSpan Length, double Cpu, IReadOnlyDictionary<(string Grain, string Message), TurnSum> Kinds);
