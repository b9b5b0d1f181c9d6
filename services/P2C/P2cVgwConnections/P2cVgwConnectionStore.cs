using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVgwConnections;

/// <summary>SQL of <c>p2c_vgw_connection</c>.</summary>
internal static class P2cVgwConnectionStore
{
    private const string Columns =
        """
        id, project_id, p2c_vgw_id, vpn_server_id, client_virtual_ip, client_ip, client_user_name, established_at, inbound_packets,
        outbound_packets, inbound_bytes, outbound_bytes, collected_at, disconnecting, ended_at
        """;

    private const string IsListed = "ended_at IS NULL AND disconnecting = 0";

    /// <summary>How many clients are connected to each of some gateways; those without any are not among them.</summary>
    public static async Task<Dictionary<string, long>> CountClientsAsync(this Session session, string[] gatewayIds) =>
        (await session.QueryAsync<ClientCount>(
            $"SELECT p2c_vgw_id, COUNT(*) AS number FROM p2c_vgw_connection WHERE p2c_vgw_id IN @gatewayIds AND {IsListed} GROUP BY p2c_vgw_id",
            new { gatewayIds }))
        .ToDictionary(count => count.P2cVgwId, count => count.Number);

    /// <summary>Clients of a gateway, the longest connected first.</summary>
    public static Task<IReadOnlyList<P2cVgwConnectionRow>> ListClientsAsync(this Session session, string gatewayId, long offset, long limit) =>
        session.QueryAsync<P2cVgwConnectionRow>(
            $"SELECT {Columns} FROM p2c_vgw_connection WHERE p2c_vgw_id = @gatewayId AND {IsListed} ORDER BY established_at, id LIMIT @limit OFFSET @offset",
            new { gatewayId, offset, limit });

    /// <summary>Takes a client off the list; its agent is told to cut it.</summary>
    /// <returns>Whether it was on it.</returns>
    public static async Task<bool> DisconnectAsync(this Session session, string gatewayId, string id) =>
        await session.ExecuteAsync(
            $"UPDATE p2c_vgw_connection SET disconnecting = 1 WHERE p2c_vgw_id = @gatewayId AND id = @id AND {IsListed}", new { gatewayId, id }) == 1;

    /// <summary>Clients that an agent has yet to cut.</summary>
    public static Task<IReadOnlyList<P2cVgwConnectionRow>> ListDisconnectingAsync(this Session session, string agentId) =>
        session.QueryAsync<P2cVgwConnectionRow>(
            $"""
            SELECT {Columns} FROM p2c_vgw_connection c CROSS JOIN placement p
            WHERE c.disconnecting = 1 AND c.ended_at IS NULL AND p.gateway_id = c.p2c_vgw_id AND p.agent_id = @agentId
            """,
            new { agentId });

    /// <summary>What is known of clients of a gateway, also of those that have left lately.</summary>
    public static Task<IReadOnlyList<P2cVgwConnectionRow>> ListAllClientsAsync(this Session session, string[] gatewayIds, string[] ids) =>
        session.QueryAsync<P2cVgwConnectionRow>(
            $"SELECT {Columns} FROM p2c_vgw_connection WHERE p2c_vgw_id IN @gatewayIds AND (ended_at IS NULL OR id IN @ids)", new { gatewayIds, ids });

    public static Task InsertAsync(this Session session, IReadOnlyCollection<P2cVgwConnectionRow> clients) =>
        clients.Count == 0 ? Task.CompletedTask : session.InsertAllAsync("p2c_vgw_connection", Columns, clients);

    /// <summary>Writes the counters of a client, and whether it has left.</summary>
    public static Task UpdateAsync(this Session session, P2cVgwConnectionRow client) =>
        session.ExecuteAsync(
            """
            UPDATE p2c_vgw_connection SET inbound_packets = @InboundPackets, outbound_packets = @OutboundPackets, inbound_bytes = @InboundBytes,
              outbound_bytes = @OutboundBytes, collected_at = @CollectedAt, ended_at = @EndedAt
            WHERE id = @Id
            """,
            client);

    /// <summary>Forgets clients of gateways that go.</summary>
    public static Task DeleteClientsAsync(this Session session, string[] gatewayIds) =>
        session.ExecuteAsync("DELETE FROM p2c_vgw_connection WHERE p2c_vgw_id IN @gatewayIds", new { gatewayIds });

    /// <summary>Forgets clients that left before a time.</summary>
    public static Task ForgetClientsAsync(this Session session, long before) =>
        session.ExecuteAsync("DELETE FROM p2c_vgw_connection WHERE ended_at < @before", new { before });

    /// <summary>Gateways with clients that nobody carries any more.</summary>
    public static async Task<string[]> ListStrandedGatewaysAsync(this Session session, int limit) =>
        [.. await session.QueryAsync<string>(
            """
            SELECT DISTINCT p.gateway_id FROM placement p
            WHERE p.observed_state = 'lost' AND EXISTS (SELECT 1 FROM p2c_vgw_connection c WHERE c.p2c_vgw_id = p.gateway_id AND c.ended_at IS NULL)
            LIMIT @limit
            """,
            new { limit })];

    private sealed class ClientCount
    {
        public string P2cVgwId { get; init; } = "";

        public long Number { get; init; }
    }
}
