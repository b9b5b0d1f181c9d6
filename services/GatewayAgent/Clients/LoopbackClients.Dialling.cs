using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.GatewayAgent.Clients;

/// <summary>What the people behind it do.</summary>
public sealed partial class LoopbackClients
{
    /// <summary>Whether a server is here and a user may pass it.</summary>
    public bool Knows(string serverId, string userName)
    {
        lock (_lock)
        {
            return Of(serverId)?.Access?.Find(userName) is not null;
        }
    }

    /// <summary>Lets a client dial in.</summary>
    /// <param name="serverId">The server.</param>
    /// <param name="userName">Name of the user, or in the certificate.</param>
    /// <param name="password">Password; of no meaning where certificates authenticate.</param>
    /// <param name="clientIp">Where it dials from.</param>
    /// <returns>Id of its session, or null when it is refused.</returns>
    public async Task<string?> DialAsync(string serverId, string userName, string password, string clientIp = "203.0.113.99")
    {
        if (AuthTypeOf(serverId) is not { } authType
            || (authType == "LOCAL_PASSWORD" && !await passwords.IsAcceptedAsync(serverId, userName, password)))
        {
            return null;
        }
        lock (_lock)
        {
            if (Of(serverId) is not { } gateway || gateway.Open(time.NewId(), userName, clientIp, time.NowMs()) is not { } session)
            {
                return null;
            }
            TellSessions(gateway);
            return session.Id;
        }
    }

    /// <summary>Ends a session.</summary>
    /// <param name="sessionId">The session; one that is over needs nothing.</param>
    /// <param name="reason">Why.</param>
    public void HangUp(string sessionId, string reason = "the client hung up")
    {
        lock (_lock)
        {
            if (Having(sessionId) is { } gateway)
            {
                gateway.End(sessionId, time.NowMs(), reason);
                TellSessions(gateway);
            }
        }
    }

    /// <summary>Lets traffic pass.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="inboundBytes">From the client; each kilobyte begun is a packet.</param>
    /// <param name="outboundBytes">To the client.</param>
    public void Carry(string sessionId, long inboundBytes, long outboundBytes)
    {
        lock (_lock)
        {
            if (Having(sessionId) is { } gateway)
            {
                gateway.Carry(sessionId, inboundBytes, outboundBytes);
                TellSessions(gateway);
            }
        }
    }

    private string? AuthTypeOf(string serverId)
    {
        lock (_lock)
        {
            return Of(serverId)?.Server?.Spec.ClientAuthType;
        }
    }

    private LoopbackGateway? Having(string sessionId) => _gateways.Values.FirstOrDefault(gateway => gateway.Sessions.ContainsKey(sessionId));
}
