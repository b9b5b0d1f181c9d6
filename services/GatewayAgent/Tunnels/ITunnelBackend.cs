using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// What carries the tunnels. Orders return when they are accepted; what came of them, and whatever happens to an end point later, is
/// told through <see cref="ObserveAsync"/>. A backend repairs what failed by itself and tells of that too.
/// </summary>
public interface ITunnelBackend
{
    /// <summary>Name under which agents register: <c>loopback</c>, later <c>strongswan</c>.</summary>
    string Name { get; }

    /// <summary>Versions of the gateway software that it can run, oldest first; the last one runs where none is told.</summary>
    IReadOnlyList<string> Versions { get; }

    /// <summary>Brings an end point into the state that is wished, whatever it was in before.</summary>
    /// <param name="gateway">The end point; its <c>spec</c> is set.</param>
    /// <param name="cancellationToken">Gives up; the order comes again.</param>
    Task ApplyAsync(DesiredGateway gateway, CancellationToken cancellationToken);

    /// <summary>Takes an end point away, also one it does not know.</summary>
    /// <param name="gateway">The end point; its observation carries this generation.</param>
    /// <param name="cancellationToken">Gives up; the order comes again.</param>
    Task RemoveAsync(DesiredGateway gateway, CancellationToken cancellationToken);

    /// <summary>What is observed, in order per end point, from the start on; read by one reader.</summary>
    IAsyncEnumerable<ObservedGateway> ObserveAsync(CancellationToken cancellationToken);
}
