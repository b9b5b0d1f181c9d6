namespace VpnMesh.P2C.ReservationOwners;

internal static class ReservationOwnersSlice
{
    public static void MapReservationOwners(this IEndpointRouteBuilder routes) => routes.MapGrpcService<P2cReservationOwnersService>();
}
