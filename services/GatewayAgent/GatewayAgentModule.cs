using VpnMesh.GatewayAgent.Link;
using VpnMesh.GatewayAgent.Tunnels;

namespace VpnMesh.GatewayAgent;

/// <summary>The gateway agent: registered alike by its own process and by Standalone.</summary>
public static class GatewayAgentModule
{
    /// <summary>
    /// Registers an agent for each zone of <c>AGENT_ZONE</c>, or else of <c>ZONES</c>. Other settings: <c>SITE_TO_SITE</c> (where to
    /// connect), <c>AGENT_ID</c>, <c>AGENT_CAPACITY</c>, <c>AGENT_VERSIONS</c>.
    /// </summary>
    public static void AddGatewayAgent(this IHostApplicationBuilder builder)
    {
        foreach (var identity in AgentIdentity.Of(builder.Configuration))
        {
            builder.Services.AddKeyedSingleton(identity.Zone, (_, _) => new LoopbackBackend(LoopbackVersions.Of(builder.Configuration)));
            builder.Services.AddKeyedSingleton(identity.Zone, (services, zone) => new TunnelSet(services.GetRequiredKeyedService<LoopbackBackend>(zone)));
            builder.Services.AddKeyedSingleton(identity.Zone, (_, _) => new LoopbackCertificates());
            builder.Services.AddKeyedSingleton(
                identity.Zone, (services, zone) => new CertificateSet(services.GetRequiredKeyedService<LoopbackCertificates>(zone)));
            builder.Services.AddKeyedSingleton(identity.Zone, (services, zone) => new LoopbackConnections(
                services.GetRequiredKeyedService<LoopbackBackend>(zone),
                LoopbackPeers.Of(builder.Configuration),
                services.GetRequiredService<TimeProvider>()));
            builder.Services.AddKeyedSingleton(
                identity.Zone, (services, zone) => new ConnectionSet(services.GetRequiredKeyedService<LoopbackConnections>(zone)));
            builder.Services.AddSingleton<IHostedService>(services => new AgentService(
                identity,
                services.GetRequiredKeyedService<TunnelSet>(identity.Zone),
                services.GetRequiredKeyedService<CertificateSet>(identity.Zone),
                services.GetRequiredKeyedService<ConnectionSet>(identity.Zone),
                ActivatorUtilities.CreateInstance<SiteToSiteLink>(services),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<AgentService>>()));
        }
    }
}
