using Grpc.Core;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.Administration;

internal sealed partial class P2cAdministrationService
{
    private const long MostFrozen = 2;

    /// <summary>Sets the billing state of a gateway. Agents have nothing to do with it: what it does for its clients stays as it is.</summary>
    public override async Task<FreezeP2cVgwResponse> FreezeP2cVgw(FreezeP2cVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequirePart(CallerExtensions.Administrator);
        var violations = new Violations();
        if (request.ProjectId.Length == 0)
        {
            violations.Add("project_id", "is required");
        }
        violations.Uuid("p2c_vgw_id", request.P2CVgwId);
        violations.Between("frozen_effect", request.FrozenEffect, 0, MostFrozen);
        violations.ThrowIfAny();
        var id = request.P2CVgwId.ToLowerInvariant();
        await database.InGroupAsync(session => FreezeAsync(session, request, id, caller.RequestId), context.CancellationToken, id);
        return new FreezeP2cVgwResponse();
    }

    private async Task<bool> FreezeAsync(Session session, FreezeP2cVgwRequest request, string id, string requestId)
    {
        var before = await session.LockP2cVpnGatewayAsync(request.ProjectId, id) ?? throw ErrorCatalogue.NotFound.With();
        var after = before with { FrozenEffect = request.FrozenEffect };
        if (after == before)
        {
            return false;
        }
        await session.UpdateAsync(after);
        await gatewayEvents.AddStatusChangedAsync(session, before, after, requestId);
        if (await session.FindServerOfGatewayAsync(before.ProjectId, before.Id) is { } server)
        {
            var froze = server with { FrozenEffect = after.FrozenEffect };
            await serverEvents.AddStatusChangedAsync(session, froze with { FrozenEffect = before.FrozenEffect }, froze, requestId);
        }
        return true;
    }
}
