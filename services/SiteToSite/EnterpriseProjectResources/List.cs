using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.EnterpriseProjectResources;

internal sealed partial class EnterpriseProjectResourcesService
{
    /// <summary>One page of the resources of some projects in an enterprise project, and the number of all of them.</summary>
    public override async Task<ListResponse> List(ListRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Identity);
        if (request.ProjectIds.Count == 0)
        {
            return new ListResponse();
        }
        return await database.ReadAsync(
            async session => new ListResponse
            {
                Resources = { await session.PageAsync(request) },
                TotalCount = await session.CountAsync(request),
            },
            context.CancellationToken);
    }
}
