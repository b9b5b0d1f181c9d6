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
    /// <summary>Changes name or description; what is not sent keeps its value, and what is the same changes nothing.</summary>
    public override async Task<UpdateVpnUserGroupResponse> UpdateVpnUserGroup(UpdateVpnUserGroupRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        VpnUserGroupRules.Check(request.UserGroup);
        var group = await database.InGroupAsync(
            session => UpdateAsync(session, caller, Stored(request.VpnServerId), Stored(request.GroupId), request.UserGroup),
            context.CancellationToken,
            Stored(request.VpnServerId));
        return new UpdateVpnUserGroupResponse { UserGroup = VpnUserGroupAnswers.Shown(group) };
    }

    private async Task<VpnUserGroupRow> UpdateAsync(
        Session session, CallerContext caller, string serverId, string groupId, VpnUserGroupChanges changes)
    {
        var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
        var before = await RequireGroupAsync(session, server, groupId);
        RequireCustom(before);
        if (changes.HasName && await session.FindGroupIdByNameAsync(server, changes.Name) is { } named && named != before.Id)
        {
            throw ErrorCatalogue.GroupNameTaken.For("user_group.name");
        }
        server.RequireReady();
        var changed = before with
        {
            Name = changes.HasName ? changes.Name : before.Name,
            Description = changes.HasDescription ? changes.Description : before.Description,
        };
        if (changed == before)
        {
            return before;
        }
        var after = changed with { UpdatedAt = time.NowMs() };
        await session.UpdateAsync(after);
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange());
        await events.AddUpdatedAsync(session, before, after, made);
        return after;
    }
}
