using VpnMesh.Governance.Reconciliation;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance.Reservations;

internal static class ReservationsSlice
{
    public static void AddReservations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ReservationLifetime.Of(builder.Configuration));
        builder.Services.AddSingleton<Reserve>();
        builder.Services.AddSingleton<ReserveVpnGateway>();
        builder.Services.AddSingleton<ReserveP2cVpnGateway>();
        builder.Services.AddSingleton<BindEips>();
        builder.Services.AddSingleton<ReservationsService>();
        builder.AddOwner<SiteToSiteOwner>();
        // Without it nothing is known of its resources, and nothing is taken back.
        if (builder.Configuration[P2cOwner.Setting] is { Length: > 0 })
        {
            builder.AddOwner<P2cOwner>();
        }
        builder.AddEventHandler<GovernanceDatabase, ReservedResourceEvents>();
        builder.AddReconciliation();
    }

    public static void MapReservations(this IEndpointRouteBuilder routes) => routes.MapGrpcService<ReservationsService>();

    private static void AddOwner<TOwner>(this IHostApplicationBuilder builder)
        where TOwner : ResourceOwner
    {
        builder.Services.AddSingleton<TOwner>();
        builder.AddWork<ReservationExpiry, TOwner>();
        builder.AddWork<BindingExpiry, TOwner>();
        builder.AddWork<OwnerReconciliation, TOwner>();
    }

    // AddHostedService would take the work for a second owner for what is there already.
    private static void AddWork<TWork, TOwner>(this IHostApplicationBuilder builder)
        where TWork : class, IHostedService
        where TOwner : ResourceOwner =>
        builder.Services.AddSingleton<IHostedService>(services =>
            ActivatorUtilities.CreateInstance<TWork>(services, services.GetRequiredService<TOwner>()));
}
