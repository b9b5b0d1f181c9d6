using Grpc.Core;
using VpnMesh.Identity.AccessKeys;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<CreateAccessKeyResponse> CreateAccessKey(CreateAccessKeyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var user = reach.RequireOwnerFor(await RequireUserForChangeAsync(session, reach, request.UserId));
            var (accessKey, secretKey) = await AddKeyAsync(session, user.Id);
            return new CreateAccessKeyResponse { AccessKey = accessKey, SecretKey = secretKey };
        });

    private async Task<(string AccessKey, string SecretKey)> AddKeyAsync(Session session, string userId)
    {
        var (accessKey, secretKey) = (NewIds.AccessKey(), NewIds.SecretKey());
        var row = new AccessKeyRow
        {
            Id = accessKey,
            UserId = userId,
            Secret = keyRing.Seal(secretKey, AccessKeyRow.Purpose(accessKey)),
            CreatedAt = time.NowMs(),
        };
        RequireAdded(await AccessKeyStore.AddAsync(session, row), "access_key");
        return (accessKey, secretKey);
    }
}
