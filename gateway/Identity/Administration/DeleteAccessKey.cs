using Grpc.Core;
using VpnMesh.Identity.AccessKeys;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<DeleteAccessKeyResponse> DeleteAccessKey(DeleteAccessKeyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var key = await RequireKeyAsync(session, reach, request.AccessKey);
            await AccessKeyStore.DeleteAsync(session, key.Id);
            await UserStore.RevokeTokensAsync(session, key.UserId);
            return new DeleteAccessKeyResponse();
        });
}
