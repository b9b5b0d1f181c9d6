using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Governance.Tests;

/// <summary>Both parts that own resources: real gRPC services that know which of them are written, and with which EIPs.</summary>
internal sealed class OwnerService(WebApplication app, ConcurrentDictionary<string, string> written, ConcurrentDictionary<string, ResourceRef> listed)
    : IAsyncDisposable
{
    /// <summary>Ids of what is written; for a gateway the EIP it was written with, if that matters.</summary>
    public ConcurrentDictionary<string, string> Written => written;

    /// <summary>What is written, with its project and type, as far as it is to be listed.</summary>
    public ConcurrentDictionary<string, ResourceRef> Listed => listed;

    public static string Address(TestStore store) => $"unix:{store.Folder}/owner.sock";

    public static async Task<OwnerService> StartAsync(TestStore store, TimeProvider time, params string[] written)
    {
        var builder = PartHost.CreateBuilder([$"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}", $"--DATA={store.Folder}"]);
        var ids = new ConcurrentDictionary<string, string>(written.Select(id => KeyValuePair.Create(id, id)));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time);
        var listed = new ConcurrentDictionary<string, ResourceRef>();
        builder.Services.AddSingleton(new Owners(ids, listed));
        builder.Services.AddSingleton(new P2cOwners(ids, listed));
        builder.ListenInternally(PartAddress.Parse(Address(store)));
        var app = builder.Build();
        app.MapGrpcService<Owners>();
        app.MapGrpcService<P2cOwners>();
        await app.StartAsync();
        return new OwnerService(app, ids, listed);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    internal sealed class Owners(ConcurrentDictionary<string, string> written, ConcurrentDictionary<string, ResourceRef> listed)
        : ReservationOwners.ReservationOwnersBase
    {
        private readonly Known _known = new(written, listed, type => type is "vpn_gateway" or "customer_gateway" or "vpn_connection");

        public override Task<WhichExistResponse> WhichExist(WhichExistRequest request, ServerCallContext context) =>
            Task.FromResult(_known.Answer(request, context));

        public override Task<EipsOfResponse> EipsOf(EipsOfRequest request, ServerCallContext context) =>
            Task.FromResult(_known.Answer(request, context));

        public override Task<ListResourcesResponse> ListResources(ListResourcesRequest request, ServerCallContext context) =>
            Task.FromResult(_known.Answer(request, context));
    }

    internal sealed class P2cOwners(ConcurrentDictionary<string, string> written, ConcurrentDictionary<string, ResourceRef> listed)
        : P2cReservationOwners.P2cReservationOwnersBase
    {
        private readonly Known _known = new(written, listed, type => type == "p2c_vpn_gateway");

        public override Task<WhichExistResponse> WhichExist(WhichExistRequest request, ServerCallContext context) =>
            Task.FromResult(_known.Answer(request, context));

        public override Task<EipsOfResponse> EipsOf(EipsOfRequest request, ServerCallContext context) =>
            Task.FromResult(_known.Answer(request, context));

        public override Task<ListResourcesResponse> ListResources(ListResourcesRequest request, ServerCallContext context) =>
            Task.FromResult(_known.Answer(request, context));
    }

    /// <summary>Knows of its own types of resources only, like an owner: asked for another, it refuses.</summary>
    private sealed class Known(ConcurrentDictionary<string, string> written, ConcurrentDictionary<string, ResourceRef> listed, Func<string, bool> isMine)
    {
        public WhichExistResponse Answer(WhichExistRequest request, ServerCallContext context)
        {
            Check(request.Resources, context);
            var ids = request.Resources.Where(resource => resource.ProjectId.Length > 0).Select(resource => resource.ResourceId);
            return new WhichExistResponse { ResourceIds = { ids.Where(written.ContainsKey) } };
        }

        public EipsOfResponse Answer(EipsOfRequest request, ServerCallContext context)
        {
            Check(request.Gateways, context);
            var eips = request.Gateways
                .Where(gateway => written.ContainsKey(gateway.ResourceId))
                .Select(gateway => new EipOfGateway { VpnGatewayId = gateway.ResourceId, EipId = written[gateway.ResourceId] });
            return new EipsOfResponse { Eips = { eips } };
        }

        public ListResourcesResponse Answer(ListResourcesRequest request, ServerCallContext context)
        {
            Check([new ResourceRef { ResourceType = request.ResourceType }], context);
            var page = listed.Values
                .Where(resource => resource.ResourceType == request.ResourceType && string.CompareOrdinal(resource.ResourceId, request.After) > 0)
                .OrderBy(resource => resource.ResourceId, StringComparer.Ordinal)
                .Take(request.Limit);
            return new ListResourcesResponse
            {
                Resources = { page.Select(resource => new OwnedResource { ProjectId = resource.ProjectId, ResourceId = resource.ResourceId, Zones = { "region-1a" } }) },
            };
        }

        private void Check(IEnumerable<ResourceRef> resources, ServerCallContext context)
        {
            context.Caller().RequirePart("governance");
            if (resources.Any(resource => !isMine(resource.ResourceType)))
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, "the type is another owner's"));
            }
        }
    }
}
