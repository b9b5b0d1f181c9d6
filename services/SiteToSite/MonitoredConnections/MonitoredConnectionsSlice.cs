namespace VpnMesh.SiteToSite.MonitoredConnections;

/// <summary>What Monitoring asks and changes: which connections there are, and which monitor each has.</summary>
internal static class MonitoredConnectionsSlice
{
    public static void AddMonitoredConnections(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<MonitoredConnectionsService>();

    public static void MapMonitoredConnections(this IEndpointRouteBuilder routes) => routes.MapGrpcService<MonitoredConnectionsService>();
}
