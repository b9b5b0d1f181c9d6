using Grpc.Core;
using VpnMesh.Identity.EnterpriseProjects;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<ListEnterpriseProjectsResponse> ListEnterpriseProjects(ListEnterpriseProjectsRequest request, ServerCallContext context) =>
        ReadAsync(context, async (session, reach) =>
        {
            var page = Page.Read(request.HasLimit ? request.Limit : null, request.HasMarker ? request.Marker : null);
            var domain = await RequireDomainAsync(session, reach, request.DomainId);
            var (rows, next) = page.Of(await EnterpriseProjectStore.ListAsync(session, domain.Id, page), row => (row.CreatedAt, row.Id));
            var answer = new ListEnterpriseProjectsResponse { EnterpriseProjects = { rows.Select(View) } };
            if (next is not null)
            {
                answer.NextMarker = next;
            }
            return answer;
        });

    private static EnterpriseProjectView View(EnterpriseProjectRow row) => new()
    {
        Id = row.Id,
        DomainId = row.DomainId,
        Name = row.Name,
        Description = row.Description,
        Enabled = row.Status == EnterpriseProjectRow.Enabled,
        CreatedAt = row.CreatedAt.ToWireTime(),
    };
}
