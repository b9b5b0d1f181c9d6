using Grpc.Core;
using VpnMesh.Protos.P2C.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.VpnUsers;

internal sealed partial class VpnUserService
{
    /// <summary>One user.</summary>
    public override Task<ShowVpnUserResponse> ShowVpnUser(ShowVpnUserRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequireAccess(enterpriseProjectId: null);
        var serverId = Stored(request.VpnServerId);
        return database.ReadAsync(
            async session =>
            {
                await FindServerAsync(session, caller, serverId);
                var user = await FindUserAsync(session, caller, serverId, Stored(request.UserId));
                return new ShowVpnUserResponse { User = VpnUserAnswers.Shown(user) };
            },
            context.CancellationToken);
    }
}
