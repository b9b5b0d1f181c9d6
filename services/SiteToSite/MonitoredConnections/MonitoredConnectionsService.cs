namespace VpnMesh.SiteToSite.MonitoredConnections;

/// <summary>One file per rpc. Monitoring has checked what its caller may do.</summary>
internal sealed partial class MonitoredConnectionsService(SiteToSiteDatabase database, PlacementSignal<SiteToSiteDatabase> placements)
    : Protos.SiteToSite.V1.MonitoredConnections.MonitoredConnectionsBase
{
    private const string Monitoring = "monitoring";
}
