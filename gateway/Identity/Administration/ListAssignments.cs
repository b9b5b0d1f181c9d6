using Grpc.Core;
using VpnMesh.Identity.Policies;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<ListAssignmentsResponse> ListAssignments(ListAssignmentsRequest request, ServerCallContext context) =>
        ReadAsync(context, async (session, reach) =>
        {
            var page = Page.Read(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
            var user = await RequireUserAsync(session, reach, request.UserId);
            var (grants, next) = page.Of(await PolicyStore.ListGrantsAsync(session, user.Id, page), grant => (grant.CreatedAt, grant.Key));
            var answer = new ListAssignmentsResponse { Assignments = { grants.Select(View) } };
            if (next is not null)
            {
                answer.NextMarker = next;
            }
            return answer;
        });

    private static Assignment View(GrantRow grant)
    {
        var view = new Assignment { UserId = grant.UserId, Policy = grant.Policy, CreatedAt = grant.CreatedAt.ToWireTime() };
        if (grant.Scope == GrantRow.Project)
        {
            view.ProjectId = grant.ScopeId;
        }
        else if (grant.Scope == GrantRow.EnterpriseProject)
        {
            view.EnterpriseProjectId = grant.ScopeId;
        }
        return view;
    }
}
