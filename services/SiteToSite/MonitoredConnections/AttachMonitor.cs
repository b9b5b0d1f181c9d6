using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.MonitoredConnections;

internal sealed partial class MonitoredConnectionsService
{
    private const string Field = "connection_monitor.vpn_connection_id";

    /// <summary>Gives a connection its monitor. Its generation and status stay as they are: what a monitor does is no part of them.</summary>
    public override async Task<AttachMonitorResponse> AttachMonitor(AttachMonitorRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Monitoring);
        var id = request.VpnConnectionId.ToLowerInvariant();
        var known = await database.ReadAsync(session => session.FindVpnConnectionAsync(request.ProjectId, id), context.CancellationToken)
            ?? throw ErrorCatalogue.NotFound.With();
        var connection = await database.InGroupAsync(session => AttachAsync(session, request, known), context.CancellationToken, known.VgwId);
        return new AttachMonitorResponse { Connection = connection };
    }

    private async Task<DescribedConnection> AttachAsync(Session session, AttachMonitorRequest request, VpnConnectionRow known)
    {
        await session.LockVpnGatewayAsync(known.ProjectId, known.VgwId);
        await session.LockVpnConnectionAsync(known.ProjectId, known.Id);
        var found = await session.ListMonitoredAsync(known.ProjectId, [known.Id]);
        if (found is not [var connection])
        {
            throw ErrorCatalogue.NotFound.With();
        }
        if (connection.ConnectionMonitorId != request.MonitorId)
        {
            RequireFit(connection);
            await session.AttachMonitorAsync(known.Id, request.MonitorId);
            session.AfterCommit(placements.Set);
        }
        var answer = connection.ToAnswer();
        answer.MonitorId = request.MonitorId;
        return answer;
    }

    private static void RequireFit(MonitoredConnectionRow connection)
    {
        var (source, destination) = (connection.ToAnswer().SourceIp, connection.ToAnswer().DestinationIp);
        if (connection.ConnectionMonitorId is not null)
        {
            throw ErrorCatalogue.InvalidRequest.For(Field, $"{Field} names a connection that has a monitor already");
        }
        if (destination.Length == 0)
        {
            throw ErrorCatalogue.InvalidRequest.For(
                Field, $"{Field} names a connection whose customer gateway has the id_type fqdn, and the address of the peer is not known yet");
        }
        if (source.Length == 0)
        {
            throw ErrorCatalogue.InvalidRequest.For(Field, $"{Field} names a connection whose gateway has no address at present");
        }
        if (connection.Deleting == 1)
        {
            throw ErrorCatalogue.ConnectionNotReady.With(connection.Id, "DELETING");
        }
    }
}
