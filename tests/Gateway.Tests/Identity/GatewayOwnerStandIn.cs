using System.Collections.Concurrent;
using Grpc.Core;
using VpnMesh.Protos.SiteToSite.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>Stands for the service that owns gateways, which Identity only knows by its protocol.</summary>
public sealed class GatewayOwnerStandIn : EnterpriseProjectResources.EnterpriseProjectResourcesBase
{
    private readonly ConcurrentQueue<Resource> _gateways = new();

    /// <summary>When set, every call fails with it.</summary>
    public StatusCode? Failure { get; set; }

    public int Moves { get; private set; }

    public Resource Add(string projectId, string enterpriseProjectId, string name)
    {
        var gateway = new Resource
        {
            ResourceId = Guid.CreateVersion7().ToString(),
            ResourceName = name,
            ResourceType = "vpn-gateway",
            ProjectId = projectId,
            EnterpriseProjectId = enterpriseProjectId,
        };
        _gateways.Enqueue(gateway);
        return gateway;
    }

    public override Task<FindResponse> Find(FindRequest request, ServerCallContext context) =>
        Task.FromResult(new FindResponse { Resource = Require(request.ProjectId, request.ResourceId, context) });

    public override Task<MoveResponse> Move(MoveRequest request, ServerCallContext context)
    {
        Require(request.ProjectId, request.ResourceId, context).EnterpriseProjectId = request.EnterpriseProjectId;
        Moves++;
        return Task.FromResult(new MoveResponse());
    }

    public override Task<ListResponse> List(ListRequest request, ServerCallContext context)
    {
        FailIfAsked(context);
        var all = _gateways.Reverse()
            .Where(gateway => request.ProjectIds.Contains(gateway.ProjectId) && gateway.EnterpriseProjectId == request.EnterpriseProjectId)
            .Where(gateway => !request.HasResourceName || gateway.ResourceName == request.ResourceName)
            .Where(gateway => !request.HasResourceId || gateway.ResourceId == request.ResourceId)
            .ToArray();
        return Task.FromResult(new ListResponse { Resources = { all.Skip((int)request.Offset).Take((int)request.Limit) }, TotalCount = all.Length });
    }

    private Resource Require(string projectId, string resourceId, ServerCallContext context)
    {
        FailIfAsked(context);
        return _gateways.FirstOrDefault(gateway => gateway.ResourceId == resourceId && gateway.ProjectId == projectId)
            ?? throw ErrorCatalogue.NotFound.With();
    }

    private void FailIfAsked(ServerCallContext context)
    {
        context.Caller().RequirePart("identity");
        if (Failure is { } code)
        {
            throw new RpcException(new Status(code, "asked to fail"));
        }
    }
}
