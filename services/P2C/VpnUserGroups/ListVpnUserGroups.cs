using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.VpnUserGroups;

internal sealed partial class VpnUserGroupService
{
    /// <summary>A page of the groups of a server, the built-in one among them, newest first.</summary>
    public override async Task<ListVpnUserGroupsResponse> ListVpnUserGroups(ListVpnUserGroupsRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var page = MarkerPage.Asked(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
        return await database.ReadAsync(
            async session =>
            {
                var server = await session.FindVpnServerAsync(caller.ProjectId, Stored(request.VpnServerId))
                    ?? throw ErrorCatalogue.ServerNotFound.With();
                var found = await session.ListVpnUserGroupsAsync(server, page);
                var (shown, info) = page.Cut(found, group => new Marker(group.CreatedAt, group.Id));
                return new ListVpnUserGroupsResponse
                {
                    UserGroups = { shown.Select(VpnUserGroupAnswers.Shown) },
                    TotalCount = server.GroupNumber + 1,
                    PageInfo = info,
                };
            },
            context.CancellationToken);
    }
}
