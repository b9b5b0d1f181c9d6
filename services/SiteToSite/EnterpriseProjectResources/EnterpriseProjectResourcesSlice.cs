namespace VpnMesh.SiteToSite.EnterpriseProjectResources;

internal static class EnterpriseProjectResourcesSlice
{
    public static void AddEnterpriseProjectResources(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<EnterpriseProjectResourcesService>();

    public static void MapEnterpriseProjectResources(this IEndpointRouteBuilder routes) =>
        routes.MapGrpcService<EnterpriseProjectResourcesService>();
}
