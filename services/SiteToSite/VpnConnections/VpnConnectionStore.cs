using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.TaggedResources;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>All SQL of connections but what agents are told and report.</summary>
internal static class VpnConnectionStore
{
    public const string Columns =
        """
        id, project_id, enterprise_project_id, name, vgw_id, slot, vgw_ip, cgw_id, style, ha_role, peer_subnets, peer_subnets_v6,
        policy_rules, policy_rules_v6, tunnel_local_address, tunnel_peer_address, enable_nqa, enable_hub, psk, ikepolicy, ipsecpolicy,
        filled_in, connection_monitor_id, tags, created_at, updated_at, generation, request_id, last_change, resets, reset_generation,
        applied_generation, observed_generation, observed_state, bgp_peer, deleting, frozen
        """;

    public static Task<int> InsertAsync(this Session session, VpnConnectionRow connection) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO vpn_connection ({Columns}) VALUES (
              @Id, @ProjectId, @EnterpriseProjectId, @Name, @VgwId, @Slot, @VgwIp, @CgwId, @Style, @HaRole, @PeerSubnets, @PeerSubnetsV6,
              @PolicyRules, @PolicyRulesV6, @TunnelLocalAddress, @TunnelPeerAddress, @EnableNqa, @EnableHub, @Psk, @Ikepolicy, @Ipsecpolicy,
              @FilledIn, @ConnectionMonitorId, @Tags, @CreatedAt, @UpdatedAt, @Generation, @RequestId, @LastChange, @Resets, @ResetGeneration,
              @AppliedGeneration, @ObservedGeneration, @ObservedState, @BgpPeer, @Deleting, @Frozen);
            {session.TellSql(TaggedTypes.VpnConnection)}
            """,
            connection);

    /// <summary>A connection of a project, or null.</summary>
    public static Task<VpnConnectionRow?> FindVpnConnectionAsync(this Session session, string projectId, string id) =>
        session.FindAsync<VpnConnectionRow>(
            $"SELECT {Columns} FROM vpn_connection WHERE project_id = @projectId AND id = @id", new { projectId, id });

    /// <summary>As <see cref="FindVpnConnectionAsync"/>; nobody else changes the row before the transaction ends. Lock its gateway first.</summary>
    public static Task<VpnConnectionRow?> LockVpnConnectionAsync(this Session session, string projectId, string id) =>
        session.FindAsync<VpnConnectionRow>(
            $"SELECT {Columns} FROM vpn_connection WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}", new { projectId, id });

    /// <summary>The enterprise project of a connection of a project, or null when there is no such connection.</summary>
    public static Task<string?> FindEnterpriseProjectOfConnectionAsync(this Session session, string projectId, string id) =>
        session.ScalarAsync<string>(
            "SELECT enterprise_project_id FROM vpn_connection WHERE project_id = @projectId AND id = @id", new { projectId, id });

    /// <summary>Connections of a project, newest first, beginning after a place in that order.</summary>
    public static Task<IReadOnlyList<VpnConnectionRow>> ListVpnConnectionsAsync(this Session session, string projectId, VpnConnectionFilter filter) =>
        session.QueryAsync<VpnConnectionRow>(
            $"SELECT {Columns} FROM vpn_connection WHERE project_id = @projectId{filter.Conditions()} ORDER BY created_at DESC, id DESC LIMIT @Limit",
            new
            {
                projectId,
                filter.VgwId,
                filter.VgwIp,
                filter.EnterpriseProjectIds,
                filter.After?.CreatedAt,
                LastId = filter.After?.Id,
                filter.Limit,
            });

    /// <summary>Number of connections of a project, from the counts that its gateways keep.</summary>
    public static Task<long> CountVpnConnectionsAsync(this Session session, string projectId) =>
        session.ScalarAsync<long>(
            "SELECT CAST(COALESCE(SUM(used_connection_number), 0) AS BIGINT) FROM vpn_gateway WHERE project_id = @projectId", new { projectId });

    /// <summary>Whether the very same creation is still being worked on.</summary>
    public static async Task<bool> IsBeingCreatedAsync(this Session session, VpnConnectionRow connection) =>
        await session.ScalarAsync<string>(
            """
            SELECT id FROM vpn_connection
            WHERE vgw_id = @VgwId AND cgw_id = @CgwId AND name = @Name AND lower(vgw_ip) = lower(@VgwIp)
              AND applied_generation = 0 AND deleting = 0 AND frozen = 0
              AND NOT (observed_state IS NOT NULL AND observed_state = 'failed' AND observed_generation >= generation)
            LIMIT 1
            """,
            connection) is not null;

    /// <summary>The tunnel addresses of the connections of a gateway, one of each pair.</summary>
    public static Task<IReadOnlyList<string>> ListTunnelAddressesAsync(this Session session, string vgwId) =>
        session.QueryAsync<string>("SELECT tunnel_local_address FROM vpn_connection WHERE vgw_id = @vgwId", new { vgwId });

    /// <summary>Counts the connections of a gateway and their groups anew; the gateway is locked.</summary>
    public static Task<int> RecountAsync(this Session session, string vgwId) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_gateway SET
              used_connection_number = (SELECT COUNT(*) FROM vpn_connection c WHERE c.vgw_id = @vgwId),
              used_connection_group = (SELECT COUNT(DISTINCT c.cgw_id) FROM vpn_connection c WHERE c.vgw_id = @vgwId)
            WHERE id = @vgwId
            """,
            new { vgwId });

    /// <summary>Writes what can be changed; the row is locked.</summary>
    public static Task<int> UpdateAsync(this Session session, VpnConnectionRow connection) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_connection SET name = @Name, vgw_ip = @VgwIp, cgw_id = @CgwId, peer_subnets = @PeerSubnets, peer_subnets_v6 = @PeerSubnetsV6,
              policy_rules = @PolicyRules, policy_rules_v6 = @PolicyRulesV6, tunnel_local_address = @TunnelLocalAddress,
              tunnel_peer_address = @TunnelPeerAddress, enable_nqa = @EnableNqa, enable_hub = @EnableHub, psk = @Psk, ikepolicy = @Ikepolicy,
              ipsecpolicy = @Ipsecpolicy, filled_in = @FilledIn, updated_at = @UpdatedAt, generation = @Generation, request_id = @RequestId,
              last_change = @LastChange, resets = @Resets, reset_generation = @ResetGeneration, deleting = @Deleting, frozen = @Frozen
            WHERE project_id = @ProjectId AND id = @Id
            """,
            connection);

    /// <summary>Whether a connection uses a customer gateway, which is locked.</summary>
    public static async Task<bool> HasConnectionAsync(this Session session, string cgwId) =>
        await session.ScalarAsync<string>("SELECT id FROM vpn_connection WHERE cgw_id = @cgwId LIMIT 1", new { cgwId }) is not null;

    /// <summary>The connections that use an end point of a gateway, which is locked; nobody else changes them before the transaction ends.</summary>
    public static Task<IReadOnlyList<VpnConnectionRow>> LockVpnConnectionsOfAsync(this Session session, string vgwId, long slot) =>
        session.QueryAsync<VpnConnectionRow>(
            $"SELECT {Columns} FROM vpn_connection WHERE vgw_id = @vgwId AND slot = @slot ORDER BY id{session.Dialect.ForUpdate}", new { vgwId, slot });

    /// <summary>Gateways of the flavor GM with a connection to a customer gateway.</summary>
    public static async Task<string[]> ListGatewaysByPeerCertificateAsync(this Session session, string projectId, string cgwId) =>
        [.. await session.QueryAsync<string>(
            """
            SELECT DISTINCT c.vgw_id FROM vpn_connection c JOIN vpn_gateway g ON g.id = c.vgw_id
            WHERE c.project_id = @projectId AND c.cgw_id = @cgwId AND g.flavor = 'GM'
            """,
            new { projectId, cgwId })];

    /// <summary>Their connections to it, in the order of their ids; nobody else changes them before the transaction ends.</summary>
    public static Task<IReadOnlyList<VpnConnectionRow>> LockConnectionsByPeerCertificateAsync(this Session session, string projectId, string cgwId) =>
        session.QueryAsync<VpnConnectionRow>(
            $"""
            SELECT {Columns} FROM vpn_connection
            WHERE project_id = @projectId AND cgw_id = @cgwId AND vgw_id IN (SELECT id FROM vpn_gateway WHERE flavor = 'GM')
            ORDER BY id{session.Dialect.ForUpdate}
            """,
            new { projectId, cgwId });

    /// <summary>How many they are.</summary>
    public static Task<long> CountConnectionsByPeerCertificateAsync(this Session session, string projectId, string cgwId) =>
        session.ScalarAsync<long>(
            """
            SELECT COUNT(*) FROM vpn_connection
            WHERE project_id = @projectId AND cgw_id = @cgwId AND vgw_id IN (SELECT id FROM vpn_gateway WHERE flavor = 'GM')
            """,
            new { projectId, cgwId });

    /// <summary>Connections are in the enterprise project of their gateway.</summary>
    /// <returns>Their ids.</returns>
    public static Task<IReadOnlyList<string>> MoveVpnConnectionsAsync(this Session session, string vgwId, string enterpriseProjectId) =>
        session.ExecuteReturningAsync<string>(
            "UPDATE vpn_connection SET enterprise_project_id = @enterpriseProjectId WHERE vgw_id = @vgwId RETURNING id",
            new { vgwId, enterpriseProjectId });

    /// <summary>How many changes of connections of a gateway agents have yet to apply.</summary>
    public static Task<long> CountQueuedChangesAsync(this Session session, string vgwId) =>
        session.ScalarAsync<long>(
            """
            SELECT CAST(COALESCE(SUM(generation - applied_generation), 0) AS BIGINT) FROM vpn_connection
            WHERE vgw_id = @vgwId AND observed_generation < generation
            """,
            new { vgwId });
}

/// <summary>Which connections of a project a list shows.</summary>
/// <param name="VgwId">Only those of this gateway; null: of all.</param>
/// <param name="VgwIp">Only those with this address, in whatever case it is written; null: all.</param>
/// <param name="EnterpriseProjectIds">Only those in these enterprise projects; empty: in any.</param>
/// <param name="After">Where the page begins; null: with the newest.</param>
/// <param name="Limit">Greatest number of rows.</param>
internal sealed record VpnConnectionFilter(string? VgwId, string? VgwIp, string[] EnterpriseProjectIds, Marker? After, long Limit)
{
    public string Conditions() =>
        (VgwId is null ? "" : " AND vgw_id = @VgwId")
        + (VgwIp is null ? "" : " AND lower(vgw_ip) = lower(@VgwIp)")
        + (EnterpriseProjectIds.Length == 0 ? "" : " AND enterprise_project_id IN @EnterpriseProjectIds")
        + (After is null ? "" : " AND (created_at, id) < (@CreatedAt, @LastId)");
}
