using VpnMesh.P2C.ClientTokens;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>The operations of point-to-cloud gateways; each is in a file of its name.</summary>
internal sealed partial class P2cVpnGatewayService(
    P2CDatabase database,
    GovernanceClient<P2CDatabase> governance,
    ZoneDirectory<P2CDatabase> zones,
    ClientTokenCalls clientTokens,
    P2cVpnGatewayEvents events,
    PlacementSignal<P2CDatabase> placements,
    NewGatewayVersion versions,
    TimeProvider time) : Protos.P2C.V5.P2cVpnGateways.P2cVpnGatewaysBase
{
    /// <summary>The gateway of the caller's project.</summary>
    /// <exception cref="DomainException"><c>VPN.0509</c>, also for what is no UUID</exception>
    private async Task<P2cVpnGatewayRow> RequireAsync(CallerContext caller, string id, CancellationToken cancellationToken) =>
        (Wire.IsUuid(id)
            ? await database.ReadAsync(session => session.FindP2cVpnGatewayAsync(caller.ProjectId, id.ToLowerInvariant()), cancellationToken)
            : null)
        ?? throw ErrorCatalogue.P2cGatewayNotFound.With();
}
