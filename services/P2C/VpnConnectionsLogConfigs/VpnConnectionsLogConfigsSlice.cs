namespace VpnMesh.P2C.VpnConnectionsLogConfigs;

/// <summary>Where the log of the sessions of a gateway goes.</summary>
internal static class VpnConnectionsLogConfigsSlice
{
    public static void AddVpnConnectionsLogConfigs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LogConfigEvents>();
        builder.Services.AddSingleton<VpnConnectionsLogConfigService>();
    }

    public static void MapVpnConnectionsLogConfigs(this IEndpointRouteBuilder routes) => routes.MapGrpcService<VpnConnectionsLogConfigService>();
}
