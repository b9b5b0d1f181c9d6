using Grpc.Core;
using VpnMesh.Protos.Context.V1;
using VpnMesh.Protos.Identity.V3;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Users;

/// <summary><c>GET /v3/users</c>: the users of the account for its owner, the caller itself for anybody else.</summary>
internal sealed class KeystoneListUsers(IdentityDatabase database)
{
    public async Task<ListUsersResponse> HandleAsync(ListUsersRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        if (request.HasDomainId && request.DomainId != caller.DomainId)
        {
            throw ErrorCatalogue.IamForbidden.With();
        }
        var filter = new UserFilter(
            caller.DomainId,
            caller.AccountOwner ? null : caller.UserId,
            request.HasName ? request.Name : null,
            request.HasEnabled ? request.Enabled : null);
        var users = request.HasName && !Texts.IsName(request.Name)
            ? []
            : await database.ReadAsync(session => UserStore.ListAsync(session, filter), context.CancellationToken);
        return new ListUsersResponse { Users = { users.Select(user => Answer(user, caller)) }, Links = UserLinks.Of(request, caller) };
    }

    private static User Answer(UserRow user, CallerContext caller) => new()
    {
        Id = user.Id,
        Name = user.Name,
        DomainId = user.DomainId,
        Description = user.Description,
        Enabled = user.Enabled,
        Links = KeystoneLinks.Self(caller, $"/v3/users/{user.Id}"),
    };
}
