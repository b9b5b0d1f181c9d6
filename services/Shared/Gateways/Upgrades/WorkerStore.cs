using VpnMesh.Shared.Data;

namespace VpnMesh.Shared.Gateways.Upgrades;

/// <summary>An end point of a gateway that has no version yet.</summary>
internal sealed record UnversionedEndPoint
{
    public required string GatewayId { get; init; }
    public required string Version { get; init; }

    /// <summary>What its agent offers, as JSON; null while it has no agent.</summary>
    public string? Versions { get; init; }
    public required long GatewayObserved { get; init; }
}

/// <summary>SQL of the versions that end points run.</summary>
internal static class WorkerStore
{
    /// <summary>The end points of those of the gateways that have no version.</summary>
    public static Task<IReadOnlyList<UnversionedEndPoint>> ListUnversionedAsync(this Session session, GatewayTables tables, string[] gatewayIds) =>
        session.QueryAsync<UnversionedEndPoint>(
            $"""
            SELECT p.gateway_id, p.version, a.versions, g.observed_generation AS gateway_observed
            FROM {tables.Gateway} g JOIN placement p ON p.gateway_id = g.id LEFT JOIN agent a ON a.id = p.agent_id
            WHERE g.id IN @gatewayIds AND g.version = ''
            """,
            new { gatewayIds });

    /// <summary>Gateways without a version, all of whose end points have agents.</summary>
    public static async Task<string[]> ListUnversionedAsync(this Session session, GatewayTables tables, int limit) =>
        [.. await session.QueryAsync<string>(
            $"""
            SELECT g.id FROM {tables.Gateway} g
            WHERE g.version = '' AND g.deleting = 0 AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.gateway_id = g.id AND p.agent_id IS NULL)
            ORDER BY g.id LIMIT @limit
            """,
            new { limit })];

    /// <summary>Writes the version that the end points of gateways without one are to run.</summary>
    /// <param name="session">Session of the transaction.</param>
    /// <param name="tables">Where the gateways are.</param>
    /// <param name="gatewayIds">The gateways.</param>
    /// <param name="version">What the end points are told.</param>
    /// <param name="gatewayVersion">Version of the gateways from now on; empty while it is not decided.</param>
    /// <param name="raise">1 when agents that may have been told something else are to hear of it.</param>
    public static async Task SetFirstVersionAsync(
        this Session session, GatewayTables tables, string[] gatewayIds, string version, string gatewayVersion, long raise)
    {
        await session.ExecuteAsync(
            $"UPDATE {tables.Gateway} SET version = @gatewayVersion, generation = generation + @raise WHERE id IN @gatewayIds AND version = ''",
            new { gatewayIds, gatewayVersion, raise });
        await session.ExecuteAsync("UPDATE placement SET version = @version WHERE gateway_id IN @gatewayIds", new { gatewayIds, version });
    }

    /// <summary>What the agents of the end points of gateways offer: a JSON list each, null for an end point without agent.</summary>
    public static async Task<ILookup<string, string?>> ListOffersAsync(this Session session, string[] gatewayIds)
    {
        var offers = await session.QueryAsync<OfferRow>(
            """
            SELECT p.gateway_id, a.versions FROM placement p LEFT JOIN agent a ON a.id = p.agent_id
            WHERE p.gateway_id IN @gatewayIds ORDER BY p.gateway_id, p.slot
            """,
            new { gatewayIds });
        return offers.ToLookup(offer => offer.GatewayId, offer => offer.Versions);
    }

    /// <summary>The end points of gateways, in order.</summary>
    public static Task<IReadOnlyList<Worker>> ListWorkersAsync(this Session session, string[] gatewayIds) =>
        session.QueryAsync<Worker>(
            """
            SELECT gateway_id, slot, version, prepared_version, observed_generation, observed_state, observed_version,
              observed_prepared_version, observed_reason
            FROM placement WHERE gateway_id IN @gatewayIds ORDER BY gateway_id, slot
            """,
            new { gatewayIds });

    /// <summary>Writes what an end point is to run and have ready.</summary>
    public static Task<int> TellAsync(this Session session, Worker worker) =>
        session.ExecuteAsync(
            "UPDATE placement SET version = @Version, prepared_version = @PreparedVersion WHERE gateway_id = @GatewayId AND slot = @Slot", worker);

    /// <summary>Marks end points that were not as they should be in time like those whose agents say so, until they report.</summary>
    public static Task<int> MarkFailedAsync(this Session session, string gatewayId, long[] slots) =>
        session.ExecuteAsync(
            """
            UPDATE placement SET observed_state = 'failed'
            WHERE gateway_id = @gatewayId AND slot IN @slots AND (observed_state IS NULL OR observed_state <> 'lost')
            """,
            new { gatewayId, slots });

    private sealed class OfferRow
    {
        public string GatewayId { get; init; } = "";

        public string? Versions { get; init; }
    }
}
