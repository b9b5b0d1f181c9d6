using Grpc.Core;
using VpnMesh.Identity.AccessKeys;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<DisableAccessKeyResponse> DisableAccessKey(DisableAccessKeyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var key = await RequireKeyAsync(session, reach, request.AccessKey);
            await AccessKeyStore.DisableAsync(session, key.Id);
            // auth.md, section 3: tokens end when the keys of their user change.
            await UserStore.RevokeTokensAsync(session, key.UserId);
            return new DisableAccessKeyResponse();
        });

    private static async Task<AccessKeyRow> RequireKeyAsync(Session session, Reach reach, string id)
    {
        var key = await RequireAsync("access_key", "access key", id, () => AccessKeyStore.FindAsync(session, id));
        var user = await UserStore.FindForChangeAsync(session, key.UserId);
        // Read again: whoever held the user may have changed it.
        key = user is not null && reach.Covers(user.DomainId) ? await AccessKeyStore.FindAsync(session, id) : null;
        reach.RequireOwnerFor(key is not null && user!.AccountOwner);
        return await RequireAsync("access_key", "access key", id, () => Task.FromResult(key));
    }
}
