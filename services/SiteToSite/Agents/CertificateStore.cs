using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>The certificate of a gateway at one of its end points, which an agent has yet to put there.</summary>
internal sealed record PendingCertificate
{
    public required string GatewayId { get; init; }
    public required long Slot { get; init; }
    public required long Generation { get; init; }
}

/// <summary>As an agent is told of it, the keys still sealed.</summary>
internal sealed record DesiredCertificateRow
{
    public required string Id { get; init; }
    public required string GatewayId { get; init; }
    public required long Slot { get; init; }
    public required long Generation { get; init; }
    public required string Certificate { get; init; }
    public required string PrivateKey { get; init; }
    public required string CertificateChain { get; init; }
    public required string EncCertificate { get; init; }
    public required string EncPrivateKey { get; init; }
}

/// <summary>SQL of which certificates agents are told. Those of gateways that are to go are no longer told.</summary>
internal static class CertificateStore
{
    private const string Columns =
        """
        c.id, p.gateway_id, p.slot, c.generation, c.certificate, c.private_key, c.certificate_chain, c.enc_certificate, c.enc_private_key
        """;

    /// <summary>
    /// The certificates of the agent's end points that it has not reported. Begins at an index that holds only what is under way (CROSS
    /// JOIN keeps SQLite to that order).
    /// </summary>
    public static Task<IReadOnlyList<PendingCertificate>> ListPendingAsync(Session session, string agentId) =>
        session.QueryAsync<PendingCertificate>(
            """
            SELECT p.gateway_id, p.slot, c.generation FROM vpn_gateway_certificate c CROSS JOIN placement p CROSS JOIN vpn_gateway g
            WHERE (c.observed_generation_1 < c.generation OR c.observed_generation_2 < c.generation)
              AND p.gateway_id = c.vgw_id AND p.agent_id = @agentId
              AND CASE WHEN p.slot = 1 THEN c.observed_generation_1 ELSE c.observed_generation_2 END < c.generation
              AND g.id = c.vgw_id AND g.deleting = 0
            """,
            new { agentId });

    /// <summary>A page of all certificates of the agent's end points, by gateway and slot.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="agentId">The agent.</param>
    /// <param name="after">Gateway of the last row of the page before; empty for the first page.</param>
    /// <param name="afterSlot">Slot of that row.</param>
    /// <param name="limit">Greatest number of rows.</param>
    public static Task<IReadOnlyList<DesiredCertificateRow>> ListPageAsync(Session session, string agentId, string after, long afterSlot, int limit) =>
        session.QueryAsync<DesiredCertificateRow>(
            $"""
            SELECT {Columns} FROM placement p JOIN vpn_gateway_certificate c ON c.vgw_id = p.gateway_id JOIN vpn_gateway g ON g.id = p.gateway_id
            WHERE p.agent_id = @agentId AND (p.gateway_id, p.slot) > (@after, @afterSlot) AND g.deleting = 0
            ORDER BY p.gateway_id, p.slot LIMIT @limit
            """,
            new { agentId, after, afterSlot, limit });

    /// <summary>The certificates of gateways at those of their end points that the agent has.</summary>
    public static Task<IReadOnlyList<DesiredCertificateRow>> ListAsync(Session session, string agentId, string[] gatewayIds) =>
        session.QueryAsync<DesiredCertificateRow>(
            $"""
            SELECT {Columns} FROM vpn_gateway_certificate c JOIN placement p ON p.gateway_id = c.vgw_id JOIN vpn_gateway g ON g.id = c.vgw_id
            WHERE c.vgw_id IN @gatewayIds AND p.agent_id = @agentId AND g.deleting = 0
            """,
            new { agentId, gatewayIds });
}
