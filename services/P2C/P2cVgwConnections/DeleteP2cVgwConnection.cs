using Grpc.Core;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVgwConnections;

internal sealed partial class P2cVgwConnectionService
{
    /// <summary>Cuts a client: it is on no list any more at once, and its agent is told until it is over.</summary>
    public override async Task<DeleteP2cVgwConnectionResponse> DeleteP2cVgwConnection(DeleteP2cVgwConnectionRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        await database.InGroupAsync(session => DisconnectAsync(session, caller, request), context.CancellationToken, request.P2CVgwId);
        return new DeleteP2cVgwConnectionResponse();
    }

    private async Task<bool> DisconnectAsync(Session session, CallerContext caller, DeleteP2cVgwConnectionRequest request)
    {
        var gateway = await session.RequireP2cVpnGatewayAsync(caller.ProjectId, request.P2CVgwId);
        if (!Wire.IsUuid(request.ConnectionId) || !await session.DisconnectAsync(gateway.Id, request.ConnectionId.ToLowerInvariant()))
        {
            throw ErrorCatalogue.ClientConnectionNotFound.With();
        }
        // Whether there is such a connection is told before the status of its gateway.
        gateway.RequireServing();
        session.AfterCommit(placements.Set);
        return true;
    }
}
