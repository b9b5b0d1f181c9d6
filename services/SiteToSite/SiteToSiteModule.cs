using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;
using VpnMesh.SiteToSite.Administration;
using VpnMesh.SiteToSite.Agents;
using VpnMesh.SiteToSite.CustomerGateways;
using VpnMesh.SiteToSite.EnterpriseProjectResources;
using VpnMesh.SiteToSite.MonitoredConnections;
using VpnMesh.SiteToSite.PeerConfigurations;
using VpnMesh.SiteToSite.ReservationOwners;
using VpnMesh.SiteToSite.RoutingTables;
using VpnMesh.SiteToSite.TaggedResources;
using VpnMesh.SiteToSite.VpnConnections;
using VpnMesh.SiteToSite.VpnGatewayCertificates;
using VpnMesh.SiteToSite.VpnGatewayJobs;
using VpnMesh.SiteToSite.VpnGateways;

namespace VpnMesh.SiteToSite;

/// <summary>The site-to-cloud service: registered and mapped alike by its own process and by Standalone.</summary>
public static class SiteToSiteModule
{
    /// <summary>Registers the store and every slice.</summary>
    public static void AddSiteToSite(this IHostApplicationBuilder builder)
    {
        builder.AddStore<SiteToSiteDatabase>();
        builder.AddOutbox<SiteToSiteDatabase>();
        builder.Services.AddSingleton<GovernanceClient<SiteToSiteDatabase>>();
        builder.AddVpnGateways();
        builder.AddVpnGatewayCertificates();
        builder.AddVpnConnections();
        builder.AddRoutingTables();
        builder.AddVpnGatewayJobs();
        builder.AddCustomerGateways();
        builder.AddAgents();
        builder.AddEnterpriseProjectResources();
        builder.AddReservationOwners();
        builder.AddTaggedResources();
        builder.AddAdministration();
        builder.AddMonitoredConnections();
        builder.AddPeerConfigurations();
    }

    /// <summary>Brings the store up to date and maps the rpcs.</summary>
    public static void MapSiteToSite(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.UseStore<SiteToSiteDatabase>(typeof(OutboxSignal<>).Assembly, typeof(SiteToSiteModule).Assembly);
        routes.MapVpnGateways();
        routes.MapVpnGatewayCertificates();
        routes.MapVpnConnections();
        routes.MapRoutingTables();
        routes.MapVpnGatewayJobs();
        routes.MapCustomerGateways();
        routes.MapAgents();
        routes.MapEnterpriseProjectResources();
        routes.MapReservationOwners();
        routes.MapTaggedResources();
        routes.MapAdministration();
        routes.MapMonitoredConnections();
        routes.MapPeerConfigurations();
    }
}
