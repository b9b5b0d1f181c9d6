using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnConnectionsLogConfigs;

internal sealed partial class VpnConnectionsLogConfigService
{
    /// <summary>The log goes nowhere any more.</summary>
    public override async Task<DeleteVpnConnectionsLogConfigResponse> DeleteVpnConnectionsLogConfig(
        DeleteVpnConnectionsLogConfigRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        await database.InGroupAsync(
            session => RemoveAsync(session, caller, Stored(request.P2CVgwId)), context.CancellationToken, Stored(request.P2CVgwId));
        return new DeleteVpnConnectionsLogConfigResponse();
    }

    private async Task<bool> RemoveAsync(Session session, CallerContext caller, string gatewayId)
    {
        var gateway = await session.LockGatewayAsync(caller.ProjectId, gatewayId);
        if (gateway.LogConfig is null)
        {
            throw ErrorCatalogue.NotFound.With();
        }
        gateway.RequirePresent();
        await session.SetLogConfigAsync(gateway, null);
        await events.AddChangedAsync(session, gateway, logConfig: null, caller.RequestId);
        return true;
    }
}
