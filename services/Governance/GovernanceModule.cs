using VpnMesh.Governance.Inventory;
using VpnMesh.Governance.Quotas;
using VpnMesh.Governance.Reservations;
using VpnMesh.Governance.Tags;
using VpnMesh.Governance.Telemetry;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Data.Telemetry;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance;

/// <summary>The governance service: registered and mapped alike by its own process and by Standalone.</summary>
public static class GovernanceModule
{
    /// <summary>Registers the store and every slice.</summary>
    public static void AddGovernance(this IHostApplicationBuilder builder)
    {
        builder.AddStore<GovernanceDatabase>();
        builder.AddOutbox<GovernanceDatabase>();
        builder.AddStoreReading<GovernanceDatabase, PendingStore>();
        builder.AddQuotas();
        builder.AddInventory();
        builder.AddReservations();
        builder.AddTags();
    }

    /// <summary>Brings the store up to date and maps the rpcs.</summary>
    public static void MapGovernance(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.UseStore<GovernanceDatabase>(typeof(OutboxSignal<>).Assembly, typeof(GovernanceModule).Assembly);
        routes.MapQuotas();
        routes.MapInventory();
        routes.MapReservations();
        routes.MapTags();
    }
}
