using Grpc.Core;
using VpnMesh.P2C.VpnServers;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Data;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    /// <summary>Deletes all users of a list, or none.</summary>
    public override async Task<BatchDeleteVpnUsersResponse> BatchDeleteVpnUsers(BatchDeleteVpnUsersRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var ids = VpnUserRules.Ids(request.Users);
        var serverId = Stored(request.VpnServerId);
        await database.InGroupAsync(
            async session =>
            {
                var server = await session.LockVpnServerAsync(caller.ProjectId, serverId);
                var users = await FindAllAsync(session, server, ids);
                return await DeleteAsync(session, server, users, caller);
            },
            context.CancellationToken,
            serverId);
        return new BatchDeleteVpnUsersResponse();
    }

    /// <exception cref="DomainException"><c>VPN.1303</c>: one of them does not exist.</exception>
    private static async Task<IReadOnlyList<VpnUserRow>> FindAllAsync(Session session, VpnServerRow server, string[] ids)
    {
        // A list that is longer need not be looked up, and could be longer than a statement may be.
        if (ids.Length > server.UserNumber)
        {
            throw ErrorCatalogue.UserNotFound.For("users");
        }
        var users = await session.ListVpnUsersAsync(server.ProjectId, server.Id, [.. ids.Select(Stored)]);
        var missing = ids.Except(users.Select(user => user.Id)).FirstOrDefault();
        return missing is null ? users : throw ErrorCatalogue.UserNotFound.For($"users[{Array.IndexOf(ids, missing)}].id");
    }
}
