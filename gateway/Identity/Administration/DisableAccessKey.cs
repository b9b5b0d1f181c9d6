using Grpc.Core;
using VpnMesh.Identity.AccessKeys;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<DisableAccessKeyResponse> DisableAccessKey(DisableAccessKeyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async session =>
        {
            var key = await RequireAsync("access_key", "access key", request.AccessKey, () => AccessKeyStore.FindAsync(session, request.AccessKey));
            await AccessKeyStore.DisableAsync(session, key.Id);
            // auth.md, section 3: tokens end when the keys of their user change.
            await UserStore.RevokeTokensAsync(session, key.UserId);
            return new DisableAccessKeyResponse();
        });
}
