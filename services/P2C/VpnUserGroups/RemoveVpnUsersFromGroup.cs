using Grpc.Core;
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
    /// <summary>Takes users out of a group, all or none; they are in no group then.</summary>
    public override async Task<RemoveVpnUsersFromGroupResponse> RemoveVpnUsersFromGroup(
        RemoveVpnUsersFromGroupRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var ids = VpnUserGroupRules.UserIds(request.Users);
        await database.InGroupAsync(
            session => RemoveUsersAsync(session, caller, Stored(request.VpnServerId), Stored(request.GroupId), ids),
            context.CancellationToken,
            Stored(request.VpnServerId));
        return new RemoveVpnUsersFromGroupResponse();
    }

    private async Task<bool> RemoveUsersAsync(Session session, CallerContext caller, string serverId, string groupId, string[] ids)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        var group = await RequireGroupAsync(session, server, groupId);
        var users = await RequireUsersAsync(session, server, ids);
        RequireCustom(group);
        if (users.FirstOrDefault(user => user.UserGroupId != group.Id) is { } stranger)
        {
            throw ErrorCatalogue.UserNotInGroup.For(VpnUserGroupRules.FieldOf(Array.IndexOf(ids, stranger.Id)), stranger.Id);
        }
        server.RequireReady();
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange());
        await session.LeaveGroupAsync(group, ids, made.Revision, time.NowMs());
        await events.AddUsersRemovedAsync(session, group, ids, made);
        return true;
    }
}
