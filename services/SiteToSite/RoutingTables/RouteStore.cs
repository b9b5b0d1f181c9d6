using VpnMesh.Shared.Data;

namespace VpnMesh.SiteToSite.RoutingTables;

/// <summary>A row of <c>route</c>; see its migration for the columns.</summary>
internal sealed record RouteRow
{
    public required string VgwId { get; init; }
    public required long Slot { get; init; }
    public required long Position { get; init; }
    public required string Destination { get; init; }
    public required string NextHop { get; init; }
    public required string InterfaceAddress { get; init; }
    public required string Source { get; init; }
    public string? Origin { get; init; }
    public string? AsPath { get; init; }
    public long? Med { get; init; }
    public string? ConnectionId { get; init; }
}

/// <summary>SQL of routing tables.</summary>
internal static class RouteStore
{
    private const string Columns =
        "vgw_id, slot, position, destination, next_hop, interface_address, source, origin, as_path, med, connection_id";

    /// <summary>Routes of a gateway in their order, beginning after a place in it or at an offset.</summary>
    /// <param name="session">Session to read in.</param>
    /// <param name="vgwId">The gateway.</param>
    /// <param name="after">Slot and position of the last route of the page before; (0, 0) for the first page.</param>
    /// <param name="limit">Greatest number of rows.</param>
    /// <param name="offset">Number of routes to pass over.</param>
    public static Task<IReadOnlyList<RouteRow>> ListRoutesAsync(
        this Session session, string vgwId, (long Slot, long Position) after, long limit, long offset) =>
        session.QueryAsync<RouteRow>(
            $"""
            SELECT {Columns} FROM route WHERE vgw_id = @vgwId AND (slot, position) > (@Slot, @Position)
            ORDER BY slot, position LIMIT @limit OFFSET @offset
            """,
            new { vgwId, after.Slot, after.Position, limit, offset });

    public static Task<long> CountRoutesAsync(this Session session, string vgwId) =>
        session.ScalarAsync<long>("SELECT COUNT(*) FROM route WHERE vgw_id = @vgwId", new { vgwId });

    public static Task<int> DeleteRoutesAsync(this Session session, string[] gatewayIds) =>
        session.ExecuteAsync("DELETE FROM route WHERE vgw_id IN @gatewayIds", new { gatewayIds });

    /// <summary>Writes the routing table of an end point in place of the one before, if it differs.</summary>
    public static async Task ReplaceRoutesAsync(this Session session, string vgwId, long slot, IReadOnlyCollection<RouteRow> routes)
    {
        var present = await session.QueryAsync<RouteRow>(
            $"SELECT {Columns} FROM route WHERE vgw_id = @vgwId AND slot = @slot ORDER BY position", new { vgwId, slot });
        if (present.SequenceEqual(routes))
        {
            return;
        }
        await session.ExecuteAsync("DELETE FROM route WHERE vgw_id = @vgwId AND slot = @slot", new { vgwId, slot });
        await session.InsertAllAsync("route", Columns, routes);
    }
}
