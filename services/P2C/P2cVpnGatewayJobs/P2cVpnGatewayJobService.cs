using VpnMesh.P2C.P2cVpnGateways;

namespace VpnMesh.P2C.P2cVpnGatewayJobs;

/// <summary>The operations of upgrades; each is in a file of its name.</summary>
internal sealed partial class P2cVpnGatewayJobService(
    P2CDatabase database,
    GatewayUpgrades<P2CDatabase> upgrades,
    P2cVpnGatewayJobEvents events,
    UpgradePatience patience,
    TimeProvider time) : Protos.P2C.V5.P2cVpnGatewayJobs.P2cVpnGatewayJobsBase
{
    private static readonly GatewayTables Tables = P2cGateways.Tables;
}
