using VpnMesh.Shared.Api.Parts;
using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>An end point that needs an agent.</summary>
internal sealed record WaitingEndPoint
{
    public required string GatewayId { get; init; }
    public required long Slot { get; init; }
    public required string Zone { get; init; }
    public string? AgentId { get; init; }

    /// <summary>Version of the gateway software that it is to run; empty while none is chosen.</summary>
    public required string Version { get; init; }
}

/// <summary>An end point of an agent.</summary>
internal sealed record OwnEndPoint
{
    public required string GatewayId { get; init; }
    public required long Slot { get; init; }
}

/// <summary>An end point as operators see it; see the migrations for the columns.</summary>
internal sealed record PlacementRow
{
    public required string GatewayId { get; init; }
    public required string ProjectId { get; init; }
    public required long Slot { get; init; }
    public required string Zone { get; init; }
    public string? AgentId { get; init; }
    public required string Version { get; init; }
    public required long Generation { get; init; }
    public required long ObservedGeneration { get; init; }
    public string? ObservedState { get; init; }
    public required string ObservedVersion { get; init; }
    public required string ObservedReason { get; init; }
}

/// <summary>SQL of which end point is on which agent.</summary>
internal static class PlacementStore
{
    /// <summary>Number of end points of each agent.</summary>
    public static async Task<Dictionary<string, long>> CountAsync(Session session, string[] agentIds)
    {
        var counts = await session.QueryAsync<LoadRow>(
            "SELECT agent_id, COUNT(*) AS load FROM placement WHERE agent_id IN @agentIds GROUP BY agent_id", new { agentIds });
        return counts.ToDictionary(row => row.AgentId, row => row.Load);
    }

    /// <summary>End points without an agent, in zones that have room.</summary>
    public static Task<IReadOnlyList<WaitingEndPoint>> ListUnassignedAsync(Session session, GatewayTables tables, string[] zones, int limit) =>
        session.QueryAsync<WaitingEndPoint>(
            $"""
            SELECT p.gateway_id, p.slot, p.zone, p.agent_id, p.version FROM placement p JOIN {tables.Gateway} g ON g.id = p.gateway_id
            WHERE p.agent_id IS NULL AND p.observed_generation = 0 AND p.zone IN @zones AND g.deleting = 0
            LIMIT @limit
            """,
            new { zones, limit });

    /// <summary>End points of lost agents.</summary>
    public static Task<IReadOnlyList<WaitingEndPoint>> ListStrandedAsync(Session session, string[] agentIds, int limit) =>
        session.QueryAsync<WaitingEndPoint>(
            """
            SELECT p.gateway_id, p.slot, p.zone, p.agent_id, p.version FROM placement p
            WHERE p.agent_id IN @agentIds
            LIMIT @limit
            """,
            new { agentIds, limit });

    /// <summary>
    /// Gives end points of one slot to an agent, unless somebody else did. One that was lost stays marked until the new agent reports it.
    /// </summary>
    /// <returns>The gateways whose end points were given.</returns>
    public static Task<IReadOnlyList<string>> AssignAsync(Session session, string agentId, long slot, string? from, string[] gatewayIds) =>
        session.ExecuteReturningAsync<string>(
            $"""
            UPDATE placement SET agent_id = @agentId, observed_generation = 0,
              observed_state = CASE WHEN observed_state = 'lost' THEN 'lost' ELSE NULL END
            WHERE slot = @slot AND gateway_id IN @gatewayIds AND {(from is null ? "agent_id IS NULL" : "agent_id = @from")}
            RETURNING gateway_id
            """,
            new { agentId, slot, from, gatewayIds });

    /// <summary>Gateways with an end point on a lost agent that is not marked yet.</summary>
    public static async Task<string[]> ListUnmarkedAsync(Session session, string agentId, int limit) =>
        [.. await session.QueryAsync<string>(
            """
            SELECT DISTINCT gateway_id FROM placement
            WHERE agent_id = @agentId AND (observed_state IS NULL OR observed_state <> 'lost')
            LIMIT @limit
            """,
            new { agentId, limit })];

    /// <summary>Gateways created before a time, one of whose end points never had an agent and is not marked yet.</summary>
    public static async Task<string[]> ListOverdueAsync(Session session, GatewayTables tables, long createdBefore, int limit) =>
        [.. await session.QueryAsync<string>(
            $"""
            SELECT DISTINCT p.gateway_id FROM placement p JOIN {tables.Gateway} g ON g.id = p.gateway_id
            WHERE p.agent_id IS NULL AND p.observed_generation = 0 AND p.observed_state IS NULL
              AND g.deleting = 0 AND g.created_at < @createdBefore
            LIMIT @limit
            """,
            new { createdBefore, limit })];

