using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnUserGroups;

internal sealed partial class VpnUserGroupService
{
    /// <summary>One group, with the number of its members.</summary>
    public override async Task<ShowVpnUserGroupResponse> ShowVpnUserGroup(ShowVpnUserGroupRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var group = await database.ReadAsync(
            async session =>
            {
                var server = await session.FindVpnServerAsync(caller.ProjectId, Stored(request.VpnServerId))
                    ?? throw ErrorCatalogue.ServerNotFound.With();
                return await RequireGroupAsync(session, server, Stored(request.GroupId));
            },
            context.CancellationToken);
        return new ShowVpnUserGroupResponse { UserGroup = VpnUserGroupAnswers.Shown(group) };
    }
}
