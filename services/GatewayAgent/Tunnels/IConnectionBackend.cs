using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// What negotiates the connections of end points. Orders return when they are accepted; what came of them, and whatever happens to a
/// tunnel later, is told through <see cref="ObserveAsync"/>. A backend repairs what failed by itself and tells of that too.
/// </summary>
public interface IConnectionBackend
{
    /// <summary>
    /// Brings a connection into the state that is wished, whatever it was in before. When more resets were asked for than before, what is
    /// negotiated is dropped and negotiated anew.
    /// </summary>
    /// <param name="connection">The connection with its pre-shared key, which must not be kept longer than it is in use.</param>
    /// <param name="cancellationToken">Gives up; the order comes again.</param>
    Task ApplyAsync(DesiredConnection connection, CancellationToken cancellationToken);

    /// <summary>Takes a connection away, also one it does not know.</summary>
    /// <param name="connection">The connection; its observation carries this generation.</param>
    /// <param name="cancellationToken">Gives up; the order comes again.</param>
    Task RemoveAsync(DesiredConnection connection, CancellationToken cancellationToken);

    /// <summary>
    /// What is observed, in order per connection, from the start on; read by one reader: connections, security associations, routing
    /// tables and what was negotiated.
    /// </summary>
    IAsyncEnumerable<Observations> ObserveAsync(CancellationToken cancellationToken);
}
