using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.TaggedResources;

namespace VpnMesh.SiteToSite.VpnGateways;

/// <summary>All SQL of VPN gateways but what agents report.</summary>
internal static class VpnGatewayStore
{
    private const string Columns =
        """
        id, project_id, enterprise_project_id, name, network_type, attachment_type, ip_version, certificate_id, er_id, er_attachment_id,
        vpc_id, connect_subnet, local_subnets, bgp_asn, flavor, zones, zones_named, public_border_group, connection_number,
        used_connection_number, used_connection_group, eip1, eip2, access_vpc_id, access_subnet_id, access_private_ip_1,
        access_private_ip_2, ha_mode, policy_template, tags, created_at, updated_at, applied_at, generation, request_id, observed_generation,
        failed, deleting, frozen, version, upgrade_status, confirmed_generation
        """;

    // One round trip for the gateway, its two end points, and what Governance is told.
    private const string InsertSql =
        $"""
        INSERT INTO vpn_gateway ({Columns}) VALUES (
          @Id, @ProjectId, @EnterpriseProjectId, @Name, @NetworkType, @AttachmentType, @IpVersion, @CertificateId, @ErId, @ErAttachmentId,
          @VpcId, @ConnectSubnet, @LocalSubnets, @BgpAsn, @Flavor, @Zones, @ZonesNamed, @PublicBorderGroup, @ConnectionNumber,
          @UsedConnectionNumber, @UsedConnectionGroup, @Eip1, @Eip2, @AccessVpcId, @AccessSubnetId, @AccessPrivateIp1,
          @AccessPrivateIp2, @HaMode, @PolicyTemplate, @Tags, @CreatedAt, @UpdatedAt, @AppliedAt, @Generation, @RequestId, @ObservedGeneration,
          @Failed, @Deleting, @Frozen, @Version, @UpgradeStatus, @ConfirmedGeneration);
        INSERT INTO placement (gateway_id, slot, zone, version) VALUES (@Id, 1, @Zone1, @Version), (@Id, 2, @Zone2, @Version)
        """;

    /// <summary>Writes a new gateway with its two end points: one in each of its zones, or both in the only one.</summary>
    public static Task InsertAsync(this Session session, VpnGatewayRow gateway)
    {
        var zones = gateway.ZoneNames();
        var arguments = new Dapper.DynamicParameters(gateway);
        arguments.Add("Zone1", zones[0]);
        arguments.Add("Zone2", zones[^1]);
        return session.ExecuteAsync($"{InsertSql}; {session.TellSql(TaggedTypes.VpnGateway)}", arguments);
    }

    /// <summary>A gateway of a project, or null.</summary>
    public static Task<VpnGatewayRow?> FindVpnGatewayAsync(this Session session, string projectId, string id) =>
        session.FindAsync<VpnGatewayRow>($"SELECT {Columns} FROM vpn_gateway WHERE project_id = @projectId AND id = @id", new { projectId, id });

    /// <summary>Those of these gateways that a project has.</summary>
    public static Task<IReadOnlyList<VpnGatewayRow>> FindVpnGatewaysAsync(this Session session, string projectId, string[] ids) =>
        session.QueryAsync<VpnGatewayRow>($"SELECT {Columns} FROM vpn_gateway WHERE project_id = @projectId AND id IN @ids", new { projectId, ids });

    /// <summary>As <see cref="FindVpnGatewayAsync"/>; nobody else changes the row before the transaction ends.</summary>
    public static Task<VpnGatewayRow?> LockVpnGatewayAsync(this Session session, string projectId, string id) =>
        session.FindAsync<VpnGatewayRow>(
            $"SELECT {Columns} FROM vpn_gateway WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}", new { projectId, id });

    /// <summary>Gateways of any project, as they are at the moment.</summary>
    public static Task<IReadOnlyList<VpnGatewayRow>> ListVpnGatewaysAsync(this Session session, string[] ids) =>
        session.QueryAsync<VpnGatewayRow>($"SELECT {Columns} FROM vpn_gateway WHERE id IN @ids", new { ids });

