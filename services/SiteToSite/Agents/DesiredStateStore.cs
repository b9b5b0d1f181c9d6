using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>What an agent is to run at one end point.</summary>
internal sealed record DesiredRow
{
    public required string GatewayId { get; init; }
    public required long Slot { get; init; }
    public required long Generation { get; init; }
    public required long Deleting { get; init; }
    public required string Flavor { get; init; }
    public required string AttachmentType { get; init; }
    public required string IpVersion { get; init; }
    public required string LocalSubnets { get; init; }
    public required long BgpAsn { get; init; }
    public required string HaMode { get; init; }
    public string? PolicyTemplate { get; init; }
    public string? Eip { get; init; }
    public string? PrivateAddress { get; init; }
    public required string Version { get; init; }
    public required string PreparedVersion { get; init; }
    public string RequestId { get; init; } = "";
}

/// <summary>SQL of what agents are told.</summary>
internal static class DesiredStateStore
{
    private const string Columns =
        """
        p.gateway_id, p.slot, p.version, p.prepared_version, g.generation, g.deleting, g.flavor, g.attachment_type, g.ip_version, g.local_subnets,
        g.bgp_asn, g.ha_mode, g.policy_template, g.request_id,
        CASE WHEN p.slot = 1 THEN g.eip1 ELSE g.eip2 END AS eip,
        CASE WHEN p.slot = 1 THEN g.access_private_ip_1 ELSE g.access_private_ip_2 END AS private_address
        """;

    /// <summary>Everything the agent is to run.</summary>
    public static Task<IReadOnlyList<DesiredRow>> ListAllAsync(Session session, string agentId) =>
        session.QueryAsync<DesiredRow>(
            $"SELECT {Columns} FROM placement p JOIN vpn_gateway g ON g.id = p.gateway_id WHERE p.agent_id = @agentId AND g.deleting = 0",
            new { agentId });

    /// <summary>
    /// What the agent has not reported yet: what is new to it, then what was changed or is to be removed. Both halves begin at an
    /// index that holds only what is under way (CROSS JOIN keeps SQLite to that order).
    /// </summary>
    public static Task<IReadOnlyList<DesiredRow>> ListPendingAsync(Session session, string agentId) =>
        session.QueryAsync<DesiredRow>(
            $"""
            SELECT {Columns} FROM placement p CROSS JOIN vpn_gateway g
            WHERE p.agent_id = @agentId AND p.observed_generation = 0 AND g.id = p.gateway_id
            UNION ALL
            SELECT {Columns} FROM vpn_gateway g CROSS JOIN placement p
            WHERE g.observed_generation < g.generation AND p.gateway_id = g.id AND p.agent_id = @agentId
              AND p.observed_generation > 0 AND p.observed_generation < g.generation
            """,
            new { agentId });
}
