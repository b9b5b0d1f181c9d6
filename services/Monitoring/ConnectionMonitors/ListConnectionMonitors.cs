using Grpc.Core;
using VpnMesh.Protos.Monitoring.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Monitoring.ConnectionMonitors;

internal sealed partial class ConnectionMonitorService
{
    /// <summary>All monitors of the project, newest first, or those that match the filters.</summary>
    public override async Task<ListConnectionMonitorsResponse> ListConnectionMonitors(
        ListConnectionMonitorsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        ConnectionMonitorRules.Check(request);
        var connectionId = request.HasVpnConnectionId ? request.VpnConnectionId.ToLowerInvariant() : null;
        var known = await database.ReadAsync(session => session.ListMonitorsAsync(caller.ProjectId, connectionId), context.CancellationToken);
        var monitors = await AsTheyAreAsync(caller, known, context.CancellationToken);
        var wanted = request.EnterpriseProjectId;
        return new ListConnectionMonitorsResponse
        {
            ConnectionMonitors =
            {
                monitors.Where(monitor => wanted.Count == 0 || wanted.Contains(monitor.EnterpriseProjectId)).Select(ConnectionMonitorAnswers.Shown),
            },
        };
    }
}
