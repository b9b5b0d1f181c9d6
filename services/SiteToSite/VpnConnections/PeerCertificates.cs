using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>
/// Connections that the CA certificate of their customer gateway authenticates (flavor GM): agents are told of it with the connection, so
/// another one is a change of them.
/// </summary>
internal sealed class PeerCertificates(VpnConnectionEvents events, PlacementSignal<SiteToSiteDatabase> placements)
{
    /// <summary>The connections of a customer gateway that it is about, locked with their gateways; before the customer gateway, as everywhere.</summary>
    public static async Task<IReadOnlyList<VpnConnectionRow>> LockAsync(Session session, string projectId, string cgwId)
    {
        await session.LockVpnGatewaysAsync(await session.ListGatewaysByPeerCertificateAsync(projectId, cgwId));
        return await session.LockConnectionsByPeerCertificateAsync(projectId, cgwId);
    }

    /// <summary>Has agents apply the connections anew. What callers can see of them stays the same, so the time of the last update does too.</summary>
    public async Task ApplyAnewAsync(Session session, IEnumerable<VpnConnectionRow> connections, string requestId)
    {
        foreach (var before in connections.Where(connection => connection.Deleting == 0))
        {
            var after = before with { Generation = before.Generation + 1, RequestId = requestId };
            await session.UpdateAsync(after);
            await events.AddStatusChangedAsync(session, before, after, requestId);
        }
        session.AfterCommit(placements.Set);
    }
}
