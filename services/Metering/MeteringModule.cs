using VpnMesh.Metering.Ledger;
using VpnMesh.Metering.Usage;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Metering;

/// <summary>The metering service: registered and mapped alike by its own process and by Standalone.</summary>
public static class MeteringModule
{
    /// <summary>Registers the store and every slice.</summary>
    public static void AddMetering(this IHostApplicationBuilder builder)
    {
        builder.AddStore<MeteringDatabase>();
        builder.AddLedger();
        builder.AddUsage();
    }

    /// <summary>Brings the store up to date and maps the rpcs.</summary>
    public static void MapMetering(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.UseStore<MeteringDatabase>(typeof(OutboxSignal<>).Assembly, typeof(MeteringModule).Assembly);
        routes.MapUsage();
    }
}
