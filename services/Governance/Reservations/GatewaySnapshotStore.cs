using VpnMesh.Governance.Quotas;
using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Reservations;

internal static class GatewaySnapshotStore
{
    /// <summary>Looks everything up in one statement: a gateway is created at the speed of its round trips.</summary>
    public static async Task<GatewaySnapshot> ReadAsync(Session session, GatewayRequest gateway) =>
        (await session.FindAsync<GatewaySnapshot>(
            $"""
            SELECT i.revision,
              (SELECT COUNT(*) FROM reservation WHERE project_id = @ProjectId AND resource_id = @Id) AS reserved,
              (SELECT COUNT(*) FROM enterprise_router WHERE project_id = @ProjectId AND id = @ErId) AS er_known,
              (SELECT COUNT(*) FROM vpc WHERE project_id = @ProjectId AND id = @VpcId) AS vpc_known,
              (SELECT COUNT(*) FROM vpc WHERE project_id = @ProjectId AND id = @AccessVpcId) AS access_vpc_known,
              c.vpc_id AS connect_vpc_id, c.first_address AS connect_first, c.last_address AS connect_last,
              (SELECT COUNT(*) FROM private_address WHERE project_id = @ProjectId AND subnet_id = c.id
                AND address BETWEEN c.first_address AND c.last_address) AS connect_used,
              a.vpc_id AS access_subnet_vpc_id, a.first_address AS access_first, a.last_address AS access_last,
              (SELECT COUNT(*) FROM private_address WHERE project_id = @ProjectId AND subnet_id = a.id
                AND address BETWEEN a.first_address AND a.last_address) AS access_used,
              g.used AS gateways_used, g.is_set AS gateway_quota_is_set, g.quota AS gateway_quota,
              e.used AS eips_used, e.is_set AS eip_quota_is_set, e.quota AS eip_quota
            FROM (SELECT revision FROM inventory LIMIT 1) i
            LEFT JOIN subnet c ON c.project_id = @ProjectId AND c.id = @ConnectSubnet
            LEFT JOIN subnet a ON a.project_id = @ProjectId AND a.id = @AccessSubnetId
            LEFT JOIN quota g ON g.project_id = @ProjectId AND g.type = @Type
            LEFT JOIN quota e ON e.project_id = @ProjectId AND e.type = '{QuotaLimits.Eip}'
            """,
            new
            {
                gateway.ProjectId,
                gateway.Id,
                gateway.Type,
                gateway.ErId,
                gateway.VpcId,
                gateway.AccessVpcId,
                gateway.ConnectSubnet,
                gateway.AccessSubnetId,
            }))!;
}
