using Grpc.Core;
using VpnMesh.Identity.Projects;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<ListProjectsResponse> ListProjects(ListProjectsRequest request, ServerCallContext context) =>
        ReadAsync(context, async (session, reach) =>
        {
            var page = Page.Read(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
            var domain = await RequireDomainAsync(session, reach, request.DomainId);
            var (rows, next) = page.Of(await ProjectStore.ListAsync(session, domain.Id, page), project => (project.CreatedAt, project.Id));
            var answer = new ListProjectsResponse { Projects = { rows.Select(View) } };
            if (next is not null)
            {
                answer.NextMarker = next;
            }
            return answer;
        });

    private static ProjectView View(ProjectRow project) => new()
    {
        Id = project.Id,
        DomainId = project.DomainId,
        Name = project.Name,
        Enabled = project.Enabled,
        CreatedAt = project.CreatedAt.ToWireTime(),
    };
}
