using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.EnterpriseProjectResources;

/// <summary>
/// What Identity asks for its enterprise-project operations: the resources of this service that have an enterprise project of their
/// own, which only gateways do. Identity has checked what its caller may do.
/// </summary>
internal sealed partial class EnterpriseProjectResourcesService(
    SiteToSiteDatabase database, VpnGatewayEvents events, VpnConnectionEvents connectionEvents)
    : Protos.SiteToSite.V1.EnterpriseProjectResources.EnterpriseProjectResourcesBase
{
    private const string ResourceType = "vpn-gateway";
    private const string Identity = "identity";

    private async Task<VpnGatewayRow> RequireAsync(string projectId, string resourceType, string resourceId, ServerCallContext context)
    {
        if (resourceType != ResourceType)
        {
            throw ErrorCatalogue.NotFound.With();
        }
        return await database.ReadAsync(session => session.FindVpnGatewayAsync(projectId, resourceId.ToLowerInvariant()), context.CancellationToken)
            ?? throw ErrorCatalogue.NotFound.With();
    }

    private static Resource ToAnswer(VpnGatewayRow gateway) => new()
    {
        ResourceId = gateway.Id,
        ResourceName = gateway.Name,
        ResourceType = ResourceType,
        ProjectId = gateway.ProjectId,
        EnterpriseProjectId = gateway.EnterpriseProjectId,
    };
}
