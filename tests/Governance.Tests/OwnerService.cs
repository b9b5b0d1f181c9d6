using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Governance.Tests;

/// <summary>A part that owns resources: a real gRPC service that knows which of them are written, and with which EIPs.</summary>
internal sealed class OwnerService(WebApplication app, ConcurrentDictionary<string, string> written) : IAsyncDisposable
{
    /// <summary>Ids of what is written; for a gateway the EIP it was written with, if that matters.</summary>
    public ConcurrentDictionary<string, string> Written => written;

    public static string Address(TestStore store) => $"unix:{store.Folder}/owner.sock";

    public static async Task<OwnerService> StartAsync(TestStore store, TimeProvider time, params string[] written)
    {
        var builder = PartHost.CreateBuilder([$"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}", $"--DATA={store.Folder}"]);
        var ids = new ConcurrentDictionary<string, string>(written.Select(id => KeyValuePair.Create(id, id)));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(new Owners(ids));
        builder.ListenInternally(PartAddress.Parse(Address(store)));
        var app = builder.Build();
        app.MapGrpcService<Owners>();
        await app.StartAsync();
        return new OwnerService(app, ids);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    internal sealed class Owners(ConcurrentDictionary<string, string> written) : ReservationOwners.ReservationOwnersBase
    {
        public override Task<WhichExistResponse> WhichExist(WhichExistRequest request, ServerCallContext context)
        {
            context.Caller().RequirePart("governance");
            var ids = request.Resources.Where(resource => resource.ProjectId.Length > 0).Select(resource => resource.ResourceId);
            return Task.FromResult(new WhichExistResponse { ResourceIds = { ids.Where(written.ContainsKey) } });
        }

        public override Task<EipsOfResponse> EipsOf(EipsOfRequest request, ServerCallContext context)
        {
            context.Caller().RequirePart("governance");
            var eips = request.Gateways
                .Where(gateway => written.ContainsKey(gateway.ResourceId))
                .Select(gateway => new EipOfGateway { VpnGatewayId = gateway.ResourceId, EipId = written[gateway.ResourceId] });
            return Task.FromResult(new EipsOfResponse { Eips = { eips } });
        }
    }
}
