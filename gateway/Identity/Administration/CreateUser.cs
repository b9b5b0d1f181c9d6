using Grpc.Core;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override async Task<CreateUserResponse> CreateUser(CreateUserRequest request, ServerCallContext context)
    {
        Reach.Of(context.Caller()).RequireOwnerFor(request.AccountOwner);
        var name = RequireName("name", request.Name);
        // Hashed before the transaction, which should not last that long.
        var passwordHash = await hasher.HashAsync(RequirePassword(request.Password));
        return await ChangeAsync(context, async (session, reach) =>
        {
            var domain = await RequireDomainAsync(session, reach, request.DomainId);
            var user = new UserRow
            {
                Id = NewIds.Next(time),
                DomainId = domain.Id,
                Name = name,
                PasswordHash = passwordHash,
                AccountOwner = request.AccountOwner,
                CreatedAt = time.NowMs(),
            };
            RequireAdded(await UserStore.AddAsync(session, user), "name");
            return new CreateUserResponse { UserId = user.Id };
        });
    }

    private static string RequirePassword(string password) =>
        Texts.IsPassword(password) ? password : throw IamErrors.Invalid("password", Texts.PasswordRule);
}
