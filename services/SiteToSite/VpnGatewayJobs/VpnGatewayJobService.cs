using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnGatewayJobs;

/// <summary>The operations of upgrades; each is in a file of its name.</summary>
internal sealed partial class VpnGatewayJobService(
    SiteToSiteDatabase database,
    GatewayUpgrades<SiteToSiteDatabase> upgrades,
    VpnGatewayJobEvents events,
    UpgradePatience patience,
    TimeProvider time) : Protos.SiteToSite.V5.VpnGatewayJobs.VpnGatewayJobsBase
{
    private static readonly GatewayTables Tables = SiteToSiteGateways.Tables;

    // Ids are told apart by value: a UUID in upper case names the same resource.
    private static string Stored(string id) => id.ToLowerInvariant();
}
