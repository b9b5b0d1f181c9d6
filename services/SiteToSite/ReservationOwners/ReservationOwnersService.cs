using Grpc.Core;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite.ReservationOwners;

/// <summary>What Governance asks before it lets reservations and bindings expire.</summary>
internal sealed class ReservationOwnersService(SiteToSiteDatabase database) : Protos.Governance.V1.ReservationOwners.ReservationOwnersBase
{
    private const string Governance = "governance";

    /// <summary>
    /// Which of these resources are written. One that is not, after those who write have ended, will not be any more: nobody begins to
    /// write a resource so long after its reservation was asked for.
    /// </summary>
    public override async Task<WhichExistResponse> WhichExist(WhichExistRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Governance);
        if (request.AfterWriters)
        {
            await database.AwaitWritersAsync(ReservationOwnersStore.TablesOf(request.Resources), context.CancellationToken);
        }
        var written = await database.ReadAsync(session => session.WhichAreWrittenAsync(request.Resources), context.CancellationToken);
        return new WhichExistResponse { ResourceIds = { written } };
    }

    /// <summary>The EIPs that these gateways have. None is added by a change that began long before the question.</summary>
    public override async Task<EipsOfResponse> EipsOf(EipsOfRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Governance);
        if (request.AfterWriters)
        {
            await database.AwaitWritersAsync(["vpn_gateway"], context.CancellationToken);
        }
        var response = new EipsOfResponse();
        foreach (var project in request.Gateways.GroupBy(gateway => gateway.ProjectId, gateway => gateway.ResourceId))
        {
            var gateways = await database.ReadAsync(session => session.FindVpnGatewaysAsync(project.Key, [.. project]), context.CancellationToken);
            response.Eips.AddRange(gateways.SelectMany(gateway => gateway.Eips().Select(eip => new EipOfGateway
            {
                VpnGatewayId = gateway.Id,
                EipId = eip.Id.ToLowerInvariant(),
            })));
        }
        return response;
    }

    /// <summary>A page of the resources of a type that are written.</summary>
    public override async Task<ListResourcesResponse> ListResources(ListResourcesRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Governance);
        var page = await database.ReadAsync(
            session => session.ListWrittenAsync(request.ResourceType, request.After, ResourcePage.Limit(request)), context.CancellationToken);
        return ResourcePage.Of(page);
    }
}
