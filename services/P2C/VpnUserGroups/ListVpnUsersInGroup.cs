using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnUserGroups;

internal sealed partial class VpnUserGroupService
{
    /// <summary>A page of the members of a group, newest first; of the built-in one too.</summary>
    public override async Task<ListVpnUsersInGroupResponse> ListVpnUsersInGroup(ListVpnUsersInGroupRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var page = MarkerPage.Asked(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
        return await database.ReadAsync(
            async session =>
            {
                var server = await session.FindVpnServerAsync(caller.ProjectId, Stored(request.VpnServerId))
                    ?? throw ErrorCatalogue.ServerNotFound.With();
                var group = await RequireGroupAsync(session, server, Stored(request.GroupId));
                var found = await session.ListMembersAsync(group, page);
                var (shown, info) = page.Cut(found, member => new Marker(member.CreatedAt, member.Id));
                return new ListVpnUsersInGroupResponse
                {
                    Users = { shown.Select(VpnUserGroupAnswers.Shown) },
                    TotalCount = group.UserNumber,
                    PageInfo = info,
                };
            },
            context.CancellationToken);
    }
}
