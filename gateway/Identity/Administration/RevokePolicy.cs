using Grpc.Core;
using VpnMesh.Identity.Policies;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<RevokePolicyResponse> RevokePolicy(RevokePolicyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var user = await RequireUserForChangeAsync(session, reach, request.UserId);
            var (scope, scopeId) = await ScopeAsync(session, user, request.ProjectId, request.EnterpriseProjectId);
            var grant = new GrantRow { UserId = user.Id, Policy = request.Policy, Scope = scope, ScopeId = scopeId };
            // No name or id has a zero byte, and PostgreSQL cannot even compare one.
            if (!Texts.IsName(request.Policy) || !await PolicyStore.RevokeAsync(session, grant))
            {
                throw ErrorCatalogue.IamNotFound.For("policy", "assignment", request.Policy);
            }
            await UserStore.RevokeTokensAsync(session, user.Id);
            return new RevokePolicyResponse();
        });
}
