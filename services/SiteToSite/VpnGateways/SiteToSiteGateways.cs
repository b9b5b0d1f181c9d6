using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>The gateways of this service as placement and upgrades see them.</summary>
internal sealed class SiteToSiteGateways(VpnGatewayEvents events) : IGateways<SiteToSiteDatabase>
{
    public static readonly GatewayTables Tables = new("vpn_gateway", "vpn_gateway_job", "vgw_id", "vpn_gateway_sub_job");

    GatewayTables IGateways<SiteToSiteDatabase>.Tables => Tables;

    public async Task<IReadOnlyList<GatewayRow>> ListAsync(Session session, string[] ids) => await session.ListVpnGatewaysAsync(ids);

    public async Task<IReadOnlyList<GatewayRow>> LockAsync(Session session, string[] ids) => await session.LockVpnGatewaysAsync(ids);

    public async Task<GatewayRow?> LockAsync(Session session, string projectId, string id) => await session.LockVpnGatewayAsync(projectId, id);

    public Task AddStatusChangedAsync(Session session, GatewayRow before, GatewayRow after, string requestId) =>
        events.AddStatusChangedAsync(session, (VpnGatewayRow)before, (VpnGatewayRow)after, requestId);

    public Task AddDeletedAsync(Session session, GatewayRow gateway) => events.AddDeletedAsync(session, (VpnGatewayRow)gateway);
}
