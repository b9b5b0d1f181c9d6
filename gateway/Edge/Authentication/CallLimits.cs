using System.Net;
using VpnMesh.Edge.Pipeline;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Edge.Authentication;

/// <summary>
/// Limits the calls of each caller. Callers that are not known yet count by their address, but only what they do anonymously or fail at:
/// many users may share one address, and none of them may be locked out by another's key.
/// </summary>
internal sealed class CallLimits(EdgeSettings settings) : IDisposable
{
    private readonly CallLimit<string> _callers = new(settings.RateLimit, burst: 2);
    private readonly CallLimit<IPAddress> _failures = new(settings.RateLimit, burst: 2);
    private readonly CallLimit<IPAddress> _strangers = new(settings.LoginRateLimit, burst: 4);

    /// <summary>Counts a call of a user.</summary>
    /// <exception cref="DomainException">429: too many.</exception>
    public void Count(EdgeCall call, string userId) => _callers.Take(userId, call);

    /// <summary>Counts a call that anybody may make, which is one that costs a hash of a password.</summary>
    /// <exception cref="DomainException">429: too many.</exception>
    public void CountStranger(HttpContext context, EdgeCall call) => _strangers.Take(AddressOf(context), call);

    /// <summary>Counts a failure to authenticate.</summary>
    /// <exception cref="DomainException">429: too many; whether this one was wrong is no longer said.</exception>
    public void CountFailure(HttpContext context, EdgeCall call) => _failures.Take(AddressOf(context), call);

    public void Dispose()
    {
        _callers.Dispose();
        _failures.Dispose();
        _strangers.Dispose();
    }

    private static IPAddress AddressOf(HttpContext context) => CallerAddress.Of(context.Connection.RemoteIpAddress);
}
