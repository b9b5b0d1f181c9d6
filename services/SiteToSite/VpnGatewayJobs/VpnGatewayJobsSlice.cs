namespace VpnMesh.SiteToSite.VpnGatewayJobs;

/// <summary>Software upgrades of VPN gateways and their jobs.</summary>
internal static class VpnGatewayJobsSlice
{
    public static void AddVpnGatewayJobs(this IHostApplicationBuilder builder)
    {
        builder.AddGatewayUpgrades<SiteToSiteDatabase>();
        builder.Services.AddSingleton<VpnGatewayJobEvents>();
        builder.Services.AddSingleton<IGatewayJobEvents<SiteToSiteDatabase>>(services => services.GetRequiredService<VpnGatewayJobEvents>());
        builder.Services.AddSingleton<VpnGatewayJobService>();
    }

    public static void MapVpnGatewayJobs(this IEndpointRouteBuilder routes) => routes.MapGrpcService<VpnGatewayJobService>();
}
