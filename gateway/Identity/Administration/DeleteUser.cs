using Grpc.Core;
using VpnMesh.Identity.Domains;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<DeleteUserResponse> DeleteUser(DeleteUserRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var user = reach.RequireOwnerFor(await RequireUserForChangeAsync(session, reach, request.UserId));
            if (user.AccountOwner)
            {
                // Of two owners who delete one another at the same time, one stays.
                await DomainStore.LockAsync(session, user.DomainId);
                if (!await UserStore.HasOtherOwnerAsync(session, user.DomainId, user.Id))
                {
                    throw IamErrors.Invalid("user_id", "must not be the last owner of the account");
                }
            }
            // Its tokens name a user who is not found any more.
            await UserStore.DeleteAsync(session, user.Id);
            return new DeleteUserResponse();
        });
}
