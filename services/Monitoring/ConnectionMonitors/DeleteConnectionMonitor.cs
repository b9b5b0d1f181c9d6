using Grpc.Core;
using VpnMesh.Protos.Monitoring.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.ConnectionMonitors;

internal sealed partial class ConnectionMonitorService
{
    /// <summary>Marks a monitor as to go, then takes it away from its connection, at once if that is possible.</summary>
    public override async Task<DeleteConnectionMonitorResponse> DeleteConnectionMonitor(
        DeleteConnectionMonitorRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var monitor = await FindAsync(caller, request.ConnectionMonitorId, context.CancellationToken);
        caller.RequireAccess(monitor?.EnterpriseProjectId);
        ConnectionMonitorRules.CheckId(request.ConnectionMonitorId);
        var known = monitor ?? throw ErrorCatalogue.NotFound.With();
        var marked = await database.InGroupAsync(
            session => MarkDeletingAsync(session, known, caller.RequestId), context.CancellationToken, caller.ProjectId);
        await removal.TryRemoveAsync(marked, caller.RequestId, CancellationToken.None);
        return new DeleteConnectionMonitorResponse();
    }

    private async Task<ConnectionMonitorRow> MarkDeletingAsync(Session session, ConnectionMonitorRow known, string requestId)
    {
        var before = await session.LockMonitorAsync(known.Id) ?? throw ErrorCatalogue.NotFound.With();
        var after = before with { Deleting = 1 };
        if (after != before)
        {
            await session.UpdateAsync(after);
            await events.AddStatusChangedAsync(session, before, after, requestId);
        }
        return after;
    }
}
