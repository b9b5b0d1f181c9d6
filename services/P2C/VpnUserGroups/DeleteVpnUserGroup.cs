using Grpc.Core;
using VpnMesh.P2C.VpnAccessPolicies;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUserGroups;

internal sealed partial class VpnUserGroupService
{
    /// <summary>Deletes a group; its members are in none then.</summary>
    public override async Task<DeleteVpnUserGroupResponse> DeleteVpnUserGroup(DeleteVpnUserGroupRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        await database.InGroupAsync(
            session => DeleteAsync(session, caller, Stored(request.VpnServerId), Stored(request.GroupId)),
            context.CancellationToken,
            Stored(request.VpnServerId));
        return new DeleteVpnUserGroupResponse();
    }

    private async Task<bool> DeleteAsync(Session session, CallerContext caller, string serverId, string groupId)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        var group = await RequireGroupAsync(session, server, groupId);
        RequireCustom(group);
        if (await session.HasAccessPolicyAsync(group))
        {
            throw ErrorCatalogue.GroupHasPolicy.With();
        }
        server.RequireReady();
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange(Groups: -1));
        await session.DisbandAsync(group, made.Revision, time.NowMs());
        await session.DeleteAsync(group);
        await events.AddDeletedAsync(session, group, made);
        return true;
    }
}
