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
    /// <summary>Puts users into a group, all or none; nothing changes for those who are in it already.</summary>
    public override async Task<AddVpnUsersToGroupResponse> AddVpnUsersToGroup(AddVpnUsersToGroupRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var ids = VpnUserGroupRules.UserIds(request.Users);
        await database.InGroupAsync(
            session => AddUsersAsync(session, caller, Stored(request.VpnServerId), Stored(request.GroupId), ids),
            context.CancellationToken,
            Stored(request.VpnServerId));
        return new AddVpnUsersToGroupResponse();
    }

    private async Task<bool> AddUsersAsync(Session session, CallerContext caller, string serverId, string groupId, string[] ids)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        var group = await RequireGroupAsync(session, server, groupId);
        var users = await RequireUsersAsync(session, server, ids);
        RequireCustom(group);
        if (users.FirstOrDefault(user => user.UserGroupId is { } other && other != group.Id) is { } elsewhere)
        {
            throw ErrorCatalogue.UserInOtherGroup.For(VpnUserGroupRules.FieldOf(Array.IndexOf(ids, elsewhere.Id)), elsewhere.Id);
        }
        server.RequireReady();
        var newcomers = users.Where(user => user.UserGroupId is null).Select(user => user.Id).ToArray();
        if (newcomers.Length == 0)
        {
            return false;
        }
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange());
        await session.JoinGroupAsync(group, newcomers, made.Revision, time.NowMs());
        await events.AddUsersAddedAsync(session, group, newcomers, made);
        return true;
    }
}
