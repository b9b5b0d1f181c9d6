using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Shared.Api.Secrets;

namespace VpnMesh.P2C.Administration;

/// <summary>The administrator's side: one file per rpc. Everyone but the part <c>administrator</c> gets <c>VPN.0003</c>.</summary>
internal sealed partial class P2cAdministrationService(
    P2CDatabase database,
    P2cVpnGatewayEvents gatewayEvents,
    VpnServerEvents serverEvents,
    PlacementSignal<P2CDatabase> placements,
    KeyRing keyRing) : P2cAdministration.P2cAdministrationBase;
