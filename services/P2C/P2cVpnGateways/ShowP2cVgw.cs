using Grpc.Core;
using VpnMesh.P2C.P2cVgwConnections;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.P2cVpnGateways;

internal sealed partial class P2cVpnGatewayService
{
    /// <summary>One gateway of the project.</summary>
    public override async Task<ShowP2cVgwResponse> ShowP2cVgw(ShowP2cVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var gateway = await RequireAsync(caller, request.P2CVgwId, context.CancellationToken);
        return await database.ReadAsync(
            async session => new ShowP2cVgwResponse
            {
                P2CVpnGateway = P2cVpnGatewayAnswers.Shown(
                    gateway,
                    (await session.CountClientsAsync([gateway.Id])).GetValueOrDefault(gateway.Id),
                    (await session.ListOffersAsync([gateway.Id]))[gateway.Id]),
            },
            context.CancellationToken);
    }
}
