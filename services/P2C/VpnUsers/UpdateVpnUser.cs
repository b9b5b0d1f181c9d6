using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.P2C.VpnUserGroups;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    /// <summary>Changes what is sent: description, group and address; what is the same changes nothing.</summary>
    public override async Task<UpdateVpnUserResponse> UpdateVpnUser(UpdateVpnUserRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        VpnUserRules.Check(request.User);
        var serverId = Stored(request.VpnServerId);
        var user = await database.InGroupAsync(
            session => UpdateAsync(session, caller, serverId, Stored(request.UserId), request.User), context.CancellationToken, serverId);
        return new UpdateVpnUserResponse { User = VpnUserAnswers.Shown(user) };
    }

    private async Task<VpnUserRow> UpdateAsync(Session session, CallerContext caller, string serverId, string userId, VpnUserChanges changes)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        var before = await FindUserAsync(session, caller, serverId, userId);
        var changed = await ChangedAsync(session, server, before, changes);
        server.RequireReady();
        if (changed == before)
        {
            return before;
        }
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange());
        var after = changed with { UpdatedAt = time.NowMs(), Revision = made.Revision };
        await session.UpdateAsync(after);
        if (after.UserGroupId != before.UserGroupId)
        {
            await session.CountMembersAsync([(before.UserGroupId, -1), (after.UserGroupId, 1)]);
        }
        await events.AddUpdatedAsync(session, before, after, made);
        return after;
    }

    private static async Task<VpnUserRow> ChangedAsync(Session session, VpnServerRow server, VpnUserRow user, VpnUserChanges changes)
    {
        if (changes.HasUserGroupId)
        {
            var group = await FindGroupAsync(session, server.Id, changes.UserGroupId);
            user = user with { UserGroupId = group.Id, UserGroupName = group.Name };
        }
        if (changes.HasStaticIp)
        {
            var staticIp = StaticAddresses.Stored(changes.StaticIp);
            var taken = await session.ListTakenAsync(server.Id, name: null, staticIp);
            RequireFree(server, staticIp, taken.Where(other => other.Id != user.Id));
            user = user with { StaticIp = staticIp };
        }
        return changes.HasDescription ? user with { Description = changes.Description } : user;
    }
}
