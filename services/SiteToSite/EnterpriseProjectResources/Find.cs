using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.EnterpriseProjectResources;

internal sealed partial class EnterpriseProjectResourcesService
{
    /// <summary>One resource by project, type and id.</summary>
    public override async Task<FindResponse> Find(FindRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Identity);
        var gateway = await RequireAsync(request.ProjectId, request.ResourceType, request.ResourceId, context);
        return new FindResponse { Resource = ToAnswer(gateway) };
    }
}
