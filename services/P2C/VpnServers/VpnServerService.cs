using VpnMesh.P2C.ClientCaCertificates;
using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.VpnServers;

/// <summary>The operations of VPN servers; each is in a file of its name.</summary>
internal sealed partial class VpnServerService(
    P2CDatabase database,
    GovernanceClient<P2CDatabase> governance,
    ClientTokenCalls clientTokens,
    ServiceAuthority authority,
    VpnServerEvents events,
    ClientCaCertificateEvents clientCaEvents,
    PlacementSignal<P2CDatabase> placements,
    TimeProvider time) : Protos.P2C.V5.VpnServers.VpnServersBase
{
    /// <summary>The only protocol (contract: <c>tunnel_protocol</c>).</summary>
    public const string TunnelProtocol = "SSL";

    /// <summary>The gateway of the caller's project.</summary>
    /// <exception cref="DomainException"><c>VPN.0509</c>, also for what is no UUID</exception>
    private async Task<P2cVpnGatewayRow> RequireGatewayAsync(CallerContext caller, string id, CancellationToken cancellationToken) =>
        (Wire.IsUuid(id)
            ? await database.ReadAsync(session => session.FindP2cVpnGatewayAsync(caller.ProjectId, id.ToLowerInvariant()), cancellationToken)
            : null)
        ?? throw ErrorCatalogue.P2cGatewayNotFound.With();

    /// <summary>The server of the caller's project.</summary>
    /// <exception cref="DomainException"><c>VPN.1116</c>, also for what is no UUID</exception>
    private async Task<VpnServerRow> RequireServerAsync(CallerContext caller, string id, CancellationToken cancellationToken) =>
        (Wire.IsUuid(id)
            ? await database.ReadAsync(session => session.FindVpnServerAsync(caller.ProjectId, id.ToLowerInvariant()), cancellationToken)
            : null)
        ?? throw ErrorCatalogue.ServerNotFound.With();

    /// <summary>A certificate of the project's store; null when it has none of this id.</summary>
    private async Task<ServerCertificateRow?> FindCertificateAsync(CallerContext caller, string id, CancellationToken cancellationToken) =>
        ServerCertificateRules.IsId(id)
            ? await database.ReadAsync(session => session.FindServerCertificateAsync(caller.ProjectId, id), cancellationToken)
            : null;

    /// <summary>Refuses a block for clients that the gateway of the server has no room for.</summary>
    /// <exception cref="DomainException"><c>VPN.1108</c>, <c>VPN.1109</c></exception>
    private async Task RequireRoomAsync(CallerContext caller, P2cVpnGatewayRow gateway, string clientCidr, CancellationToken cancellationToken)
    {
        var vpc = await governance.ShowVpcAsync(gateway.VpcId, caller, cancellationToken);
        ServerBlocks.CheckGateway(clientCidr, gateway.MaxConnectionNumber, vpc.Routes);
    }
}
