using VpnMesh.P2C.ClientTokens;
using VpnMesh.P2C.VpnAccessPolicies;
using VpnMesh.P2C.VpnConnectionsLogConfigs;
using VpnMesh.P2C.VpnUserGroups;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.P2C;

/// <summary>The point-to-cloud service: registered and mapped alike by its own process and by Standalone.</summary>
public static class P2CModule
{
    /// <summary>Registers the store and every slice.</summary>
    public static void AddP2C(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<P2CDatabase>();
        builder.AddOutbox<P2CDatabase>();
        builder.Services.AddSingleton<GovernanceClient<P2CDatabase>>();
        builder.AddClientTokens();
        builder.AddVpnUserGroups();
        builder.AddVpnAccessPolicies();
        builder.AddVpnConnectionsLogConfigs();
    }

    /// <summary>Brings the store up to date and maps the rpcs.</summary>
    public static void MapP2C(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<P2CDatabase>().Migrate(typeof(OutboxSignal<>).Assembly, typeof(P2CModule).Assembly);
        routes.MapVpnUserGroups();
        routes.MapVpnAccessPolicies();
        routes.MapVpnConnectionsLogConfigs();
    }
}
