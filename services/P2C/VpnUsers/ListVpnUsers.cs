using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    /// <summary>A page of the users of a server, newest first.</summary>
    public override Task<ListVpnUsersResponse> ListVpnUsers(ListVpnUsersRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var page = MarkerPage.Asked(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
        return database.ReadAsync(
            async session =>
            {
                var server = await FindServerAsync(session, caller, Stored(request.VpnServerId));
                var found = await session.ListVpnUsersAsync(caller.ProjectId, server.Id, page);
                var (shown, info) = page.Cut(found, user => new Marker(user.CreatedAt, user.Id));
                return new ListVpnUsersResponse
                {
                    Users = { shown.Select(VpnUserAnswers.Shown) },
                    TotalCount = server.UserNumber,
                    PageInfo = info,
                };
            },
            context.CancellationToken);
    }
}
