using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnConnections;

internal sealed partial class VpnConnectionService
{
    /// <summary>Has the security associations of a connection dropped and negotiated anew; its configuration stays as it is.</summary>
    public override async Task<ResetVpnConnectionResponse> ResetVpnConnection(ResetVpnConnectionRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await RequireAccessAsync(caller, request.VpnConnectionId, context.CancellationToken);
        CheckId(request.VpnConnectionId);
        await ChangeAsync(
            caller,
            request.VpnConnectionId,
            (session, gateway, connection) => ResetAsync(session, caller, gateway, connection),
            context.CancellationToken);
        return new ResetVpnConnectionResponse();
    }

    private async Task<bool> ResetAsync(Session session, CallerContext caller, VpnGatewayRow gateway, VpnConnectionRow before)
    {
        RequireChangeable(gateway, before, "reset");
        var status = before.Status();
        if (status is VpnConnectionStatus.PendingUpdate && before.ResetGeneration > before.AppliedGeneration)
        {
            throw ErrorCatalogue.RepeatedOperation.With();
        }
        if (status is VpnConnectionStatus.PendingCreate or VpnConnectionStatus.PendingUpdate)
        {
            throw ErrorCatalogue.InvalidRequest.With($"vpn connection {before.Id} is {status} and cannot be reset");
        }
        await queue.RequireRoomAsync(session, gateway.Id);
        var generation = before.Generation + 1;
        // What callers can see of it is the same as before, so the time of the last update is too.
        var after = before with
        {
            Resets = before.Resets + 1,
            ResetGeneration = generation,
            Generation = generation,
            RequestId = caller.RequestId,
            LastChange = null,
        };
        await session.UpdateAsync(after);
        await events.AddResetAsync(session, before, after);
        session.AfterCommit(placements.Set);
        return true;
    }
}
