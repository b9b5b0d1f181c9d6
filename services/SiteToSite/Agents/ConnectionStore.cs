using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnConnections;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>A connection that an agent has yet to bring about.</summary>
internal sealed record PendingConnection
{
    public required string Id { get; init; }
    public required long Generation { get; init; }
    public string? ConnectionMonitorId { get; init; }
}

/// <summary>What of a connection an agent is told, the key still sealed.</summary>
internal sealed record DesiredConnectionRow
{
    public required string Id { get; init; }
    public required string VgwId { get; init; }
    public required long Slot { get; init; }
    public required long Generation { get; init; }
    public required long Deleting { get; init; }
    public required string Style { get; init; }
    public required string HaRole { get; init; }
    public string? PeerSubnets { get; init; }
    public string? PeerSubnetsV6 { get; init; }
    public string? PolicyRules { get; init; }
    public string? PolicyRulesV6 { get; init; }
    public required string TunnelLocalAddress { get; init; }
    public required string TunnelPeerAddress { get; init; }
    public required long EnableNqa { get; init; }
    public required long EnableHub { get; init; }
    public string? Psk { get; init; }
    public required string Ikepolicy { get; init; }
    public required string Ipsecpolicy { get; init; }
    public required long Resets { get; init; }
    public required string IdType { get; init; }
    public required string IdValue { get; init; }
    public long? BgpAsn { get; init; }
    public string? CaCertificate { get; init; }
    public string? ConnectionMonitorId { get; init; }
    public string? ObservedMonitorId { get; init; }
    public string? PeerAddress { get; init; }
    public string? Eip { get; init; }
    public string? PrivateAddress { get; init; }
    public string RequestId { get; init; } = "";
}

/// <summary>SQL of which connections agents are told, and of what they observe of them.</summary>
internal static class ConnectionStore
{
    private const string Desired =
        """
        SELECT c.id, c.vgw_id, c.slot, c.generation, c.deleting, c.style, c.ha_role, c.peer_subnets, c.peer_subnets_v6, c.policy_rules,
          c.policy_rules_v6, c.tunnel_local_address, c.tunnel_peer_address, c.enable_nqa, c.enable_hub, c.psk, c.ikepolicy, c.ipsecpolicy,
          c.resets, c.request_id, w.id_type, w.id_value, w.bgp_asn, a.content AS ca_certificate, c.connection_monitor_id, c.observed_monitor_id, c.peer_address,
          CASE WHEN c.slot = 1 THEN g.eip1 ELSE g.eip2 END AS eip,
          CASE WHEN c.slot = 1 THEN g.access_private_ip_1 ELSE g.access_private_ip_2 END AS private_address
        """;

    private const string Ends =
        """
        JOIN vpn_gateway g ON g.id = c.vgw_id JOIN customer_gateway w ON w.id = c.cgw_id
        LEFT JOIN ca_certificate a ON a.id = w.ca_certificate_id
        """;

    // An agent that has come back, or has just been given the end point, reports by itself: marked again, its connections would wait for
    // a report that it does not know to be missing.
    private const string OfNobody =
        "p.observed_state = 'lost' AND NOT EXISTS (SELECT 1 FROM agent a WHERE a.id = p.agent_id AND a.lost = 0)";

    /// <summary>
    /// The connections at the agent's end points that it has not reported, or whose monitor it has not. Both halves begin at an index that
    /// holds only what is under way (CROSS JOIN keeps SQLite to that order).
    /// </summary>
    public static Task<IReadOnlyList<PendingConnection>> ListPendingAsync(Session session, string agentId) =>
        session.QueryAsync<PendingConnection>(
            """
            SELECT c.id, c.generation, c.connection_monitor_id FROM vpn_connection c CROSS JOIN placement p
            WHERE c.observed_generation < c.generation AND p.gateway_id = c.vgw_id AND p.slot = c.slot AND p.agent_id = @agentId
            UNION
            SELECT c.id, c.generation, c.connection_monitor_id FROM vpn_connection c CROSS JOIN placement p
            WHERE c.connection_monitor_id IS DISTINCT FROM c.observed_monitor_id AND c.deleting = 0
              AND p.gateway_id = c.vgw_id AND p.slot = c.slot AND p.agent_id = @agentId
            """,
            new { agentId });

    /// <summary>
    /// The connections of gateways at the agent's end points, those that are to go among them: one whose removal failed is asked for again.
    /// </summary>
    public static Task<IReadOnlyList<DesiredConnectionRow>> ListOfAsync(Session session, string agentId, string[] gatewayIds) =>
        session.QueryAsync<DesiredConnectionRow>(
            $"""
            {Desired} FROM vpn_connection c JOIN placement p ON p.gateway_id = c.vgw_id AND p.slot = c.slot {Ends}
            WHERE c.vgw_id IN @gatewayIds AND p.agent_id = @agentId
            """,
            new { agentId, gatewayIds });

