using Grpc.Core;
using VpnMesh.Identity.Projects;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<UpdateProjectResponse> UpdateProject(UpdateProjectRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var project = await RequireProjectAsync(session, reach, request.ProjectId);
            if (request.HasEnabled)
            {
                await ProjectStore.EnableAsync(session, project.Id, request.Enabled);
            }
            return new UpdateProjectResponse();
        });

    private static Task<ProjectRow> RequireProjectAsync(Session session, Reach reach, string id) =>
        RequireAsync("project_id", "project", id, async () =>
            await ProjectStore.FindAsync(session, id) is { } project && reach.Covers(project.DomainId) ? project : null);
}
