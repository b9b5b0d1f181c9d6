using VpnMesh.P2C.ClientCaCertificates;
using VpnMesh.P2C.P2cVgwConnections;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.Agents;

/// <summary>Servers and clients follow the gateways that they are at.</summary>
internal sealed class EndPointFollowers(
    P2CDatabase database, SessionObservations sessions, VpnServerEvents serverEvents, ClientCaCertificateEvents clientCaEvents)
    : IEndPointFollowers<P2CDatabase>
{
    private const int BatchSize = 100;

    public async Task RestartAsync(Session session, IReadOnlyCollection<(string GatewayId, long Slot)> moved)
    {
        string[] ids = [.. moved.Select(endPoint => endPoint.GatewayId).Distinct()];
        await sessions.EndAllAsync(session, await session.LockP2cVpnGatewaysAsync(ids), "its agent was lost");
        await session.RestartServersAsync(ids);
    }

    public async Task DeleteAsync(Session session, IReadOnlyCollection<GatewayRow> gone)
    {
        string[] ids = [.. gone.Select(gateway => gateway.Id)];
        await sessions.EndAllAsync(session, [.. gone.Cast<P2cVpnGatewayRow>()], "the gateway was deleted");
        await session.DeleteClientsAsync(ids);
        var clientCas = await session.ListClientCaCertificatesOfGatewaysAsync(ids);
        foreach (var server in await session.DeleteServersAsync(ids))
        {
            foreach (var certificate in clientCas[server.Id])
            {
                await clientCaEvents.AddDeletedAsync(session, server, certificate, server.RequestId);
            }
            await serverEvents.AddDeletedAsync(session, server);
        }
    }

    public async Task<int> SettleLostAsync(CancellationToken cancellationToken)
    {
        var ids = await database.ReadAsync(session => session.ListStrandedGatewaysAsync(BatchSize), cancellationToken);
        if (ids.Length == 0)
        {
            return 0;
        }
        return await database.InTransactionAsync(
            async session =>
            {
                await sessions.EndAllAsync(session, await session.LockP2cVpnGatewaysAsync(ids), "its agent was lost");
                return ids.Length;
            },
            cancellationToken);
    }
}
