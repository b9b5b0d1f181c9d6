using System.Net;
using System.Threading.RateLimiting;
using VpnMesh.Edge.Pipeline;

namespace VpnMesh.Edge.Authentication;

/// <summary>
/// Limits the calls of each caller by a token bucket. Callers that are not known yet count by their address, but only what they do
/// anonymously or fail at: many users may share one address, and none of them may be locked out by another's key.
/// </summary>
internal sealed class CallLimits : IDisposable
{
    private const int Burst = 2;
    private readonly int _rate;
    private readonly PartitionedRateLimiter<string> _callers;
    private readonly PartitionedRateLimiter<IPAddress> _addresses;

    public CallLimits(EdgeSettings settings)
    {
        _rate = settings.RateLimit;
        _callers = Create<string>();
        _addresses = Create<IPAddress>();
    }

    /// <summary>Counts a call of a user.</summary>
    public void Count(HttpContext context, EdgeCall call, string userId) => Take(_callers, userId, 1, context, call);

    /// <summary>Refuses an address that has failed too often lately; does not count.</summary>
    public void Require(HttpContext context, EdgeCall call) => Take(_addresses, AddressOf(context), 0, context, call);

    /// <summary>Counts a call of somebody unknown.</summary>
    public void Count(HttpContext context, EdgeCall call) => Take(_addresses, AddressOf(context), 1, context, call);

    /// <summary>Counts a failure to authenticate, which is answered as such.</summary>
    public void CountFailure(HttpContext context) => _addresses.AttemptAcquire(AddressOf(context)).Dispose();

    public void Dispose()
    {
        _callers.Dispose();
        _addresses.Dispose();
    }

    private void Take<TKey>(PartitionedRateLimiter<TKey> limiter, TKey key, int count, HttpContext context, EdgeCall call)
    {
        using var lease = limiter.AttemptAcquire(key, count);
        if (lease.IsAcquired)
        {
            return;
        }
        context.Response.Headers.RetryAfter = "1";
        throw call.Refusals.TooManyCalls(_rate, 1);
    }

    private PartitionedRateLimiter<TKey> Create<TKey>()
        where TKey : notnull => PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ =>
            new TokenBucketRateLimiterOptions
            {
                TokenLimit = _rate * Burst,
                TokensPerPeriod = _rate,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));

    private static IPAddress AddressOf(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;
}
