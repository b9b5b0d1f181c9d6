using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.ConnectionMonitors;

/// <summary>Health checks of VPN connections.</summary>
internal static class ConnectionMonitorsSlice
{
    public static void AddConnectionMonitors(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ConnectionMonitorEvents>();
        builder.Services.AddSingleton<MonitorRemoval>();
        builder.Services.AddSingleton<ConnectionMonitorService>();
        builder.Services.AddHostedService<MonitorSettlement>();
        builder.AddEventHandler<MonitoringDatabase, MonitoredConnectionEvents>();
    }

    public static void MapConnectionMonitors(this IEndpointRouteBuilder routes) => routes.MapGrpcService<ConnectionMonitorService>();
}
