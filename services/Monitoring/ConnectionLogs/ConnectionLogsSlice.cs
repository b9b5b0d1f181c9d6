using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.ConnectionLogs;

/// <summary>The logs of VPN connections.</summary>
internal static class ConnectionLogsSlice
{
    public static void AddConnectionLogs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ConnectionLogBound.Of(builder.Configuration));
        builder.Services.AddSingleton<ConnectionLogService>();
        builder.Services.AddHostedService<ConnectionLogPruning>();
        builder.AddEventHandler<MonitoringDatabase, ConnectionLogRecording>();
    }

    public static void MapConnectionLogs(this IEndpointRouteBuilder routes) => routes.MapGrpcService<ConnectionLogService>();
}
