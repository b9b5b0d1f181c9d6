namespace VpnMesh.SiteToSite.VpnConnections;

/// <summary>Connections between VPN gateways and customer gateways.</summary>
internal static class VpnConnectionsSlice
{
    public static void AddVpnConnections(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PeerCertificates>();
        builder.Services.AddSingleton(ChangeQueue.Of(builder.Configuration));
        builder.Services.AddSingleton<VpnConnectionEvents>();
        builder.Services.AddSingleton<VpnConnectionAddresses>();
        builder.Services.AddSingleton<VpnConnectionService>();
    }

    public static void MapVpnConnections(this IEndpointRouteBuilder routes) => routes.MapGrpcService<VpnConnectionService>();
}
