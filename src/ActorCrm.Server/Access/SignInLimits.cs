using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Access;

/// <summary>
/// Keeps guessing of passwords slow (the limit <c>signInFailures</c>, by network address), and keeps the work of
/// checking them from taking the processors away from calls.
/// </summary>
internal sealed class SignInLimits(AccessOptions options) : IDisposable
{
    private const int WaitingMax = 200;

    private readonly PartitionedRateLimiter<string> _failures = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetSlidingWindowLimiter(address, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = options.SignInFailuresPerMinuteMax,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));

    private readonly ConcurrencyLimiter _checks = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.PasswordChecksMax,
        QueueLimit = WaitingMax,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Where failures from an address are counted; of IPv6 a whole network, which one person has.</summary>
    public static string Place(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    /// <summary>Why nobody may try from a place now; null when they may.</summary>
    public ProblemResult? Refusal(string place)
    {
        using var lease = _failures.AttemptAcquire(place, 0);
        return lease.IsAcquired
            ? null
            : Problem.Of(
                    ProblemCode.RateLimited,
                    $"The limit 'signInFailures' is {options.SignInFailuresPerMinuteMax} a minute from one address.")
                .After(TimeSpan.FromMinutes(1));
    }

    /// <summary>An attempt from a place failed.</summary>
    public void Failed(string place) => _failures.AttemptAcquire(place).Dispose();

    /// <summary>Waits until a password may be checked; not acquired when too many wait already.</summary>
    public ValueTask<RateLimitLease> WaitAsync(CancellationToken stop) => _checks.AcquireAsync(1, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        _failures.Dispose();
        _checks.Dispose();
    }
}
