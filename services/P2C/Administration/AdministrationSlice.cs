namespace VpnMesh.P2C.Administration;

internal static class AdministrationSlice
{
    public static void AddAdministration(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<P2cAdministrationService>();

    public static void MapAdministration(this IEndpointRouteBuilder routes) => routes.MapGrpcService<P2cAdministrationService>();
}
