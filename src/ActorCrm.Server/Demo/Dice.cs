namespace ActorCrm.Server.Demo;

/// <summary>
/// Chance from a seed (SplitMix64). The same seed gives the same day on every machine and every version of .NET, which
/// <see cref="Random"/> does not promise.
/// </summary>
internal sealed class Dice(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    /// <summary>0 to <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => (int)(Next() % (uint)bound);

    /// <summary>A number of a range, both ends included.</summary>
    public int Between(int min, int max) => min + Below(max - min + 1);

    /// <summary>A time of a range, in whole milliseconds.</summary>
    public TimeSpan Seconds(int min, int max) => TimeSpan.FromMilliseconds(Between(min * 1_000, max * 1_000));

    /// <summary>True so many times of a hundred.</summary>
    public bool Chance(int percent) => Below(100) < percent;

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One of several that are not equally likely.</summary>
    public T Weighted<T>(params ReadOnlySpan<(int Weight, T Item)> items)
    {
        var sum = 0;
        foreach (var (weight, _) in items)
        {
            sum += weight;
        }

        var throwAt = Below(sum);
        foreach (var (weight, item) in items)
        {
            throwAt -= weight;
            if (throwAt < 0)
            {
                return item;
            }
        }

        throw new InvalidOperationException("The weights are all nought.");
    }

    /// <summary>So many digits.</summary>
    public string Digits(int count) => string.Create(count, this, static (digits, dice) =>
    {
        foreach (ref var digit in digits)
        {
            digit = (char)('0' + dice.Below(10));
        }
    });

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
