using Grpc.Core;
using VpnMesh.Identity.EnterpriseProjects;
using VpnMesh.Protos.Identity.V1;
using VpnMesh.Shared.Api.Identifiers;

namespace VpnMesh.Identity.Administration;

internal sealed partial class IdentityAdministrationService
{
    private const int MaxDescriptionLength = 512;

    public override Task<CreateEnterpriseProjectResponse> CreateEnterpriseProject(
        CreateEnterpriseProjectRequest request, ServerCallContext context) =>
        ChangeAsync(context, async (session, reach) =>
        {
            var name = RequireName("name", request.Name);
            if (name == EnterpriseProjectRow.DefaultName)
            {
                throw IamErrors.Invalid("name", "is that of the default enterprise project");
            }
            if (request.Description.Length > MaxDescriptionLength || request.Description.Contains('\0', StringComparison.Ordinal))
            {
                throw IamErrors.Invalid("description", $"must be at most {MaxDescriptionLength} characters long, without zero bytes");
            }
            var domain = await RequireDomainAsync(session, reach, request.DomainId);
            var now = time.NowMs();
            var enterpriseProject = new EnterpriseProjectRow
            {
                Id = time.NewId(),
                DomainId = domain.Id,
                Name = name,
                Description = request.Description,
                CreatedAt = now,
                UpdatedAt = now,
            };
            RequireAdded(await EnterpriseProjectStore.AddAsync(session, enterpriseProject), "name");
            return new CreateEnterpriseProjectResponse { EnterpriseProjectId = enterpriseProject.Id };
        });
}
