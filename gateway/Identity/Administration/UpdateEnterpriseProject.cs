using Grpc.Core;
using VpnMesh.Identity.EnterpriseProjects;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<UpdateEnterpriseProjectResponse> UpdateEnterpriseProject(
        UpdateEnterpriseProjectRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var id = request.EnterpriseProjectId;
            var row = await RequireAsync("enterprise_project_id", "enterprise project", id, async () =>
                await EnterpriseProjectStore.FindAsync(session, id) is { } found && reach.Covers(found.DomainId) ? found : null);
            if (request.HasEnabled)
            {
                var status = request.Enabled ? EnterpriseProjectRow.Enabled : EnterpriseProjectRow.Disabled;
                await EnterpriseProjectStore.SetStatusAsync(session, row.Id, status, time.NowMs());
            }
            return new UpdateEnterpriseProjectResponse();
        });
}
