using Grpc.Core;
using VpnMesh.Identity.AccessKeys;
using VpnMesh.Protos.Identity.V1;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<EnableAccessKeyResponse> EnableAccessKey(EnableAccessKeyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var key = await RequireKeyAsync(session, reach, request.AccessKey);
            await AccessKeyStore.EnableAsync(session, key.Id);
            return new EnableAccessKeyResponse();
        });
}
