namespace VpnMesh.P2C.P2cVpnGatewayJobs;

/// <summary>Software upgrades of point-to-cloud gateways and their jobs.</summary>
internal static class P2cVpnGatewayJobsSlice
{
    public static void AddP2cVpnGatewayJobs(this IHostApplicationBuilder builder)
    {
        builder.AddGatewayUpgrades<P2CDatabase>();
        builder.Services.AddSingleton<P2cVpnGatewayJobEvents>();
        builder.Services.AddSingleton<IGatewayJobEvents<P2CDatabase>>(services => services.GetRequiredService<P2cVpnGatewayJobEvents>());
        builder.Services.AddSingleton<P2cVpnGatewayJobService>();
    }

    public static void MapP2cVpnGatewayJobs(this IEndpointRouteBuilder routes) => routes.MapGrpcService<P2cVpnGatewayJobService>();
}
