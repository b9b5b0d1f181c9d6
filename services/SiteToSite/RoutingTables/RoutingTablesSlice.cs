namespace VpnMesh.SiteToSite.RoutingTables;

internal static class RoutingTablesSlice
{
    public static void AddRoutingTables(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<RoutingTableService>();

    public static void MapRoutingTables(this IEndpointRouteBuilder routes) => routes.MapGrpcService<RoutingTableService>();
}
