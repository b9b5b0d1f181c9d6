using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VpnMesh.GatewayAgent;
using VpnMesh.GatewayAgent.Clients;

namespace VpnMesh.EndToEnd.Tests.Mesh;

/// <summary>A gateway agent in the process of the test, so that people can be made to dial into it.</summary>
internal sealed class LoopbackAgent : IAsyncDisposable
{
    private readonly IHost _host;

    private LoopbackAgent(IHost host, string zone)
    {
        _host = host;
        Clients = host.Services.GetRequiredKeyedService<LoopbackClients>(zone);
    }

    /// <summary>What people dial into.</summary>
    public LoopbackClients Clients { get; }

    /// <summary>Starts an agent of point-to-cloud gateways.</summary>
    /// <param name="system">Where it registers.</param>
    /// <param name="zone">Its zone, in which the system has no other.</param>
    public static async Task<LoopbackAgent> StartAsync(MeshSystem system, string zone)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["P2C"] = system.AddressOf("P2C"),
            ["AGENT_ID"] = "agent-of-the-test",
            ["AGENT_ZONE"] = zone,
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(system.Signer);
        builder.AddGatewayAgent();
        var host = builder.Build();
        await host.StartAsync();
        return new LoopbackAgent(host, zone);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
