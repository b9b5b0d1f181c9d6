using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.VpnServers;

internal sealed partial class VpnServerService
{
    /// <summary>The server of a gateway, or none.</summary>
    public override async Task<ListVpnServersByVgwResponse> ListVpnServersByVgw(ListVpnServersByVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var gateway = await RequireGatewayAsync(caller, request.P2CVgwId, context.CancellationToken);
        return await database.ReadAsync(
            async session =>
            {
                var server = await session.FindServerOfGatewayAsync(gateway.ProjectId, gateway.Id);
                return new ListVpnServersByVgwResponse
                {
                    VpnServers = { server is null ? [] : await session.ShowAsync(gateway.ProjectId, [server]) },
                };
            },
            context.CancellationToken);
    }
}
