namespace VpnMesh.SiteToSite.VpnGatewayJobs;

/// <summary>Software upgrades of VPN gateways and their jobs.</summary>
internal static class VpnGatewayJobsSlice
{
    public static void AddVpnGatewayJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(UpgradePatience.Of(builder.Configuration));
        builder.Services.AddSingleton(new NewGatewayVersion(builder.Configuration));
        builder.Services.AddSingleton<FirstVersions>();
        builder.Services.AddSingleton<VpnGatewayJobEvents>();
        builder.Services.AddSingleton<VpnGatewayJobService>();
        builder.Services.AddSingleton<UpgradeProgress>();
        builder.Services.AddHostedService<UpgradeWorker>();
    }

    public static void MapVpnGatewayJobs(this IEndpointRouteBuilder routes) => routes.MapGrpcService<VpnGatewayJobService>();
}
