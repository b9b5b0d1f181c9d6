using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.SiteToSite.CustomerGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

internal sealed partial class VpnConnectionService
{
    /// <summary>One connection in full.</summary>
    public override async Task<ShowVpnConnectionResponse> ShowVpnConnection(ShowVpnConnectionRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await RequireAccessAsync(caller, request.VpnConnectionId, context.CancellationToken);
        CheckId(request.VpnConnectionId);
        var shown = await database.ReadAsync(
            async session =>
            {
                var connection = await session.FindVpnConnectionAsync(caller.ProjectId, Stored(request.VpnConnectionId))
                    ?? throw ErrorCatalogue.NotFound.With();
                var customerGateway = connection.Style == Styles.Bgp ? await session.FindCustomerGatewayAsync(caller.ProjectId, connection.CgwId) : null;
                return VpnConnectionAnswers.Shown(connection, customerGateway, time.NowMs());
            },
            context.CancellationToken);
        return new ShowVpnConnectionResponse { VpnConnection = shown };
    }
}
