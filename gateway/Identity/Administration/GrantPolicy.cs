using Grpc.Core;
using VpnMesh.Identity.EnterpriseProjects;
using VpnMesh.Identity.Policies;
using VpnMesh.Identity.Projects;
using VpnMesh.Identity.Users;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<GrantPolicyResponse> GrantPolicy(GrantPolicyRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var user = await RequireUserForChangeAsync(session, reach, request.UserId);
            await RequirePolicyForAsync(session, user, request.Policy);
            var (scope, scopeId) = await ScopeAsync(session, user, request.ProjectId, request.EnterpriseProjectId);
            var grant = new GrantRow { UserId = user.Id, Policy = request.Policy, Scope = scope, ScopeId = scopeId, CreatedAt = time.NowMs() };
            if (await PolicyStore.GrantAsync(session, grant))
            {
                // auth.md, section 3: tokens end when the permissions of their user change.
                await UserStore.RevokeTokensAsync(session, user.Id);
            }
            return new GrantPolicyResponse();
        });

    // Found for change: what is deleted meanwhile must not be granted.
    private static async Task RequirePolicyForAsync(Session session, UserRow user, string policy)
    {
        if (BuiltInPolicies.Find(policy) is null)
        {
            await RequireAsync("policy", "policy", policy, async () =>
                await PolicyStore.FindForChangeAsync(session, policy) is { } custom && custom.DomainId == user.DomainId ? custom : null);
        }
    }

    private static async Task<(string Scope, string ScopeId)> ScopeAsync(
        Session session, UserRow user, string projectId, string enterpriseProjectId)
    {
        if (projectId.Length > 0 && enterpriseProjectId.Length > 0)
        {
            throw IamErrors.Invalid("enterprise_project_id", "must not be given together with project_id");
        }
        if (projectId.Length > 0)
        {
            var project = await RequireAsync("project_id", "project", projectId, () => ProjectStore.FindAsync(session, projectId));
            return project.DomainId == user.DomainId
                ? (GrantRow.Project, projectId)
                : throw ErrorCatalogue.IamNotFound.For("project_id", "project", projectId);
        }
        if (enterpriseProjectId.Length == 0)
        {
            return (GrantRow.AllProjects, "");
        }
        return Texts.IsId(enterpriseProjectId) && await EnterpriseProjectStore.ExistsAsync(session, user.DomainId, enterpriseProjectId)
            ? (GrantRow.EnterpriseProject, enterpriseProjectId)
            : throw ErrorCatalogue.IamNotFound.For("enterprise_project_id", "enterprise project", enterpriseProjectId);
    }
}
