using Grpc.Core;
using VpnMesh.Identity.Projects;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    public override Task<CreateProjectResponse> CreateProject(CreateProjectRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var name = RequireName("name", request.Name);
            if (request.ProjectId.Length > 0 && !Texts.IsId(request.ProjectId))
            {
                throw IamErrors.Invalid("project_id", "must be 1 to 64 letters, digits, dashes or underscores");
            }
            var domain = await RequireDomainAsync(session, reach, request.DomainId);
            var region = await ProjectStore.FindByNameAsync(session, domain.Id, Region.Id);
            var project = new ProjectRow
            {
                Id = request.ProjectId.Length > 0 ? request.ProjectId : NewIds.Next(time),
                DomainId = domain.Id,
                ParentId = region?.Id ?? domain.Id,
                Name = name,
                CreatedAt = time.NowMs(),
            };
            RequireAdded(await ProjectStore.AddAsync(session, project), await ProjectStore.FindAsync(session, project.Id) is null ? "name" : "project_id");
            return new CreateProjectResponse { ProjectId = project.Id };
        });
}
