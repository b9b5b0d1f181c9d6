using Grpc.Core;
using VpnMesh.Identity.AccessKeys;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    private const long MaxGraceSeconds = 90 * 24 * 60 * 60;

    public override Task<RotateAccessKeyResponse> RotateAccessKey(RotateAccessKeyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            if (request.HasGraceSeconds && request.GraceSeconds is < 0 or > MaxGraceSeconds)
            {
                throw IamErrors.Invalid("grace_seconds", $"must be from 0 to {MaxGraceSeconds}");
            }
            var key = await RequireKeyAsync(session, reach, request.AccessKey);
            var now = time.NowMs();
            if (!key.IsUsable(now))
            {
                throw IamErrors.Invalid("access_key", "does not work any more: make a new one");
            }
            if (request.HasGraceSeconds)
            {
                // Rotated once more, it does not live longer than was said before.
                var end = now + (request.GraceSeconds * 1000);
                await AccessKeyStore.ExpireAsync(session, key.Id, key.ExpiresAt == 0 ? end : Math.Min(end, key.ExpiresAt));
            }
            var (accessKey, secretKey) = await AddKeyAsync(session, key.UserId);
            return new RotateAccessKeyResponse { AccessKey = accessKey, SecretKey = secretKey };
        });
}
