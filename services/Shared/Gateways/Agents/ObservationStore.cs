using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Agents;

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

/// <summary>What an agent reports of end points of one slot.</summary>
/// <param name="Slot">1 or 2.</param>
/// <param name="Generation">What it had been told.</param>
/// <param name="State">One of the states of <see cref="EndPointState"/>.</param>
/// <param name="Version">Version of the gateway software that runs; empty when none does or it is not known.</param>
/// <param name="PreparedVersion">Version that lies ready beside it, if any.</param>
/// <param name="Reason">Why it failed.</param>
internal sealed record EndPointReport(long Slot, long Generation, string State, string Version, string PreparedVersion, string Reason);

/// <summary>SQL of what agents observe, and of what follows for the gateways.</summary>
internal static class ObservationStore
{
    /// <summary>
    /// Writes a report about end points of one slot. It counts only for end points that are still the agent's own, and never goes
    /// back behind a newer generation; nothing is gone but what is to go.
    /// </summary>
    public static Task<int> ObserveAsync(Session session, GatewayTables tables, string agentId, EndPointReport report, string[] gatewayIds) =>
        session.ExecuteAsync(
            $"""
            UPDATE placement SET observed_generation = @Generation, observed_state = @State, observed_version = @Version,
              observed_prepared_version = @PreparedVersion, observed_reason = @Reason
            WHERE gateway_id IN @gatewayIds AND slot = @Slot AND agent_id = @agentId AND observed_generation <= @Generation
              AND (observed_generation < @Generation OR observed_state IS NULL OR observed_state <> @State OR observed_version <> @Version
                OR observed_prepared_version <> @PreparedVersion OR observed_reason <> @Reason)
              AND EXISTS (SELECT 1 FROM {tables.Gateway} g WHERE g.id = placement.gateway_id AND g.generation >= @Generation
                AND (g.deleting = 1 OR @State <> 'gone'))
            """,
            new { gatewayIds, agentId, report.Slot, report.Generation, report.State, report.Version, report.PreparedVersion, report.Reason });

    public static Task<IReadOnlyList<EndPointState>> ListEndPointsAsync(Session session, string[] gatewayIds) =>
        session.QueryAsync<EndPointState>(
            "SELECT gateway_id, agent_id, observed_generation, observed_state FROM placement WHERE gateway_id IN @gatewayIds", new { gatewayIds });

    public static Task<int> UpdateAsync(
        Session session, GatewayTables tables, string[] gatewayIds, long observedGeneration, long failed, long? appliedAt) =>
        session.ExecuteAsync(
            $"""
            UPDATE {tables.Gateway} SET observed_generation = @observedGeneration, failed = @failed, applied_at = COALESCE(applied_at, @appliedAt)
            WHERE id IN @gatewayIds
            """,
            new { gatewayIds, observedGeneration, failed, appliedAt });

    public static async Task DeleteAsync(Session session, GatewayTables tables, string[] gatewayIds)
    {
        await session.ExecuteAsync("DELETE FROM placement WHERE gateway_id IN @gatewayIds", new { gatewayIds });
        await session.ExecuteAsync($"DELETE FROM {tables.Gateway} WHERE id IN @gatewayIds", new { gatewayIds });
    }
}
