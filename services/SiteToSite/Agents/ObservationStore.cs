using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>What is known of one end point of a gateway.</summary>
internal sealed record EndPointState
{
    public const string Applied = "applied";
    public const string Failed = "failed";
    public const string Gone = "gone";
    public const string Lost = "lost";

    public required string GatewayId { get; init; }
    public string? AgentId { get; init; }
    public required long ObservedGeneration { get; init; }
    public string? ObservedState { get; init; }
}

/// <summary>SQL of what agents observe, and of what follows for the gateways.</summary>
internal static class ObservationStore
{
    /// <summary>
    /// The gateways, locked in the order of their ids: two agents that report the two end points of one gateway at the same moment
    /// must see each other's report.
    /// </summary>
    public static Task<IReadOnlyList<VpnGatewayRow>> LockAsync(Session session, string[] gatewayIds) =>
        session.QueryAsync<VpnGatewayRow>(
            "SELECT * FROM vpn_gateway WHERE id IN @gatewayIds ORDER BY id" + session.Dialect.ForUpdate, new { gatewayIds });

    /// <summary>
    /// Writes a report about end points of one slot. It counts only for end points that are still the agent's own, and never goes
    /// back behind a newer generation; nothing is gone but what is to go.
    /// </summary>
    public static Task<int> ObserveAsync(
        Session session, string agentId, long slot, long generation, string state, string[] gatewayIds) =>
        session.ExecuteAsync(
            """
            UPDATE placement SET observed_generation = @generation, observed_state = @state
            WHERE gateway_id IN @gatewayIds AND slot = @slot AND agent_id = @agentId AND observed_generation <= @generation
              AND (observed_generation < @generation OR observed_state IS NULL OR observed_state <> @state)
              AND EXISTS (SELECT 1 FROM vpn_gateway g WHERE g.id = placement.gateway_id AND g.generation >= @generation
                AND (g.deleting = 1 OR @state <> 'gone'))
            """,
            new { gatewayIds, slot, agentId, generation, state });

    public static Task<IReadOnlyList<EndPointState>> ListEndPointsAsync(Session session, string[] gatewayIds) =>
        session.QueryAsync<EndPointState>(
            "SELECT gateway_id, agent_id, observed_generation, observed_state FROM placement WHERE gateway_id IN @gatewayIds", new { gatewayIds });

    public static Task<int> UpdateAsync(
        Session session, string[] gatewayIds, long observedGeneration, long failed, long? appliedAt) =>
        session.ExecuteAsync(
            """
            UPDATE vpn_gateway SET observed_generation = @observedGeneration, failed = @failed, applied_at = COALESCE(applied_at, @appliedAt)
            WHERE id IN @gatewayIds
            """,
            new { gatewayIds, observedGeneration, failed, appliedAt });

    public static async Task DeleteAsync(Session session, string[] gatewayIds)
    {
        await session.ExecuteAsync("DELETE FROM placement WHERE gateway_id IN @gatewayIds", new { gatewayIds });
        await session.ExecuteAsync("DELETE FROM vpn_gateway WHERE id IN @gatewayIds", new { gatewayIds });
    }
}
