using VpnMesh.P2C.ClientTokens;
using VpnMesh.Protos.Context.V1;

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
    private Task<P2cVpnGatewayRow> RequireAsync(CallerContext caller, string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.RequireP2cVpnGatewayAsync(caller.ProjectId, id), cancellationToken);
}
