using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

internal sealed partial class VpnConnectionService
{
    /// <summary>Marks a connection for deletion; it goes when its agent reports that nothing of it runs any more.</summary>
    public override async Task<DeleteVpnConnectionResponse> DeleteVpnConnection(DeleteVpnConnectionRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await RequireAccessAsync(caller, request.VpnConnectionId, context.CancellationToken);
        CheckId(request.VpnConnectionId);
        await ChangeAsync(
            caller,
            request.VpnConnectionId,
            (session, gateway, connection) => DeleteAsync(session, caller, gateway, connection),
            context.CancellationToken);
        return new DeleteVpnConnectionResponse();
    }

    private async Task<bool> DeleteAsync(Session session, CallerContext caller, VpnGatewayRow gateway, VpnConnectionRow before)
    {
        if (before.Deleting == 1)
        {
            return false;
        }
        RequireNotFrozen(gateway, before, "delete");
        if (gateway.Deleting == 1)
        {
            throw ErrorCatalogue.GatewayNotReady.With(gateway.Id, "DELETING");
        }
        await queue.RequireRoomAsync(session, gateway.Id);
        var after = before with { Deleting = 1, Generation = before.Generation + 1, UpdatedAt = time.NowMs(), RequestId = caller.RequestId };
        await session.UpdateAsync(after);
        await events.AddStatusChangedAsync(session, before, after, after.RequestId);
        session.AfterCommit(placements.Set);
        return true;
    }
}
