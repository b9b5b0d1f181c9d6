using Grpc.Core;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Identity.EnterpriseProjects;

/// <summary>The table of contents of the enterprise-project calls: each is answered in the file that has its name.</summary>
internal sealed class EnterpriseProjectsService(
    ListEnterpriseProject list, MigrateResource migrate, ShowResourceBindEnterpriseProject show)
    : Protos.Identity.V3.EnterpriseProjects.EnterpriseProjectsBase
{
    public override Task<ListEnterpriseProjectResponse> ListEnterpriseProject(ListEnterpriseProjectRequest request, ServerCallContext context) =>
        list.HandleAsync(request, context);

    public override Task<MigrateResourceResponse> MigrateResource(MigrateResourceRequest request, ServerCallContext context) =>
        migrate.HandleAsync(request, context);

    public override Task<ShowResourceBindEnterpriseProjectResponse> ShowResourceBindEnterpriseProject(
        ShowResourceBindEnterpriseProjectRequest request, ServerCallContext context) => show.HandleAsync(request, context);
}
