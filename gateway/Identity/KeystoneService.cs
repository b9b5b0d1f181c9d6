using Grpc.Core;
using VpnMesh.Identity.Domains;
using VpnMesh.Identity.Projects;
using VpnMesh.Identity.Tokens;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Identity;

/// <summary>The table of contents of the Keystone-style calls: each is answered in the file that has its name.</summary>
internal sealed class KeystoneService(
    KeystoneCreateUserTokenByPassword createToken,
    KeystoneValidateToken validateToken,
    KeystoneListAuthProjects listAuthProjects,
    KeystoneListAuthDomains listAuthDomains,
    KeystoneListProjects listProjects,
    KeystoneListUsers listUsers) : Keystone.KeystoneBase
{
    public override Task<TokenResponse> KeystoneCreateUserTokenByPassword(CreateTokenRequest request, ServerCallContext context) =>
        createToken.HandleAsync(request, context);

    public override Task<TokenResponse> KeystoneValidateToken(ValidateTokenRequest request, ServerCallContext context) =>
        validateToken.HandleAsync(request, context);

    public override Task<ListProjectsResponse> KeystoneListAuthProjects(ListAuthProjectsRequest request, ServerCallContext context) =>
        listAuthProjects.HandleAsync(context);

    public override Task<ListAuthDomainsResponse> KeystoneListAuthDomains(ListAuthDomainsRequest request, ServerCallContext context) =>
        listAuthDomains.HandleAsync(context);

    public override Task<ListProjectsResponse> KeystoneListProjects(ListProjectsRequest request, ServerCallContext context) =>
        listProjects.HandleAsync(request, context);

    public override Task<ListUsersResponse> KeystoneListUsers(ListUsersRequest request, ServerCallContext context) =>
        listUsers.HandleAsync(request, context);
}
