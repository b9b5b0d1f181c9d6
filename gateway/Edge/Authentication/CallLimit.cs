using System.Threading.RateLimiting;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Authentication;

/// <summary>A token bucket for each of those that are told apart by a key.</summary>
/// <param name="rate">Calls per second in the long run.</param>
/// <param name="burst">Seconds whose calls may come at once.</param>
internal sealed class CallLimit<TKey>(int rate, int burst) : IDisposable
    where TKey : notnull
{
    private readonly PartitionedRateLimiter<TKey> _buckets = PartitionedRateLimiter.Create<TKey, TKey>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = rate * burst,
            TokensPerPeriod = rate,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    /// <exception cref="DomainException">429, in the words of the service that is called: the bucket is empty.</exception>
    public void Take(TKey key, EdgeCall call)
    {
        using var lease = _buckets.AttemptAcquire(key);
        if (!lease.IsAcquired)
        {
            throw call.Refusals.TooManyCalls(rate, 1);
        }
    }

    public void Dispose() => _buckets.Dispose();
}
