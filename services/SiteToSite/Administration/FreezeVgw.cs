using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.Administration;

internal sealed partial class SiteToSiteAdministrationService
{
    /// <summary>
    /// Freezes a gateway or lets it go again. Its desired state stays as it is, and so does its generation: agents have nothing to do
    /// with it.
    /// </summary>
    public override async Task<FreezeVgwResponse> FreezeVgw(FreezeVgwRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequirePart(CallerExtensions.Administrator);
        Check(request.ProjectId, "vgw_id", request.VgwId);
        var id = request.VgwId.ToLowerInvariant();
        await database.InGroupAsync(session => FreezeAsync(session, request, id, caller.RequestId), context.CancellationToken, id);
        return new FreezeVgwResponse();
    }

    private static void Check(string projectId, string field, string id)
    {
        var violations = new Violations();
        if (projectId.Length == 0)
        {
            violations.Add("project_id", "is required");
        }
        violations.Uuid(field, id);
        violations.ThrowIfAny();
    }

    private async Task<bool> FreezeAsync(Session session, FreezeVgwRequest request, string id, string requestId)
    {
        var before = await session.LockVpnGatewayAsync(request.ProjectId, id) ?? throw ErrorCatalogue.NotFound.With();
        var after = before with { Frozen = request.Frozen ? 1 : 0 };
        if (after == before)
        {
            return false;
        }
        await session.FreezeVpnGatewayAsync(after);
        await events.AddStatusChangedAsync(session, before, after, requestId);
        return true;
    }
}
