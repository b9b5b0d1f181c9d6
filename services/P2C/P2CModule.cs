using VpnMesh.P2C.Administration;
using VpnMesh.P2C.Agents;
using VpnMesh.P2C.ClientAccess;
using VpnMesh.P2C.ClientCaCertificates;
using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.P2cVgwConnections;
using VpnMesh.P2C.P2cVpnGatewayJobs;
using VpnMesh.P2C.P2cVpnGateways;
using VpnMesh.P2C.ReservationOwners;
using VpnMesh.P2C.ServerCertificates;
using VpnMesh.P2C.TaggedResources;
using VpnMesh.P2C.VpnAccessPolicies;
using VpnMesh.P2C.VpnConnectionsLogConfigs;
using VpnMesh.P2C.VpnServers;
using VpnMesh.P2C.VpnUserGroups;
using VpnMesh.P2C.VpnUsers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C;

/// <summary>The point-to-cloud service: registered and mapped alike by its own process and by Standalone.</summary>
public static class P2CModule
{
    /// <summary>Registers the store and every slice.</summary>
    public static void AddP2C(this IHostApplicationBuilder builder)
    {
        builder.AddStore<P2CDatabase>();
        builder.AddOutbox<P2CDatabase>();
        builder.Services.AddSingleton<GovernanceClient<P2CDatabase>>();
        builder.AddClientTokens();
        builder.AddP2cVpnGateways();
        builder.AddP2cVpnGatewayJobs();
        builder.AddP2cVgwConnections();
        builder.AddAgents();
        builder.AddTaggedResources();
        builder.AddVpnServers();
        builder.AddServerCertificates();
        builder.AddClientCaCertificates();
        builder.AddAdministration();
        builder.AddVpnUserGroups();
        builder.AddVpnAccessPolicies();
        builder.AddVpnConnectionsLogConfigs();
        builder.AddVpnUsers();
        builder.AddClientAccess();
    }

    /// <summary>Brings the store up to date and maps the rpcs.</summary>
    public static void MapP2C(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.UseStore<P2CDatabase>(typeof(OutboxSignal<>).Assembly, typeof(P2CModule).Assembly);
        routes.MapP2cVpnGateways();
        routes.MapP2cVpnGatewayJobs();
        routes.MapP2cVgwConnections();
        routes.MapAgents();
        routes.MapReservationOwners();
        routes.MapTaggedResources();
        routes.MapVpnServers();
        routes.MapClientCaCertificates();
        routes.MapAdministration();
        routes.MapVpnUserGroups();
        routes.MapVpnAccessPolicies();
        routes.MapVpnConnectionsLogConfigs();
        routes.MapVpnUsers();
        routes.MapClientAccess();
    }
}
