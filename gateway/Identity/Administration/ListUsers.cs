using Grpc.Core;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<ListUsersResponse> ListUsers(ListUsersRequest request, ServerCallContext context) =>
        ReadAsync(context, async (session, reach) =>
        {
            var page = Page.Read(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
            var domain = await RequireDomainAsync(session, reach, request.DomainId);
            var (rows, next) = page.Of(await UserStore.ListAsync(session, domain.Id, page), user => (user.CreatedAt, user.Id));
            var answer = new ListUsersResponse { Users = { rows.Select(View) } };
            if (next is not null)
            {
                answer.NextMarker = next;
            }
            return answer;
        });

    private static UserView View(UserRow user) => new()
    {
        Id = user.Id,
        DomainId = user.DomainId,
        Name = user.Name,
        AccountOwner = user.AccountOwner,
        Enabled = user.Enabled,
        CreatedAt = user.CreatedAt.ToWireTime(),
    };
}
