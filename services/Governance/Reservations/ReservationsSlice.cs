using VpnMesh.Shared.Messaging;

namespace VpnMesh.Governance.Reservations;

internal static class ReservationsSlice
{
    public static void AddReservations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ReservationLifetime.Of(builder.Configuration));
        builder.Services.AddSingleton<Reserve>();
        builder.Services.AddSingleton<ReserveVpnGateway>();
        builder.Services.AddSingleton<BindEips>();
        builder.Services.AddSingleton<ReservationsService>();
        builder.Services.AddSingleton<ResourceOwners>();
        builder.Services.AddHostedService<ReservationExpiry>();
        builder.Services.AddHostedService<BindingExpiry>();
        builder.Services.AddHostedService<ReservationSweep>();
        builder.AddEventHandler<GovernanceDatabase, ReservedResourceEvents>();
    }

    public static void MapReservations(this IEndpointRouteBuilder routes) => routes.MapGrpcService<ReservationsService>();
}
