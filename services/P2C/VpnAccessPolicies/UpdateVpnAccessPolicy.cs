using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.P2C.VpnUserGroups;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnAccessPolicies;

internal sealed partial class VpnAccessPolicyService
{
    /// <summary>Changes an access policy; what is not sent keeps its value, and what is the same changes nothing.</summary>
    public override async Task<UpdateVpnAccessPolicyResponse> UpdateVpnAccessPolicy(UpdateVpnAccessPolicyRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        VpnAccessPolicyRules.Check(request.AccessPolicy);
        var policy = await database.InGroupAsync(
            session => UpdateAsync(session, caller, Stored(request.VpnServerId), Stored(request.PolicyId), request.AccessPolicy),
            context.CancellationToken,
            Stored(request.VpnServerId));
        return new UpdateVpnAccessPolicyResponse { AccessPolicy = VpnAccessPolicyAnswers.Shown(policy) };
    }

    private async Task<VpnAccessPolicyRow> UpdateAsync(
        Session session, CallerContext caller, string serverId, string policyId, VpnAccessPolicyChanges changes)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        var before = await RequirePolicyAsync(session, server, policyId);
        var group = changes.HasUserGroupId ? await RequireGroupAsync(session, server, changes.UserGroupId) : null;
        RequireCustom(before);
        server.RequireReady();
        var changed = Changed(before, changes, group);
        if (changed == before)
        {
            return before;
        }
        var after = changed with { UpdatedAt = time.NowMs() };
        await session.UpdateAsync(after);
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange(OfPolicies: true));
        await events.AddUpdatedAsync(session, before, after, made);
        return after;
    }

    private static VpnAccessPolicyRow Changed(VpnAccessPolicyRow before, VpnAccessPolicyChanges changes, VpnUserGroupRow? group) => before with
    {
        Name = changes.HasName ? changes.Name : before.Name,
        UserGroupId = group?.Id ?? before.UserGroupId,
        UserGroupName = group?.Name ?? before.UserGroupName,
        Description = changes.HasDescription ? changes.Description : before.Description,
        DestIpCidrs = changes.DestIpCidrs?.Items.ToColumn() ?? before.DestIpCidrs,
    };
}
