using System.Globalization;
using System.Threading.RateLimiting;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Access;

/// <summary>
/// How many requests a second a key or a user may make: the limits <c>requests</c> and <c>events</c> of
/// <see cref="AccessOptions"/>, and the one of a key's own. Each silo counts for itself.
/// </summary>
internal sealed class RequestLimits(AccessOptions options) : IDisposable
{
    /// <summary>Type of the claim that holds a key's own limit.</summary>
    public const string LimitClaim = "requestsPerSecondMax";

    private readonly PartitionedRateLimiter<Bucket> _buckets = PartitionedRateLimiter.Create<Bucket, Bucket>(
        bucket => RateLimitPartition.GetTokenBucketLimiter(bucket, static made => new TokenBucketRateLimiterOptions
        {
            TokenLimit = made.PerSecond * 2,
            TokensPerPeriod = made.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    /// <summary>Answers 429 to who asks too often, and hands on everything else.</summary>
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (BucketOf(context) is not { } bucket)
        {
            return next(context);
        }

        using var lease = _buckets.AttemptAcquire(bucket);
        return lease.IsAcquired ? next(context) : Refuse(bucket, lease).ExecuteAsync(context);
    }

    /// <inheritdoc/>
    public void Dispose() => _buckets.Dispose();

    private static ProblemResult Refuse(Bucket bucket, RateLimitLease lease) => Problem.Of(
            ProblemCode.RateLimited,
            $"The limit '{bucket.Limit}' is {bucket.PerSecond} requests a second for {bucket.Who}.")
        .After(lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1));

    private Bucket? BucketOf(HttpContext context)
    {
        if (context.User.Identity is not { IsAuthenticated: true, Name: { } who })
        {
            return null;
        }

        var isEvents = context.GetEndpoint()?.Metadata.GetMetadata<PermissionNeeded>()?.Permission
            == Permissions.EventsWrite;
        var perSecond = context.User.FindFirst(LimitClaim) is { } own
            ? int.Parse(own.Value, CultureInfo.InvariantCulture)
            : isEvents ? options.EventRequestsPerSecondMax : options.RequestsPerSecondMax;
        return perSecond == 0 ? null : new Bucket(isEvents ? "events" : "requests", who, perSecond);
    }

    /// <summary>Who is counted, under which limit; another number is another bucket.</summary>
    private readonly record struct Bucket(string Limit, string Who, int PerSecond);
}
