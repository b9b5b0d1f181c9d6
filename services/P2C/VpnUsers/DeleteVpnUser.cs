using Grpc.Core;
using VpnMesh.P2C.ClientAccess;
using VpnMesh.P2C.VpnServers;
using VpnMesh.P2C.VpnUserGroups;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
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
                var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
                var user = await FindUserAsync(session, caller, serverId, Stored(request.UserId));
                return await DeleteAsync(session, server, [user], caller);
            },
            context.CancellationToken,
            serverId);
        return new DeleteVpnUserResponse();
    }

    /// <summary>Deletes users of a locked server, one at least.</summary>
    /// <exception cref="DomainException"><c>VPN.1113</c>, <c>VPN.1117</c></exception>
    private async Task<bool> DeleteAsync(Session session, VpnServerRow server, IReadOnlyList<VpnUserRow> users, CallerContext caller)
    {
        server.RequireReady();
        var made = await AccessRevision.MakeAsync(session, server, caller, new AccessChange(Users: -users.Count));
        await session.DeleteUsersAsync(server.Id, [.. users.Select(user => user.Id)], made.Revision, time.NowMs());
        await session.ForgetFailuresAsync(server.Id, [.. users.Select(user => user.Name)]);
        await session.CountMembersAsync(users.Select(user => (user.UserGroupId, -1)));
        await events.AddDeletedAsync(session, users, made);
        return true;
    }
}
