using Grpc.Core;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.P2cVpnGatewayJobs;

internal sealed partial class P2cVpnGatewayJobService
{
    /// <summary>Starts, confirms or takes back a software upgrade; the agent carries it out, and <see cref="UpgradeWorker{TDatabase}"/> leads it.</summary>
    public override async Task<UpgradeP2cVpnGatewayResponse> UpgradeP2cVpnGateway(UpgradeP2cVpnGatewayRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        Check(request);
        var known = await database.ReadAsync(session => session.RequireP2cVpnGatewayAsync(caller.ProjectId, request.P2CVgwId), context.CancellationToken);
        var job = await database.InGroupAsync(session => UpgradeAsync(session, caller, known.Id, request.Action), context.CancellationToken, known.Id);
        return new UpgradeP2cVpnGatewayResponse { JobId = job.Id };
    }

    private static void Check(UpgradeP2cVpnGatewayRequest request)
    {
        var violations = new Violations();
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
        var gateway = await session.LockP2cVpnGatewayAsync(caller.ProjectId, id) ?? throw ErrorCatalogue.P2cGatewayNotFound.With();
        if (action == UpgradeActions.Start)
        {
            return await upgrades.StartAsync(session, gateway, () => RequireStartable(gateway), caller.RequestId);
        }
        RequireUpgraded(gateway);
        return action == UpgradeActions.Finish
            ? await upgrades.FinishAsync(session, gateway, caller.RequestId)
            : await upgrades.RollBackAsync(session, gateway, withUpgrade: false, caller.RequestId);
    }

    private static void RequireStartable(P2cVpnGatewayRow gateway)
    {
        if (gateway.Status() == P2cVpnGatewayStatus.PendingUpgradeConfirm)
        {
            throw ErrorCatalogue.RepeatedOperation.With();
        }
        gateway.RequireActive();
        gateway.RequireNoOrder();
    }

    private static void RequireUpgraded(P2cVpnGatewayRow gateway)
    {
        if (gateway.Status() != P2cVpnGatewayStatus.PendingUpgradeConfirm)
        {
            gateway.RequireActive();
            // There is no upgrade to confirm or to take back.
            throw ErrorCatalogue.RepeatedOperation.With();
        }
        gateway.RequireNoOrder();
    }
}
