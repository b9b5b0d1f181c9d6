using Grpc.Core;
using VpnMesh.Identity.AccessKeys;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<ListAccessKeysResponse> ListAccessKeys(ListAccessKeysRequest request, ServerCallContext context) =>
        ReadAsync(context, async (session, reach) =>
        {
            var page = Page.Read(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
            var user = await RequireUserAsync(session, reach, request.UserId);
            var (keys, next) = page.Of(await AccessKeyStore.ListAsync(session, user.Id, page), key => (key.CreatedAt, key.Id));
            var answer = new ListAccessKeysResponse { AccessKeys = { keys.Select(View) } };
            if (next is not null)
            {
                answer.NextMarker = next;
            }
            return answer;
        });

    private static AccessKeyView View(AccessKeyRow key)
    {
        var view = new AccessKeyView { AccessKey = key.Id, UserId = key.UserId, Enabled = key.Enabled, CreatedAt = key.CreatedAt.ToWireTime() };
        if (key.ExpiresAt > 0)
        {
            view.ExpiresAt = key.ExpiresAt.ToWireTime();
        }
        return view;
    }
}
