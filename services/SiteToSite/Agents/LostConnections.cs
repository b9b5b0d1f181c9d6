using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>
/// What becomes of connections whose end point has no agent any more: nobody knows their state, and those that are to go wait for nobody.
/// Should the agent come back, it is told to remove what is gone.
/// </summary>
internal sealed class LostConnections(SiteToSiteDatabase database, ConnectionObservations observations)
{
    private const int BatchSize = 500;

    /// <returns>Number of connections dealt with.</returns>
    public async Task<int> SettleAsync(CancellationToken cancellationToken)
    {
        var ids = await database.ReadAsync(session => ConnectionStore.ListLostAsync(session, BatchSize), cancellationToken);
        if (ids.Length == 0)
        {
            return 0;
        }
        return await database.InTransactionAsync(async session =>
        {
            await session.LockVpnGatewaysAsync(await ConnectionStore.ListGatewaysAsync(session, ids));
            var locked = await ConnectionStore.LockAsync(session, ids);
            var lost = (await ConnectionStore.StillLostAsync(session, ids)).ToHashSet(StringComparer.Ordinal);
            var connections = locked.Where(connection => lost.Contains(connection.Id)).ToArray();
            await observations.RemoveAsync(session, [.. connections.Where(connection => connection.Deleting == 1)]);
            await observations.WriteAsync(session, connections.Where(connection => connection.Deleting == 0).Select(connection => (connection, Lost(connection))));
            return connections.Length;
        }, cancellationToken);
    }

    private static VpnConnectionRow Lost(VpnConnectionRow connection) =>
        connection with { ObservedGeneration = 0, ObservedState = ObservedTunnel.Lost, BgpPeer = null };
}
