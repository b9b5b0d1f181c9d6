namespace VpnMesh.SiteToSite.ReservationOwners;

internal static class ReservationOwnersSlice
{
    public static void AddReservationOwners(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ReservationOwnersService>();

    public static void MapReservationOwners(this IEndpointRouteBuilder routes) => routes.MapGrpcService<ReservationOwnersService>();
}
