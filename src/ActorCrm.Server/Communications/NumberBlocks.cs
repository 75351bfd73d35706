using System.Globalization;
using ActorCrm.Domain.Communications;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Communications;

/// <summary>
/// Numbers of communications, taken from the one grain a block at a time, so that it is not asked for each.
/// </summary>
internal sealed class NumberBlocks(SiloHost silo) : IDisposable
{
    /// <summary>Numbers of a block; so many are left out at most when a silo stops.</summary>
    private const int BlockSize = 50;

    private readonly SemaphoreSlim _one = new(1);
    private long _next;
    private long _end;

    /// <summary>A number that nobody else has; null when the grain cannot be asked just now.</summary>
    public async Task<string?> NextAsync(CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            if (_next == _end)
            {
                var result = await silo.AskAsync(
                    new GrainId(Numbering.Type, Communication.Type), new TakeNumbers(BlockSize), stop);
                if (result is not AskResult.Answered { Answer: NumbersTaken taken })
                {
                    return null;
                }

                (_next, _end) = (taken.First, taken.First + taken.Count);
            }

            return $"CM{(_next++).ToString("000000", CultureInfo.InvariantCulture)}";
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
