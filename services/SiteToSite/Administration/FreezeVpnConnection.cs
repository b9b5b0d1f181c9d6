using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Administration;

internal sealed partial class SiteToSiteAdministrationService
{
    /// <summary>Freezes a connection or lets it go again. As with a gateway, agents have nothing to do with it.</summary>
    public override async Task<FreezeVpnConnectionResponse> FreezeVpnConnection(FreezeVpnConnectionRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequirePart(CallerExtensions.Administrator);
        Check(request.ProjectId, "vpn_connection_id", request.VpnConnectionId);
        var known = await database.ReadAsync(
            session => session.FindVpnConnectionAsync(request.ProjectId, request.VpnConnectionId.ToLowerInvariant()), context.CancellationToken)
            ?? throw ErrorCatalogue.NotFound.With();
        await database.InGroupAsync(session => FreezeAsync(session, known, request.Frozen, caller.RequestId), context.CancellationToken, known.VgwId);
        return new FreezeVpnConnectionResponse();
    }

    private async Task<bool> FreezeAsync(Session session, VpnConnectionRow known, bool frozen, string requestId)
    {
        await session.LockVpnGatewayAsync(known.ProjectId, known.VgwId);
        var before = await session.LockVpnConnectionAsync(known.ProjectId, known.Id) ?? throw ErrorCatalogue.NotFound.With();
        var after = before with { Frozen = frozen ? 1 : 0 };
        if (after == before)
        {
            return false;
        }
        await session.UpdateAsync(after);
        await connectionEvents.AddStatusChangedAsync(session, before, after, requestId);
        return true;
    }
}
