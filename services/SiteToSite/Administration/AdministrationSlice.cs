namespace VpnMesh.SiteToSite.Administration;

internal static class AdministrationSlice
{
    public static void AddAdministration(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<SiteToSiteAdministrationService>();

    public static void MapAdministration(this IEndpointRouteBuilder routes) => routes.MapGrpcService<SiteToSiteAdministrationService>();
}
