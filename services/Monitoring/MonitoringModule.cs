using VpnMesh.Monitoring.Alerts;
using VpnMesh.Monitoring.ConnectionLogs;
using VpnMesh.Monitoring.ConnectionMonitors;
using VpnMesh.Monitoring.Measurements;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Data.Telemetry;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring;

/// <summary>The monitoring service: registered and mapped alike by its own process and by Standalone.</summary>
public static class MonitoringModule
{
    /// <summary>Registers the store and every slice.</summary>
    public static void AddMonitoring(this IHostApplicationBuilder builder)
    {
        builder.AddStore<MonitoringDatabase>();
        builder.AddOutbox<MonitoringDatabase>();
        builder.AddStoreReading<MonitoringDatabase, RaisedAlertStore>();
        builder.AddAlerts();
        builder.Services.AddSingleton<SiteToSiteClient>();
        builder.AddConnectionMonitors();
        builder.AddMeasurements();
        builder.AddConnectionLogs();
    }

    /// <summary>Brings the store up to date and maps the rpcs.</summary>
    public static void MapMonitoring(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.UseStore<MonitoringDatabase>(typeof(OutboxSignal<>).Assembly, typeof(MonitoringModule).Assembly);
        routes.MapAlerts();
        routes.MapConnectionMonitors();
        routes.MapMeasurements();
        routes.MapConnectionLogs();
    }
}
