using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.RoutingTables;

namespace VpnMesh.SiteToSite.Agents;

/// <summary>Certificates, connections and routing tables follow the end points that they are at.</summary>
internal sealed class EndPointFollowers(CertificateObservations certificates, ConnectionObservations connections, LostConnections lostConnections)
    : IEndPointFollowers<SiteToSiteDatabase>
{
    public async Task RestartAsync(Session session, IReadOnlyCollection<(string GatewayId, long Slot)> moved)
    {
        await certificates.RestartAsync(session, moved);
        await connections.RestartAsync(session, moved);
    }

    public async Task DeleteAsync(Session session, IReadOnlyCollection<GatewayRow> gone)
    {
        await certificates.DeleteAsync(session, gone);
        await session.DeleteRoutesAsync([.. gone.Select(gateway => gateway.Id)]);
    }

    public Task<int> SettleLostAsync(CancellationToken cancellationToken) => lostConnections.SettleAsync(cancellationToken);
}
