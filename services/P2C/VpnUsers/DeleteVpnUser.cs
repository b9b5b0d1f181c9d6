using VpnMesh.P2C.ClientAccess;
using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    /// <summary>Deletes a user at once.</summary>
    public override async Task<DeleteVpnUserResponse> DeleteVpnUser(DeleteVpnUserRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var serverId = Stored(request.VpnServerId);
        await database.InGroupAsync(
            async session =>
            {
                var server = await session.LockServerOfUsersAsync(caller.ProjectId, serverId);
                var user = await FindUserAsync(session, caller, serverId, Stored(request.UserId));
                server.RequireOpen();
                return await DeleteAsync(session, server, [user], caller);
            },
            context.CancellationToken,
            Order(caller, serverId));
        return new DeleteVpnUserResponse();
    }

    /// <summary>Deletes users of a locked server, one at least.</summary>
    private async Task<bool> DeleteAsync(Session session, ServerOfUsers server, IReadOnlyList<VpnUserRow> users, CallerContext caller)
    {
        var revision = await session.ChangeAccessAsync(server.Row, new AccessChange(Users: -users.Count));
        await session.DeleteUsersAsync(server.Row.Id, [.. users.Select(user => user.Id)], revision, time.NowMs());
        await session.ForgetFailuresAsync(server.Row.Id, [.. users.Select(user => user.Name)]);
        await session.CountMembersAsync(users.Select(user => user.UserGroupId));
        await events.AddDeletedAsync(session, server, users.Select(user => user with { Revision = revision }), caller.RequestId);
        return true;
    }
}
