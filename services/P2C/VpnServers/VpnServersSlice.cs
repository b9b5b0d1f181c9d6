namespace VpnMesh.P2C.VpnServers;

/// <summary>VPN servers: what clients connect to.</summary>
internal static class VpnServersSlice
{
    public static void AddVpnServers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<VpnServerEvents>();
        builder.Services.AddSingleton<DesiredServers>();
        builder.Services.AddSingleton<VpnServerService>();
    }

    public static void MapVpnServers(this IEndpointRouteBuilder routes) => routes.MapGrpcService<VpnServerService>();
}
