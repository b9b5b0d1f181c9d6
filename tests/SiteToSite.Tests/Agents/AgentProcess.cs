using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VpnMesh.GatewayAgent;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Shared.Api.Callers;

namespace VpnMesh.SiteToSite.Tests.Agents;

/// <summary>A gateway agent with a memory of its own, as its process has one.</summary>
internal sealed class AgentProcess
{
    private readonly IHost _host;
    private bool _stopped;

    private AgentProcess(IHost host, string zone)
    {
        _host = host;
        Backend = host.Services.GetRequiredKeyedService<LoopbackBackend>(zone);
        Certificates = host.Services.GetRequiredKeyedService<LoopbackCertificates>(zone);
        Tunnels = host.Services.GetRequiredKeyedService<TunnelSet>(zone);
    }

    public LoopbackBackend Backend { get; }

    public LoopbackCertificates Certificates { get; }

    public TunnelSet Tunnels { get; }

    public static async Task<AgentProcess> StartAsync(string address, string zone, string id, long capacity, TimeProvider time, string? versions = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SITE_TO_SITE"] = address,
            ["AGENT_ID"] = id,
            ["AGENT_ZONE"] = zone,
            ["AGENT_CAPACITY"] = $"{capacity}",
            ["AGENT_VERSIONS"] = versions,
        });
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(new CallerContextSigner(Convert.FromBase64String(AgentsSystem.InternalKey), time));
        builder.AddGatewayAgent();
        var host = builder.Build();
        await host.StartAsync();
        return new AgentProcess(host, zone);
    }

    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }
        _stopped = true;
        await _host.StopAsync();
        _host.Dispose();
    }
}
