using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.MonitoredConnections;

internal sealed partial class MonitoredConnectionsService
{
    /// <summary>Takes the monitor away from a connection, if that has it.</summary>
    public override async Task<DetachMonitorResponse> DetachMonitor(DetachMonitorRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Monitoring);
        var id = request.VpnConnectionId.ToLowerInvariant();
        var known = await database.ReadAsync(session => session.FindVpnConnectionAsync(request.ProjectId, id), context.CancellationToken);
        if (known is not null)
        {
            await database.InGroupAsync(session => DetachAsync(session, request, known), context.CancellationToken, known.VgwId);
        }
        return new DetachMonitorResponse();
    }

    private async Task<bool> DetachAsync(Session session, DetachMonitorRequest request, VpnConnectionRow known)
    {
        // Before its connection, like everyone else.
        await session.LockVpnGatewayAsync(known.ProjectId, known.VgwId);
        var detached = await session.DetachMonitorAsync(known.Id, request.MonitorId) == 1;
        if (detached)
        {
            session.AfterCommit(placements.Set);
        }
        return detached;
    }
}