    /// <summary>Marks end points that have no agent like those whose agent is lost.</summary>
    public static Task<int> MarkWantedAsync(Session session, string[] gatewayIds) =>
        session.ExecuteAsync(
            "UPDATE placement SET observed_state = 'lost' WHERE gateway_id IN @gatewayIds AND agent_id IS NULL AND observed_generation = 0",
            new { gatewayIds });

    public static Task<int> MarkLostAsync(Session session, string agentId, string[] gatewayIds) =>
        session.ExecuteAsync(
            "UPDATE placement SET observed_state = 'lost' WHERE agent_id = @agentId AND gateway_id IN @gatewayIds", new { agentId, gatewayIds });

    /// <summary>A gateway that is being deleted does not wait for agents that are lost: should they return, they are told to remove it.</summary>
    public static Task<int> AbandonDeletedAsync(Session session, GatewayTables tables, string[] agentIds) =>
        session.ExecuteAsync(
            $"""
            UPDATE placement SET agent_id = NULL, observed_generation = 0, observed_state = NULL
            WHERE agent_id IN @agentIds
              AND gateway_id IN (SELECT id FROM {tables.Gateway} WHERE observed_generation < generation AND deleting = 1)
            """,
            new { agentIds });

    /// <summary>Gateways that are to go and of which no agent has anything.</summary>
    public static async Task<string[]> ListRemovableAsync(Session session, GatewayTables tables, int limit) =>
        [.. await session.QueryAsync<string>(
            $"""
            SELECT DISTINCT p.gateway_id FROM placement p JOIN {tables.Gateway} g ON g.id = p.gateway_id
            WHERE p.agent_id IS NULL AND p.observed_generation = 0 AND g.deleting = 1
              AND NOT EXISTS (SELECT 1 FROM placement o WHERE o.gateway_id = p.gateway_id AND o.agent_id IS NOT NULL
                AND (o.observed_state IS NULL OR o.observed_state <> 'gone'))
            LIMIT @limit
            """,
            new { limit })];

    /// <summary>Which end points of gateways the agent has.</summary>
    public static Task<IReadOnlyList<OwnEndPoint>> ListOwnAsync(Session session, string agentId, string[] gatewayIds) =>
        session.QueryAsync<OwnEndPoint>(
            "SELECT gateway_id, slot FROM placement WHERE gateway_id IN @gatewayIds AND agent_id = @agentId", new { agentId, gatewayIds });

    /// <summary>End points of the agent after one, in the order of their gateways.</summary>
    public static Task<IReadOnlyList<OwnEndPoint>> ListOwnAsync(Session session, string agentId, OwnEndPoint after, int limit) =>
        session.QueryAsync<OwnEndPoint>(
            """
            SELECT gateway_id, slot FROM placement
            WHERE agent_id = @agentId AND (gateway_id, slot) > (@GatewayId, @Slot)
            ORDER BY gateway_id, slot LIMIT @limit
            """,
            new { agentId, after.GatewayId, after.Slot, limit });

    /// <summary>End points after one, in the order of their gateways: of an agent, of a gateway, or all.</summary>
    public static Task<IReadOnlyList<PlacementRow>> ListAsync(
        Session session, GatewayTables tables, string agentId, string gatewayId, PlacementCursor? after, int limit) =>
        session.QueryAsync<PlacementRow>(
            $"""
            SELECT p.gateway_id, g.project_id, p.slot, p.zone, p.agent_id, p.version, g.generation, p.observed_generation, p.observed_state,
              p.observed_version, p.observed_reason
            FROM placement p JOIN {tables.Gateway} g ON g.id = p.gateway_id
            WHERE (p.gateway_id, p.slot) > (@Id, @Slot)
              {(agentId.Length > 0 ? "AND p.agent_id = @agentId" : "")} {(gatewayId.Length > 0 ? "AND p.gateway_id = @gatewayId" : "")}
            ORDER BY p.gateway_id, p.slot LIMIT @limit
            """,
            new { Id = after?.GatewayId ?? "", Slot = after?.Slot ?? 0, agentId, gatewayId, limit });

    private sealed class LoadRow
    {
        public string AgentId { get; init; } = "";

        public long Load { get; init; }
    }
}
