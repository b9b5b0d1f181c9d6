using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVpnGateways;

/// <summary>The gateways of this service as placement and upgrades see them.</summary>
internal sealed class P2cGateways(P2cVpnGatewayEvents events) : IGateways<P2CDatabase>
{
    public static readonly GatewayTables Tables = new("p2c_vpn_gateway", "p2c_vpn_gateway_job", "gateway_id", "p2c_vpn_gateway_sub_job");

    GatewayTables IGateways<P2CDatabase>.Tables => Tables;

    public async Task<IReadOnlyList<GatewayRow>> ListAsync(Session session, string[] ids) => await session.ListP2cVpnGatewaysAsync(ids);

    public async Task<IReadOnlyList<GatewayRow>> LockAsync(Session session, string[] ids) => await session.LockP2cVpnGatewaysAsync(ids);

    public async Task<GatewayRow?> LockAsync(Session session, string projectId, string id) => await session.LockP2cVpnGatewayAsync(projectId, id);

    public Task AddStatusChangedAsync(Session session, GatewayRow before, GatewayRow after, string requestId) =>
        events.AddStatusChangedAsync(session, (P2cVpnGatewayRow)before, (P2cVpnGatewayRow)after, requestId);

    public Task AddDeletedAsync(Session session, GatewayRow gateway) => events.AddDeletedAsync(session, (P2cVpnGatewayRow)gateway);
}
