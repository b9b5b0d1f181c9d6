using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Clients;

/// <summary>
/// What people's devices dial into. Orders return when they are accepted; what came of them, and which clients are connected, is told through
/// <see cref="ObserveAsync"/>. A backend repairs what failed by itself and tells of that too.
/// </summary>
public interface IClientBackend
{
    /// <summary>Name under which agents register: <c>loopback</c>, later <c>openvpn</c>.</summary>
    string Name { get; }

    /// <summary>Versions of the gateway software that it can run, oldest first; the last one runs where none is told.</summary>
    IReadOnlyList<string> Versions { get; }

    /// <summary>Brings a gateway into the state that is wished.</summary>
    Task ApplyAsync(DesiredP2cGateway gateway, CancellationToken cancellationToken);

    /// <summary>Takes a gateway away with its server and all sessions, also one it does not know.</summary>
    Task RemoveAsync(DesiredP2cGateway gateway, CancellationToken cancellationToken);

    /// <summary>Brings the server of a gateway into the state that is wished.</summary>
    Task ApplyAsync(DesiredServer server, CancellationToken cancellationToken);

    /// <summary>Says who may pass a server and where to. What a user or a policy no longer allows ends.</summary>
    /// <param name="serverId">The server.</param>
    /// <param name="access">All of it.</param>
    /// <param name="cancellationToken">Gives up; the order comes again.</param>
    Task ApplyAsync(string serverId, ServerAccess access, CancellationToken cancellationToken);

    /// <summary>Cuts a session; one that is over needs nothing.</summary>
    Task DisconnectAsync(string gatewayId, string sessionId, CancellationToken cancellationToken);

    /// <summary>Sessions whose end the service has taken in: they need not be told again.</summary>
    void Acknowledge(IEnumerable<string> sessionIds);

    /// <summary>What is observed, in order per thing, from the start on; read by one reader.</summary>
    IAsyncEnumerable<P2cObservations> ObserveAsync(CancellationToken cancellationToken);
}
