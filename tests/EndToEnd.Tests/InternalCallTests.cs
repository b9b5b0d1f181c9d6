using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Shouldly;
using VpnMesh.EndToEnd.Tests.Mesh;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.EndToEnd.Tests;

/// <summary>What internal clients meet at a service itself, past the edge.</summary>
[Collection(nameof(EmbeddedSystem))]
public sealed class InternalCallTests(Running<EmbeddedSystem> running)
{
    private readonly EmbeddedSystem _system = running.System;

    [Fact]
    public async Task Health_and_reflection_answer_anybody()
    {
        using var channel = _system.Channel("PARTS");
        var health = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest());
        health.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        using var reflection = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await reflection.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        (await reflection.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        reflection.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ShouldContain("vpnmesh.sitetosite.v5.VpnGateways");
    }

    [Fact]
    public async Task A_call_without_a_caller_context_is_refused()
    {
        using var channel = _system.Channel("PARTS");
        var gateways = new VpnGateways.VpnGatewaysClient(channel);
        var refused = await Should.ThrowAsync<RpcException>(gateways.ListVgwsAsync(new ListVgwsRequest()).ResponseAsync);
        refused.StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bm90IGEgY29udGV4dA.bm90IGEgc2lnbmF0dXJl")]
    public async Task A_forged_caller_context_is_refused(string header)
    {
        using var channel = _system.Channel("PARTS");
        var gateways = new VpnGateways.VpnGatewaysClient(channel);
        var call = gateways.ListVgwsAsync(new ListVgwsRequest(), new Metadata { { CallerContextSigner.Header, header } });
        (await Should.ThrowAsync<RpcException>(call.ResponseAsync)).StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }
}
