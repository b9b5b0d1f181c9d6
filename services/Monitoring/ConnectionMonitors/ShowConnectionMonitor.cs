using Grpc.Core;
using VpnMesh.Protos.Monitoring.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Monitoring.ConnectionMonitors;

internal sealed partial class ConnectionMonitorService
{
    /// <summary>One monitor.</summary>
    public override async Task<ShowConnectionMonitorResponse> ShowConnectionMonitor(ShowConnectionMonitorRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var monitor = await FindAsync(caller, request.ConnectionMonitorId, context.CancellationToken);
        caller.RequireAccess(monitor?.EnterpriseProjectId);
        ConnectionMonitorRules.CheckId(request.ConnectionMonitorId);
        return monitor is null
            ? throw ErrorCatalogue.NotFound.With()
            : new ShowConnectionMonitorResponse { ConnectionMonitor = ConnectionMonitorAnswers.Shown(monitor) };
    }
}
