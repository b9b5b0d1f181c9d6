using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Monitoring.V5;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Monitoring.ConnectionMonitors;

internal sealed partial class ConnectionMonitorService
{
    /// <summary>
    /// Creates a monitor: first the row, which nobody sees, then the connection is given the monitor, then the row counts. So a connection never
    /// has a monitor that nobody knows of.
    /// </summary>
    public override async Task<CreateConnectionMonitorResponse> CreateConnectionMonitor(
        CreateConnectionMonitorRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await RequireAccessToConnectionAsync(caller, request.ConnectionMonitor?.VpnConnectionId ?? "", context.CancellationToken);
        ConnectionMonitorRules.Check(request.ConnectionMonitor);
        var monitor = new ConnectionMonitorRow
        {
            Id = time.NewId(),
            ProjectId = caller.ProjectId,
            VpnConnectionId = request.ConnectionMonitor!.VpnConnectionId.ToLowerInvariant(),
            CreatedAt = time.NowMs(),
            RequestId = caller.RequestId,
        };
        await database.InGroupAsync(session => session.InsertAsync(monitor), context.CancellationToken, monitor.ProjectId);
        var connection = await AttachAsync(monitor, caller, context.CancellationToken);
        var created = await database.InGroupAsync(session => CreateAsync(session, monitor, connection), CancellationToken.None, monitor.ProjectId);
        return new CreateConnectionMonitorResponse { ConnectionMonitor = ConnectionMonitorAnswers.Created(created) };
    }

    private async Task RequireAccessToConnectionAsync(CallerContext caller, string connectionId, CancellationToken cancellationToken)
    {
        if (IsAllowedEverywhere(caller))
        {
            return;
        }
        if (!Wire.IsUuid(connectionId))
        {
            caller.RequireAccess(enterpriseProjectId: null);
            return;
        }
        var id = connectionId.ToLowerInvariant();
        var connections = await siteToSite.TryDescribeAsync([id], caller, cancellationToken) ?? throw ErrorCatalogue.BackendUnavailable.With();
        caller.RequireAccess(connections.GetValueOrDefault(id)?.EnterpriseProjectId);
    }

    private async Task<DescribedConnection> AttachAsync(ConnectionMonitorRow monitor, CallerContext caller, CancellationToken cancellationToken)
    {
        try
        {
            return await siteToSite.AttachAsync(monitor.VpnConnectionId, monitor.Id, caller, cancellationToken);
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.PermissionDenied)
        {
            await database.InGroupAsync(session => session.DeleteMonitorAsync(monitor.Id), CancellationToken.None, monitor.ProjectId);
            throw;
        }
        catch (Exception)
        {
            // The connection may have been given it all the same, even later than now: the settlement looks again when that cannot be any more.
            await siteToSite.TryDetachAsync(monitor.ProjectId, monitor.VpnConnectionId, monitor.Id, monitor.RequestId, CancellationToken.None);
            throw;
        }
    }

    private async Task<ConnectionMonitorRow> CreateAsync(Session session, ConnectionMonitorRow monitor, DescribedConnection connection)
    {
        var locked = await session.LockMonitorAsync(monitor.Id) ?? throw ErrorCatalogue.NotFound.With();
        if (locked.Deleting == 1)
        {
            // It took so long that it was given up.
            throw ErrorCatalogue.BackendUnavailable.With();
        }
        var created = locked.With(connection) with { Attached = 1 };
        await session.UpdateAsync(created);
        await events.AddCreatedAsync(session, created with { Probed = 0 });
        await events.AddStatusChangedAsync(session, created with { Probed = 0 }, created, requestId: "");
        return created;
    }
}