    /// <summary>As <see cref="ListVpnGatewaysAsync(Session, string[])"/>, locked in the order of their ids.</summary>
    public static Task<IReadOnlyList<VpnGatewayRow>> LockVpnGatewaysAsync(this Session session, string[] ids) =>
        session.QueryAsync<VpnGatewayRow>($"SELECT {Columns} FROM vpn_gateway WHERE id IN @ids ORDER BY id{session.Dialect.ForUpdate}", new { ids });

    /// <summary>The enterprise project of a gateway of a project, or null when there is no such gateway.</summary>
    public static Task<string?> FindEnterpriseProjectAsync(this Session session, string projectId, string id) =>
        session.ScalarAsync<string>("SELECT enterprise_project_id FROM vpn_gateway WHERE project_id = @projectId AND id = @id", new { projectId, id });

    /// <summary>The gateways of a project, newest first.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="enterpriseProjectIds">Only those in these enterprise projects; empty: in any.</param>
    /// <param name="id">Only the one with this id; null: all.</param>
    public static Task<IReadOnlyList<VpnGatewayRow>> ListVpnGatewaysAsync(
        this Session session, string projectId, string[] enterpriseProjectIds, string? id)
    {
        var filter = (enterpriseProjectIds.Length > 0 ? " AND enterprise_project_id IN @enterpriseProjectIds" : "") + (id is null ? "" : " AND id = @id");
        return session.QueryAsync<VpnGatewayRow>(
            $"SELECT {Columns} FROM vpn_gateway WHERE project_id = @projectId{filter} ORDER BY created_at DESC, id DESC",
            new { projectId, enterpriseProjectIds, id });
    }

    /// <summary>Writes what can be changed of a gateway, unless it was changed, frozen or let go since it was read.</summary>
    /// <param name="session">Transaction of the change.</param>
    /// <param name="gateway">The gateway with its new values, its generation the next one.</param>
    /// <returns>Whether it was written.</returns>
    public static async Task<bool> UpdateAsync(this Session session, VpnGatewayRow gateway) =>
        await session.ExecuteAsync(
            """
            UPDATE vpn_gateway SET name = @Name, local_subnets = @LocalSubnets, eip1 = @Eip1, eip2 = @Eip2, flavor = @Flavor,
              connection_number = @ConnectionNumber, policy_template = @PolicyTemplate, updated_at = @UpdatedAt, generation = @Generation,
              request_id = @RequestId
            WHERE project_id = @ProjectId AND id = @Id AND generation = @Generation - 1 AND frozen = @Frozen
            """,
            gateway) == 1;

    /// <summary>Writes whether a gateway is frozen, and nothing else.</summary>
    public static Task FreezeVpnGatewayAsync(this Session session, VpnGatewayRow gateway) =>
        session.ExecuteAsync("UPDATE vpn_gateway SET frozen = @Frozen WHERE project_id = @ProjectId AND id = @Id", gateway);

    /// <summary>Writes the enterprise project of a gateway, and nothing else.</summary>
    public static Task MoveVpnGatewayAsync(this Session session, VpnGatewayRow gateway) =>
        session.ExecuteAsync(
            "UPDATE vpn_gateway SET enterprise_project_id = @EnterpriseProjectId WHERE project_id = @ProjectId AND id = @Id", gateway);

    /// <summary>Marks a gateway for deletion, unless it was changed, was frozen or got a connection since it was read.</summary>
    /// <returns>Whether it was marked.</returns>
    public static async Task<bool> MarkDeletingAsync(this Session session, VpnGatewayRow gateway) =>
        await session.ExecuteAsync(
            """
            UPDATE vpn_gateway SET deleting = 1, updated_at = @UpdatedAt, generation = @Generation, request_id = @RequestId
            WHERE project_id = @ProjectId AND id = @Id AND generation = @Generation - 1 AND frozen = @Frozen AND used_connection_number = 0
            """,
            gateway) == 1;
}
