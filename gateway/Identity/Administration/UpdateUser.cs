using Grpc.Core;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override async Task<UpdateUserResponse> UpdateUser(UpdateUserRequest request, ServerCallContext context)
    {
        Reach.Of(context.Caller());
        var passwordHash = request.HasPassword ? await hasher.HashAsync(RequirePassword(request.Password)) : null;
        return await ChangeAsync(context, async (session, reach) =>
        {
            var user = reach.RequireOwnerFor(await RequireUserForChangeAsync(session, reach, request.UserId));
            await UserStore.UpdateAsync(session, user.Id, request.HasEnabled ? request.Enabled : null, passwordHash);
            await UserStore.RevokeTokensAsync(session, user.Id);
            if (request.HasPassword)
            {
                await LoginFailureStore.ClearAsync(session, user.Id);
            }
            return new UpdateUserResponse();
        });
    }
}
