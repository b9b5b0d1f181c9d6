using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnConnectionsLogConfigs;

internal sealed partial class VpnConnectionsLogConfigService
{
    /// <summary>Sets where the log goes, for the first time or anew; what it is already changes nothing.</summary>
    public override async Task<UpdateVpnConnectionsLogConfigResponse> UpdateVpnConnectionsLogConfig(
        UpdateVpnConnectionsLogConfigRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        Check(request.LogConfig);
        await database.InGroupAsync(
            session => SetAsync(session, caller, Stored(request.P2CVgwId), request.LogConfig), context.CancellationToken, Stored(request.P2CVgwId));
        return new UpdateVpnConnectionsLogConfigResponse { LogConfig = request.LogConfig };
    }

    private async Task<bool> SetAsync(Session session, CallerContext caller, string gatewayId, LogConfig wanted)
    {
        var gateway = await session.LockGatewayAsync(caller.ProjectId, gatewayId);
        gateway.RequireSettable();
        var column = wanted.ToColumn();
        if (column == gateway.LogConfig)
        {
            return false;
        }
        await session.SetLogConfigAsync(gateway, column);
        await events.AddChangedAsync(session, gateway, wanted, caller.RequestId);
        return true;
    }

    /// <exception cref="DomainException"><c>VPN.0001</c></exception>
    private static void Check(LogConfig? logConfig)
    {
        var violations = new Violations();
        if (logConfig is null)
        {
            violations.Add("log_config", "is required");
        }
        if (logConfig is { LogGroupId: "" })
        {
            violations.Add("log_config.log_group_id", "is required and must not be empty");
        }
        if (logConfig is { LogStreamId: "" })
        {
            violations.Add("log_config.log_stream_id", "is required and must not be empty");
        }
        violations.ThrowIfAny();
    }
}
