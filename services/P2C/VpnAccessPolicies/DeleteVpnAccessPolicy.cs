using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnAccessPolicies;

internal sealed partial class VpnAccessPolicyService
{
    /// <summary>Deletes an access policy; its group can be deleted at once.</summary>
    public override async Task<DeleteVpnAccessPolicyResponse> DeleteVpnAccessPolicy(DeleteVpnAccessPolicyRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        await database.InGroupAsync(
            session => DeleteAsync(session, caller, Stored(request.VpnServerId), Stored(request.PolicyId)),
            context.CancellationToken,
            Stored(request.VpnServerId));
        return new DeleteVpnAccessPolicyResponse();
    }

    private async Task<bool> DeleteAsync(Session session, CallerContext caller, string serverId, string policyId)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        var policy = await RequirePolicyAsync(session, server, policyId);
        RequireCustom(policy);
        server.RequireReady();
        await session.DeleteAsync(policy);
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange(Policies: -1, OfPolicies: true));
        await events.AddDeletedAsync(session, policy, made);
        return true;
    }
}
