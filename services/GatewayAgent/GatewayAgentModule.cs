using Microsoft.Extensions.DependencyInjection.Extensions;
using VpnMesh.GatewayAgent.Clients;
using VpnMesh.GatewayAgent.Link;
using VpnMesh.GatewayAgent.Monitors;
using VpnMesh.GatewayAgent.Tunnels;
using VpnMesh.Shared.Api.Callers;
using VpnMesh.Shared.Api.Hosting.Tls;

namespace VpnMesh.GatewayAgent;

/// <summary>The gateway agent: registered alike by its own process and by Standalone.</summary>
public static class GatewayAgentModule
{
    private const string SiteToSite = "SITE_TO_SITE";
    private const string P2C = "P2C";

    /// <summary>
    /// Registers an agent for each zone of <c>AGENT_ZONE</c>, or else of <c>ZONES</c>, at each service that is named by a setting:
    /// <c>SITE_TO_SITE</c>, <c>P2C</c>, replicas separated by commas. Other settings: <c>AGENT_ID</c>, <c>AGENT_CAPACITY</c>,
    /// <c>AGENT_VERSIONS</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">No service is named.</exception>
    public static void AddGatewayAgent(this IHostApplicationBuilder builder)
    {
        var (siteToSite, p2c) = (builder.Configuration[SiteToSite], builder.Configuration[P2C]);
        if (siteToSite is null && p2c is null)
        {
            throw new InvalidOperationException("The settings VPNMESH_SITE_TO_SITE and VPNMESH_P2C are missing: where the agent connects.");
        }
        builder.Services.TryAddSingleton<PartTls>();
        foreach (var identity in AgentIdentity.Of(builder.Configuration))
        {
            if (siteToSite is not null)
            {
                builder.AddTunnels(identity, siteToSite);
            }
            if (p2c is not null)
            {
                builder.AddClients(identity, p2c);
            }
        }
    }

    private static void AddTunnels(this IHostApplicationBuilder builder, AgentIdentity identity, string addresses)
    {
        var zone = identity.Zone;
        builder.AddLink(SiteToSite, zone, addresses);
        builder.Services.AddKeyedSingleton(zone, (_, _) => new LoopbackBackend(LoopbackVersions.Of(builder.Configuration)));
        builder.Services.AddKeyedSingleton(zone, (services, _) => new TunnelSet(services.GetRequiredKeyedService<LoopbackBackend>(zone)));
        builder.Services.AddKeyedSingleton(zone, (_, _) => new LoopbackCertificates());
        builder.Services.AddKeyedSingleton(zone, (services, _) => new CertificateSet(services.GetRequiredKeyedService<LoopbackCertificates>(zone)));
        builder.Services.AddKeyedSingleton(zone, (services, _) => new LoopbackConnections(
            services.GetRequiredKeyedService<LoopbackBackend>(zone), LoopbackPeers.Of(builder.Configuration), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddKeyedSingleton(zone, (services, _) => new ConnectionSet(services.GetRequiredKeyedService<LoopbackConnections>(zone)));
        builder.Services.AddKeyedSingleton(zone, (services, _) => new MonitorSet(
            services.GetRequiredKeyedService<LoopbackConnections>(zone), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IHostedService>(services =>
        {
            var tunnels = services.GetRequiredKeyedService<TunnelSet>(zone);
            var certificates = services.GetRequiredKeyedService<CertificateSet>(zone);
            var connections = services.GetRequiredKeyedService<ConnectionSet>(zone);
            var monitors = services.GetRequiredKeyedService<MonitorSet>(zone);
            var link = services.GetRequiredKeyedService<PartLink>((SiteToSite, zone));
            var time = services.GetRequiredService<TimeProvider>();
            return services.Agent(
                identity,
                stopping => Task.WhenAll(tunnels.ObserveAsync(stopping), certificates.ObserveAsync(stopping), connections.ObserveAsync(stopping)),
                () => new SiteToSiteSession(link, identity, tunnels, certificates, connections, monitors, time));
        });
    }

    private static void AddClients(this IHostApplicationBuilder builder, AgentIdentity identity, string addresses)
    {
        var zone = identity.Zone;
        builder.AddLink(P2C, zone, addresses);
        builder.Services.AddKeyedSingleton(zone, (services, _) => new LoopbackClients(
            LoopbackVersions.Of(builder.Configuration),
            LoopbackCallers.Of(builder.Configuration),
            ActivatorUtilities.CreateInstance<PasswordCheck>(services, services.GetRequiredKeyedService<PartLink>((P2C, zone))),
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddKeyedSingleton(zone, (services, _) => new ClientSet(services.GetRequiredKeyedService<LoopbackClients>(zone)));
        builder.Services.AddSingleton<IHostedService>(services =>
        {
            var clients = services.GetRequiredKeyedService<ClientSet>(zone);
            var link = services.GetRequiredKeyedService<PartLink>((P2C, zone));
            var time = services.GetRequiredService<TimeProvider>();
            return services.Agent(identity, clients.ObserveAsync, () => new P2cSession(link, identity, clients, time));
        });
    }

    private static void AddLink(this IHostApplicationBuilder builder, string part, string zone, string addresses) =>
        builder.Services.AddKeyedSingleton((part, zone), (services, _) =>
            new PartLink(
                addresses, services.GetRequiredService<CallerContextSigner>(), services.GetRequiredService<PartTls>(), services.GetRequiredService<TimeProvider>()));

    private static AgentService Agent(
        this IServiceProvider services, AgentIdentity identity, Func<CancellationToken, Task> observe, Func<ILinkSession> open) => new(
        identity.Id,
        observe,
        open,
        services.GetRequiredService<IHostApplicationLifetime>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<AgentService>>());
}