    /// <summary>Those of these connections that are at the agent's end points, as they are by now.</summary>
    public static Task<IReadOnlyList<DesiredConnectionRow>> ListAsync(Session session, string agentId, string[] ids) =>
        session.QueryAsync<DesiredConnectionRow>(
            $"""
            {Desired} FROM vpn_connection c JOIN placement p ON p.gateway_id = c.vgw_id AND p.slot = c.slot {Ends}
            WHERE c.id IN @ids AND p.agent_id = @agentId
            """,
            new { agentId, ids });

    /// <summary>Those of these connections that are at the agent's end points.</summary>
    public static async Task<string[]> ListOwnAsync(Session session, string agentId, string[] ids) =>
        [.. await session.QueryAsync<string>(
            """
            SELECT c.id FROM vpn_connection c JOIN placement p ON p.gateway_id = c.vgw_id AND p.slot = c.slot
            WHERE c.id IN @ids AND p.agent_id = @agentId
            """,
            new { agentId, ids })];

    /// <summary>Gateways of these connections.</summary>
    public static async Task<string[]> ListGatewaysAsync(Session session, string[] ids) =>
        [.. await session.QueryAsync<string>("SELECT DISTINCT vgw_id FROM vpn_connection WHERE id IN @ids", new { ids })];

    /// <summary>The connections in the order of their ids; nobody else changes them before the transaction ends.</summary>
    public static Task<IReadOnlyList<VpnConnectionRow>> LockAsync(Session session, string[] ids) =>
        session.QueryAsync<VpnConnectionRow>(
            $"SELECT {VpnConnectionStore.Columns} FROM vpn_connection WHERE id IN @ids ORDER BY id{session.Dialect.ForUpdate}", new { ids });

    /// <summary>Writes the same observation of connections, which are locked.</summary>
    public static Task<int> ObserveAsync(Session session, string[] ids, VpnConnectionRow observed) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_connection SET applied_generation = @AppliedGeneration, observed_generation = @ObservedGeneration,
              observed_state = @ObservedState, bgp_peer = @BgpPeer, peer_address = @PeerAddress
            WHERE id IN @ids
            """,
            new { ids, observed.AppliedGeneration, observed.ObservedGeneration, observed.ObservedState, observed.BgpPeer, observed.PeerAddress });

    public static async Task DeleteAsync(Session session, string[] ids)
    {
        await session.ForgetSecurityAssociationsAsync(ids);
        await session.ExecuteAsync("DELETE FROM vpn_connection WHERE id IN @ids", new { ids });
    }

    /// <summary>The connections at an end point of these gateways that could not be applied; nobody else changes them before the transaction ends.</summary>
    public static Task<IReadOnlyList<VpnConnectionRow>> LockFailedAsync(Session session, string[] gatewayIds, long slot) =>
        session.QueryAsync<VpnConnectionRow>(
            $"""
            SELECT {VpnConnectionStore.Columns} FROM vpn_connection
            WHERE vgw_id IN @gatewayIds AND slot = @slot AND observed_state = 'failed' ORDER BY id{session.Dialect.ForUpdate}
            """,
            new { gatewayIds, slot });

    /// <summary>Nobody has the connections at an end point of these gateways yet.</summary>
    public static Task<int> RestartAsync(Session session, string[] gatewayIds, long slot) =>
        session.ExecuteAsync("UPDATE vpn_connection SET observed_generation = 0 WHERE vgw_id IN @gatewayIds AND slot = @slot", new { gatewayIds, slot });

    /// <summary>Connections at lost end points that are not marked yet, or that are to go and wait for nobody.</summary>
    public static async Task<string[]> ListLostAsync(Session session, int limit) =>
        [.. await session.QueryAsync<string>(
            $"""
            SELECT c.id FROM placement p CROSS JOIN vpn_connection c
            WHERE {OfNobody} AND c.vgw_id = p.gateway_id AND c.slot = p.slot
              AND (c.deleting = 1 OR c.observed_state IS NULL OR c.observed_state <> 'lost')
            LIMIT @limit
            """,
            new { limit })];

    /// <summary>Those of these connections whose end point is still lost.</summary>
    public static async Task<string[]> StillLostAsync(Session session, string[] ids) =>
        [.. await session.QueryAsync<string>(
            $"""
            SELECT c.id FROM vpn_connection c JOIN placement p ON p.gateway_id = c.vgw_id AND p.slot = c.slot
            WHERE c.id IN @ids AND {OfNobody}
            """,
            new { ids })];
}
