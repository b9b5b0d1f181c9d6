using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.Shared.Api.Hosting;

namespace VpnMesh.Gateway.Tests.Fixture;

/// <summary>One of several replicas of a part: a listener of its own, with scripted answers and a health that a test sets.</summary>
internal sealed class ReplicaUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ReplicaUnderTest(WebApplication app, string address) => (_app, Address) = (app, address);

    public string Address { get; }

    public Script Script => _app.Services.GetRequiredService<Script>();

    public SetHealth Health => _app.Services.GetRequiredService<SetHealth>();

    public int Calls => Script.Calls.Count;

    public static async Task<ReplicaUnderTest> StartAsync(string address, params string[] settings)
    {
        var builder = PartHost.CreateBuilder([.. settings, $"--INTERNAL_KEY={Convert.ToBase64String(new byte[32])}"]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(EdgeUnderTest.Now));
        builder.Services.AddSingleton<Script>().AddSingleton<SetHealth>();
        builder.ListenInternally(PartAddress.Parse(address));
        var app = builder.Build();
        app.MapGrpcService<SetHealth>();
        app.MapGrpcService<ScriptedVpnGateways>();
        await app.StartAsync();
        return new ReplicaUnderTest(app, address);
    }

    /// <summary>Breaks the connection of each call that comes.</summary>
    public void BreaksConnections() => Script.Answer = (_, context) =>
    {
        context.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        return Task.FromResult<Google.Protobuf.IMessage>(new ShowVgwResponse());
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Health as a test sets it.</summary>
    internal sealed class SetHealth : Health.HealthBase
    {
        public HealthCheckResponse.Types.ServingStatus Status { get; set; } = HealthCheckResponse.Types.ServingStatus.Serving;

        public int Asked { get; private set; }

        public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
        {
            Asked++;
            return Task.FromResult(new HealthCheckResponse { Status = Status });
        }
    }
}
