using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VpnMesh.GatewayAgent;
using VpnMesh.GatewayAgent.Clients;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.P2C.Tests.Agents;

/// <summary>A gateway agent with a memory of its own, as its process has one.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private readonly IHost _host;

    private AgentProcess(IHost host, string zone)
    {
        _host = host;
        Clients = host.Services.GetRequiredKeyedService<LoopbackClients>(zone);
    }

    /// <summary>What clients dial into.</summary>
    public LoopbackClients Clients { get; }

    public static async Task<AgentProcess> StartAsync(TestSystem system, string zone, string? id = null, string callers = "")
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["P2C"] = system.Address,
            ["AGENT_ID"] = id ?? $"agent-{Guid.CreateVersion7():N}",
            ["AGENT_ZONE"] = zone,
            ["LOOPBACK_CLIENTS"] = callers,
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new CallerContextSigner(Convert.FromBase64String(TestSystem.InternalKey), TimeProvider.System));
        builder.AddGatewayAgent();
        var host = builder.Build();
        await host.StartAsync();
        return new AgentProcess(host, zone);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
