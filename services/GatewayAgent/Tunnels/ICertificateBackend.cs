using VpnMesh.Protos.Agent.V1;

namespace VpnMesh.GatewayAgent.Tunnels;

/// <summary>
/// What puts certificates on end points. Orders return when they are accepted; what came of them is told through
/// <see cref="ObserveAsync"/>. A backend repairs what failed by itself and tells of that too.
/// </summary>
public interface ICertificateBackend
{
    /// <summary>Puts the certificate of a gateway on one of its end points in place of the one before; it may come before the end point does.</summary>
    /// <param name="certificate">The certificate with its private keys, which must not be kept longer than they are in use.</param>
    /// <param name="cancellationToken">Gives up; the order comes again.</param>
    Task ApplyAsync(DesiredCertificate certificate, CancellationToken cancellationToken);

    /// <summary>Forgets the certificate of an end point that has been taken away. Nothing is observed of that.</summary>
    /// <param name="gatewayId">The gateway.</param>
    /// <param name="slot">Its end point, 1 or 2.</param>
    /// <param name="cancellationToken">Gives up; the order comes again.</param>
    Task RemoveAsync(string gatewayId, int slot, CancellationToken cancellationToken);

    /// <summary>What is observed, in order per end point, from the start on; read by one reader.</summary>
    IAsyncEnumerable<ObservedCertificate> ObserveAsync(CancellationToken cancellationToken);
}
