using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Administration;

/// <summary>The administrator's side: one file per rpc. Everyone but the part <c>administrator</c> gets <c>VPN.0003</c>.</summary>
internal sealed partial class SiteToSiteAdministrationService(
    SiteToSiteDatabase database, VpnGatewayEvents events, VpnConnectionEvents connectionEvents)
    : SiteToSiteAdministration.SiteToSiteAdministrationBase;
