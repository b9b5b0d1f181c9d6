using VpnMesh.Monitoring.Alerts.Quotas;
using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Monitoring.Alerts.Subjects;
using VpnMesh.Monitoring.Alerts.Webhooks;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts;

internal static class AlertsSlice
{
    public static void AddAlerts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AlertDefaults>();
        builder.Services.AddSingleton<AlertSignal>();
        builder.Services.AddSingleton<AlertEvents>();
        builder.Services.AddSingleton<SubjectJudgement>();
        builder.Services.AddSingleton<AlertsService>();
        builder.Services.AddHostedService<AlertEvaluation>();
        builder.Services.AddHostedService<AlertPruning>();
        builder.AddEventHandler<MonitoringDatabase, AlertSubjectEvents>();
        // Without it nothing is known of quotas.
        if (builder.Configuration[QuotaUseReading.Setting] is { Length: > 0 })
        {
            builder.Services.AddHostedService<QuotaUseReading>();
        }
        builder.AddWebhooks();
    }

    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<AlertsService>();
        routes.MapWebhooks();
    }
}
