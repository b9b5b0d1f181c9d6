using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.VpnGatewayJobs;

internal sealed partial class VpnGatewayJobService
{
    /// <summary>Starts, confirms or takes back a software upgrade; agents carry it out, and <see cref="UpgradeWorker{TDatabase}"/> leads them.</summary>
    public override async Task<UpgradeVpnGatewayResponse> UpgradeVpnGateway(UpgradeVpnGatewayRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        await database.RequireAccessAsync(caller, request.VgwId, context.CancellationToken);
        Check(request);
        var id = Stored(request.VgwId);
        var job = await database.InGroupAsync(session => UpgradeAsync(session, caller, id, request.Action), context.CancellationToken, id);
        return new UpgradeVpnGatewayResponse { JobId = job.Id };
    }

    private static void Check(UpgradeVpnGatewayRequest request)
    {
        var violations = new Violations();
        violations.Uuid("vgw_id", request.VgwId);
        if (request.HasAction)
        {
            violations.OneOf("action", request.Action, UpgradeActions.Start, UpgradeActions.Finish, UpgradeActions.Rollback);
        }
        else
        {
            violations.Add("action", "is required");
        }
        violations.ThrowIfAny();
    }

    private async Task<GatewayJobRow> UpgradeAsync(Session session, CallerContext caller, string id, string action)
    {
        var gateway = await session.LockVpnGatewayAsync(caller.ProjectId, id) ?? throw ErrorCatalogue.NotFound.With();
        switch (action)
        {
            case UpgradeActions.Start:
                return await upgrades.StartAsync(session, gateway, gateway.RequireStartable, caller.RequestId);
            case UpgradeActions.Finish:
                gateway.RequireFinishable();
                return await upgrades.FinishAsync(session, gateway, caller.RequestId);
            default:
                gateway.RequireRollbackable();
                return await upgrades.RollBackAsync(session, gateway, withUpgrade: true, caller.RequestId);
        }
    }
}
