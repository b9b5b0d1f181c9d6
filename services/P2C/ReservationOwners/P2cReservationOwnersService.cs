using Grpc.Core;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.P2C.ReservationOwners;

/// <summary>What Governance asks before it lets reservations and bindings expire.</summary>
internal sealed class P2cReservationOwnersService(P2CDatabase database) : P2cReservationOwners.P2cReservationOwnersBase
{
    private const string Governance = "governance";
    private const string Gateway = "p2c_vpn_gateway";

    /// <summary>
    /// Which of these gateways are written. One that is not, after those who write have ended, will not be any more: nobody begins to write
    /// a gateway so long after its reservation was asked for.
    /// </summary>
    public override async Task<WhichExistResponse> WhichExist(WhichExistRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Governance);
        foreach (var resource in request.Resources)
        {
            RequireGateway(resource.ResourceType);
        }
        if (request.AfterWriters)
        {
            await database.AwaitWritersAsync([Gateway], context.CancellationToken);
        }
        return new WhichExistResponse { ResourceIds = { (await FindAsync(request.Resources, context)).Select(gateway => gateway.Id) } };
    }

    /// <summary>The EIPs that these gateways have. None is added by a change that began long before the question.</summary>
    public override async Task<EipsOfResponse> EipsOf(EipsOfRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Governance);
        if (request.AfterWriters)
        {
            await database.AwaitWritersAsync([Gateway], context.CancellationToken);
        }
        var response = new EipsOfResponse();
        foreach (var gateway in await FindAsync(request.Gateways, context))
        {
            if (gateway.Eip.ToEip() is { } eip)
            {
                response.Eips.Add(new EipOfGateway { VpnGatewayId = gateway.Id, EipId = eip.Id.ToLowerInvariant() });
            }
        }
        return response;
    }

    /// <summary>A page of the gateways that are written.</summary>
    public override async Task<ListResourcesResponse> ListResources(ListResourcesRequest request, ServerCallContext context)
    {
        context.Caller().RequirePart(Governance);
        RequireGateway(request.ResourceType);
        var page = await database.ReadAsync(
            session => session.ListWrittenGatewaysAsync(request.After, ResourcePage.Limit(request)), context.CancellationToken);
        return ResourcePage.Of(page);
    }

    // Nobody may take what is another owner's for not written.
    private static void RequireGateway(string resourceType)
    {
        if (resourceType != Gateway)
        {
            throw ErrorCatalogue.InvalidRequest.For("resource_type", $"resource_type {resourceType} is not known");
        }
    }

    private async Task<IEnumerable<P2cVpnGatewayRow>> FindAsync(IReadOnlyCollection<ResourceRef> asked, ServerCallContext context)
    {
        var gateways = await database.ReadAsync(
            session => session.ListP2cVpnGatewaysAsync([.. asked.Select(resource => resource.ResourceId)]), context.CancellationToken);
        var wanted = asked.Select(resource => (resource.ProjectId, resource.ResourceId)).ToHashSet();
        return gateways.Where(gateway => wanted.Contains((gateway.ProjectId, gateway.Id)));
    }
}
