using Grpc.Core;
using VpnMesh.Identity.AccessKeys;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<CreateAccessKeyResponse> CreateAccessKey(CreateAccessKeyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async session =>
        {
            var user = await RequireAsync("user_id", "user", request.UserId, () => UserStore.FindAsync(session, request.UserId));
            var (accessKey, secretKey) = (NewIds.AccessKey(), NewIds.SecretKey());
            var row = new AccessKeyRow
            {
                Id = accessKey,
                UserId = user.Id,
                Secret = keyRing.Seal(secretKey, AccessKeyRow.Purpose(accessKey)),
                CreatedAt = time.NowMs(),
            };
            RequireAdded(await AccessKeyStore.AddAsync(session, row), "access_key");
            return new CreateAccessKeyResponse { AccessKey = accessKey, SecretKey = secretKey };
        });
}
