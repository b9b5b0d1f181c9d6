using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.SiteToSite.TaggedResources;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.EnterpriseProjectResources;

internal sealed partial class EnterpriseProjectResourcesService
{
    /// <summary>
    /// Moves a resource into an enterprise project. Nothing else of it changes, its status and generation included: agents have nothing
    /// to do with it.
    /// </summary>
    public override async Task<MoveResponse> Move(MoveRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        caller.RequirePart(Identity);
        if (!Wire.IsEnterpriseProjectId(request.EnterpriseProjectId))
        {
            throw ErrorCatalogue.InvalidRequest.For("enterprise_project_id", "enterprise_project_id must be 0 or a UUID in lower case");
        }
        var gateway = await RequireAsync(request.ProjectId, request.ResourceType, request.ResourceId, context);
        await database.InGroupAsync(
            async session =>
            {
                var before = await session.LockVpnGatewayAsync(gateway.ProjectId, gateway.Id) ?? throw ErrorCatalogue.NotFound.With();
                if (before.EnterpriseProjectId == request.EnterpriseProjectId)
                {
                    return false;
                }
                var after = before with { EnterpriseProjectId = request.EnterpriseProjectId };
                await session.MoveVpnGatewayAsync(after);
                var connections = await session.MoveVpnConnectionsAsync(after.Id, after.EnterpriseProjectId);
                await session.TellChangedAsync(TaggedTypes.VpnGateway, after.ProjectId, after.Id);
                foreach (var connection in connections)
                {
                    await session.TellChangedAsync(TaggedTypes.VpnConnection, after.ProjectId, connection.Id);
                }
                await session.MoveJobsAsync(SiteToSiteGateways.Tables, after.Id, after.EnterpriseProjectId);
                await events.AddUpdatedAsync(session, before, after, caller.RequestId);
                await connectionEvents.AddMovedAsync(session, connections, caller.RequestId);
                return true;
            },
            context.CancellationToken,
            gateway.Id);
        return new MoveResponse();
    }
}
