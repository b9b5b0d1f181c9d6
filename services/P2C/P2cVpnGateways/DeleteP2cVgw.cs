using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVpnGateways;

internal sealed partial class P2cVpnGatewayService
{
    /// <summary>
    /// Marks a gateway for deletion; it goes, and its server with all that belongs to it, when its agent reports that nothing of it runs any
    /// more.
    /// </summary>
    public override async Task<DeleteP2cVgwResponse> DeleteP2cVgw(DeleteP2cVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var known = await RequireAsync(caller, request.P2CVgwId, context.CancellationToken);
        await database.InGroupAsync(session => DeleteAsync(session, caller, known.Id), context.CancellationToken, known.Id);
        return new DeleteP2cVgwResponse();
    }

    private async Task<bool> DeleteAsync(Session session, CallerContext caller, string id)
    {
        var gateway = await session.LockP2cVpnGatewayAsync(caller.ProjectId, id) ?? throw ErrorCatalogue.P2cGatewayNotFound.With();
        if (gateway.Deleting == 1)
        {
            return false;
        }
        gateway.RequireDeletable();
        var deleting = gateway with { Deleting = 1, Generation = gateway.Generation + 1, UpdatedAt = time.NowMs(), RequestId = caller.RequestId };
        await session.UpdateAsync(deleting);
        await events.AddStatusChangedAsync(session, gateway, deleting, caller.RequestId);
        session.AfterCommit(placements.Set);
        return true;
    }
}
