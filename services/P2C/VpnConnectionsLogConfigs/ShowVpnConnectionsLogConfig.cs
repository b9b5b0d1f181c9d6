using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnConnectionsLogConfigs;

internal sealed partial class VpnConnectionsLogConfigService
{
    /// <summary>Where the log goes; not found while nobody has said.</summary>
    public override async Task<ShowVpnConnectionsLogConfigResponse> ShowVpnConnectionsLogConfig(
        ShowVpnConnectionsLogConfigRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var gateway = await database.ReadAsync(
            session => session.RequireGatewayAsync(caller.ProjectId, Stored(request.P2CVgwId)), context.CancellationToken);
        return new ShowVpnConnectionsLogConfigResponse
        {
            LogConfig = Columns.Parse(LogConfig.Parser, gateway.LogConfig) ?? throw ErrorCatalogue.NotFound.With(),
        };
    }
}
